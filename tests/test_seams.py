"""What the tests touch, and where the environment is read."""

import ast
import re
from pathlib import Path

import pytest

from tests.source_files import NAMES, ROOT, SOURCES, tree_of


def private_names(path: Path) -> set[str]:
    """The private names of other modules that a test file touches: imported, patched by name, or inherited."""
    tree = tree_of(path)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    patched = {
        str(argument.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    # Of its parent class: the linter takes the names of a parent for one's own.
    inherited = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and ast.unparse(node.value) == "super()"
    }
    return {name for name in imported | patched | inherited if re.match(r"_(?!_)", name.rpartition(".")[2])}


# Other attributes are left to the linter (SLF001).
@pytest.mark.slow
def test_tests_touch_no_private_names() -> None:
    paths = (ROOT / "tests").rglob("*.py")
    assert {path.name: private for path in paths if (private := private_names(path))} == {}


def test_index_knows_no_setting() -> None:
    readers = [name for path, name in zip(SOURCES, NAMES, strict=True) if "PAPERCHAT_" in path.read_text("utf-8")]
    assert [name for name in readers if name.startswith("index/")] == []


def test_the_environment_is_read_in_one_place() -> None:
    readers, writers = set(), set()
    for path, name in zip(SOURCES, NAMES, strict=True):
        # Most files do not mention it, and taking each apart takes a second.
        if not re.search(r"environ|getenv|from os import", path.read_text("utf-8")):
            continue
        nodes = list(ast.walk(tree_of(path)))
        targets = [node.targets[0] for node in nodes if isinstance(node, ast.Assign)]
        written = {ast.unparse(target) for target in targets if ast.unparse(target).startswith("os.environ[")}
        names = (getattr(node, "attr", getattr(node, "id", None)) for node in nodes)
        named = [name for name in names if name in {"environ", "getenv", "getproxies_environment"}]
        imported = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "os"]
        writers |= {name} if written else set()
        readers |= {name} if len(named) + len(imported) > len(written) else set()
    assert readers == {"app/settings.py"}
    # They tell a library something before that is loaded.
    assert writers <= {"index/embedding/bundled_encoder.py", "app/ui/page.py"}


HTML = re.compile(
    r"</?(?:a|b|br|button|code|details|div|em|form|h[1-6]|i|img|input|li|mark|ol|p|pre|s|section|span|strong|sub|summary"
    r"|sup|svg|table|td|th|tr|ul)(?: [^<]*)?>"
)


@pytest.mark.slow
def test_html_is_made_by_templates() -> None:
    """No HTML is put together from values; `(?P<a>` in a pattern is not HTML."""
    texts = [
        (name, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))
        for path, name in zip(SOURCES, NAMES, strict=True)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.JoinedStr)
    ]
    assert len(texts) > 1000
    assert [(name, text) for name, text in texts if HTML.search(text.replace("(?P<", "("))] == []


def test_there_is_one_stemmer_and_one_list_of_stop_words() -> None:
    texts = {name: path.read_text("utf-8") for path, name in zip(SOURCES, NAMES, strict=True)}
    for sign in (r"Filter\.stemmer\(", r"^_?STOP_?WORDS\b.*=", r"\bimport py3langid|\bfrom py3langid"):
        assert len({name for name, text in texts.items() if re.search(sign, text, re.MULTILINE)}) == 1, sign


@pytest.mark.slow
def test_plurals_are_made_in_one_place() -> None:
    """Only `index.text.counting` adds an s to a noun, and `said` chooses between two sentences."""
    by_hand = [
        (name, ast.unparse(node))
        for path, name in zip(SOURCES, NAMES, strict=True)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.IfExp)
        and sorted((ast.unparse(node.body), ast.unparse(node.orelse))) != ["'http'", "'https'"]
        and isinstance(node.body, ast.Constant)
        and isinstance(node.orelse, ast.Constant)
        and str(node.orelse.value) in (f"{node.body.value!s}s", str(node.body.value).removesuffix("s"))
    ]
    assert by_hand == []
