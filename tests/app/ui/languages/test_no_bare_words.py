"""No template, script or module of the page holds words for people: they are in the catalogues (app/ui/languages)."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

UI = Path(__file__).parents[4] / "app" / "ui"
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
SCRIPTS = [path for path in sorted((UI / "static").rglob("*.js")) if "katex" not in path.parts]
# The API speaks to programs, and the check of events to forgers; the start of the page speaks in the terminal.
NOT_FOR_VISITORS = ("api/", "event_check.py", "gradio_stubs.py", "page.py:_check_free", "library/following.py")
MODULES = [path for path in sorted(UI.rglob("*.py")) if not str(path.relative_to(UI)).startswith(NOT_FOR_VISITORS)]

NAMES = {
    "paperchat",
    "cs.CL cs.LG",
    "http://127.0.0.1:11434/v1",
    "X-Title: paperchat",
    '{"top_k": 20}',
    "Markdown",
    "model supports partly",
}
"""What is called the same in every language, is an example of what is typed, or a value of the program."""
SHOWN = {"aria-label", "title", "placeholder", "alt", "label"}
"""The attributes that people read or hear."""
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+ [a-z]|[a-z]{2,} [a-z]{2,}[ ,;:]|^[A-Z][a-z]{2,}[.?!]?$|[ ,][a-z]{2,}[.?!]$")
"""What of a script or a module looks like words for people: several, or one that begins or ends like a sentence."""


class _Texts(HTMLParser):
    """Collects the texts and the shown attributes of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SHOWN]
        if tag in ("style", "code", "kbd"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.found.append(data)


def bare_in_template(text: str) -> list[str]:
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    code = re.findall(r"\{[{%].*?[%}]\}", text, flags=re.DOTALL)
    texts = _Texts()
    texts.feed(re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL))
    # A macro of attributes is no text.
    written = [one.strip() for one in texts.found if WORD.search(one) and not one.lstrip().startswith('id="')]
    literals = [literal for part in code for literal in re.findall(r'"([^"]*)"', part)]
    return [one for one in written + list(filter(SENTENCE.search, literals)) if one not in NAMES]


def test_templates_take_their_words_from_the_catalogues() -> None:
    assert {path.name: bare for path in TEMPLATES if (bare := bare_in_template(path.read_text(encoding="utf-8")))} == {}


LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
KEYS = ("Enter", "Escape", "Arrow")
"""What browsers call keys."""
OF_BROWSERS = re.compile(r"^(Content-Type|POST|Z|.*[#.\[:*>].*|[a-z-]+( [a-z-]+)+)$", re.DOTALL)
"""Selectors, classes and headers."""


def bare_in_script(text: str) -> list[str]:
    text = re.sub(r"^\s*//.*$|\s// .*$", "", text, flags=re.MULTILINE)
    found = []
    for literal in LITERAL.finditer(text):
        written = re.sub(r"\$\{[^}]*\}|<[^>]*>", "", next(part for part in literal.groups() if part is not None))
        browsers = OF_BROWSERS.match(written) and not re.search(r"[a-z] [a-z]+[.?!:]", written)
        if SENTENCE.search(written.strip()) and not browsers and not written.startswith(KEYS):
            found.append(written)
    return found


def test_scripts_take_their_words_from_the_catalogues() -> None:
    assert {path.name: bare for path in SCRIPTS if (bare := bare_in_script(path.read_text(encoding="utf-8")))} == {}


def strings_for_people(tree: ast.AST) -> Iterator[str]:
    """Yield what a module writes, but for docstrings, what it logs, and faults of forged messages."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in ("ValueError", "log", "_log", "re"):
            continue
        if isinstance(node, ast.FunctionDef) and f"page.py:{node.name}" in NOT_FOR_VISITORS:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        yield from strings_for_people(node)


def bare_in_module(text: str) -> list[str]:
    return [one for one in strings_for_people(ast.parse(text)) if SENTENCE.search(one) and one not in NAMES]


def test_modules_take_their_words_from_the_catalogues() -> None:
    assert {path.name: bare for path in MODULES if (bare := bare_in_module(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    ("bare", "text"),
    [
        (bare_in_template, "<p>Nothing is here.</p>"),
        (bare_in_template, '<button aria-label="Close">x</button>'),
        (bare_in_template, '<p>{{ "No paper" if none else t("a.b") }}</p>'),
        (bare_in_script, 'say("No paper matches.");'),
        (bare_in_script, 'button.textContent = "Copied";'),
        (bare_in_script, "const told = `${count} papers were left out`;"),
        (bare_in_module, 'raise PaperchatError("This paper is gone.")'),
        (bare_in_module, 'NAME = "Sources"'),
        (bare_in_module, 'def f(n): return f"{n} papers removed; others stay"'),
    ],
)
def test_words_outside_the_catalogues_are_found(bare, text) -> None:
    assert bare(text)
