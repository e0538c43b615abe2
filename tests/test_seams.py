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
