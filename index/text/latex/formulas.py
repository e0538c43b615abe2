r"""Finds formulas in a text, between dollars, `\(...\)` or `\[...\]`, as abstracts and models write them. Pure."""

import re
from collections.abc import Iterator

from index.text.latex.latex_text import symbol

# Not prices: "$5 and $6", "from $5k to 8k$"; and not "US$". Words between plain spaces are not a formula. A command
# alone is one before a figure, too: "256$\times$256".
DOLLARS = (
    r"\$\$[^$]{1,400}\$\$|\$\\[A-Za-z]{1,30}\$"
    r"|\$(?!\d[\d.,]*\s(?!\s*[\\=<>+*/^]))(?![^$\n\\]*\s[A-Za-z]{2,}[\s.,;:])(?=[^\s$])[^$\n]{0,200}?(?<![\s\\])\$(?!\d)"
)
"""A formula between dollars."""
# Not "\[1\]", which some models write for a citation.
_BRACKETS = r"\\\((?:(?!\\\))[^\n]){1,300}\\\)|\\\[(?!\s*\d[\d,;\s–-]*\\\])(?:(?!\\\])[\s\S]){1,400}\\\]"
_FORMULA = re.compile(rf"(?<![\\$])(?:{DOLLARS}|{_BRACKETS})")
_LONGEST_MARK = 2
# LaTeX between formulas: a sign that it writes with a backslash, a symbol in braces, a command that only changes the
# letters or links them, and one that stands for a number which only the paper itself has.
_SIGN = re.compile(r"\\([%&#_$])")
_SYMBOL = re.compile(r"(?<![_^}A-Za-z])\{\\([A-Za-z]{1,30})\}")
_LETTERS = re.compile(
    r"\\(?:emph|text(?:bf|it|tt|sc|sf|rm|sl|superscript|subscript)?|underline|url)\{([^{}\\]{1,200})\}"
)
_LINK = re.compile(r"\\href\{([^{}]{1,200})\}\{([^{}\\]{1,200})\}")
_REFERENCE = re.compile(r"[~\s]?\\(?:cite[a-z]{0,8}|ref|label)\{[^{}]{0,200}\}")
_DEEPEST = 3


def formulas_in(text: str) -> Iterator[tuple[int, int]]:
    r"""Yield the offsets of the formulas.

    >>> text = r"It costs $5 and $6, and $x_1$ is \(a^2\)."
    >>> [text[start:end] for start, end in formulas_in(text)]
    ['$x_1$', '\\(a^2\\)']
    """
    return (found.span() for found in _FORMULA.finditer(text))


def formula_end(text: str, at: int) -> int | None:
    """Return where the formula that begins here ends; None if none does."""
    found = _FORMULA.match(text, at)
    return found.end() if found else None


def parts(text: str) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is a formula.

    >>> parts("A $k$-means.")
    [('A ', False), ('$k$', True), ('-means.', False)]
    """
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in formulas_in(text):
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [part for part in (*cut, (text[at:], False)) if part[0]]


def is_display(formula: str) -> bool:
    """Return whether a formula is on lines of its own."""
    return formula.startswith(("$$", "\\["))


def without_delimiters(formula: str) -> str:
    r"""Return the text between the marks.

    >>> without_delimiters("$x$"), without_delimiters(r"\[y\]")
    ('x', 'y')
    """
    width = 1 if formula.startswith("$") and not formula.startswith("$$") else _LONGEST_MARK
    return formula[width:-width]


def without_commands(text: str) -> str:
    r"""Return text between formulas as it would be set: `\emph{only} 11\%` is `only 11%`.

    >>> without_commands(r"It saves \textbf{11\%} of $c$ at 5{\deg}C, \alpha aside.")
    'It saves 11% of $c$ at 5°C, \\alpha aside.'
    """
    if "\\" not in text:
        return text
    text = _REFERENCE.sub("", _SYMBOL.sub(_symbol, _SIGN.sub(r"\1", text)))
    for _ in range(_DEEPEST):
        text = _LETTERS.sub(r"\1", text)
    return _LINK.sub(_linked, text)


def _symbol(command: re.Match[str]) -> str:
    # What arXiv writes for the sign of degrees; to LaTeX it is the name of a function.
    return "°" if command[1] == "deg" else symbol(command[1]) or command[0]


def _linked(link: re.Match[str]) -> str:
    address, words = link.groups()
    return words if "://" in words else f"{words} ({address})"
