r"""Finds formulas in a text, between dollars, `\(...\)` or `\[...\]`, as abstracts and models write them. Pure."""

import re
from collections.abc import Iterator

# Not prices: "$5 and $6", "from $5k to 8k$"; and not "US$". Words between plain spaces are no formula.
DOLLARS = (
    r"\$\$[^$]{1,400}\$\$"
    r"|\$(?!\d[\d.,]*\s(?!\s*[\\=<>+*/^]))(?![^$\n\\]*\s[A-Za-z]{2,}[\s.,;:])(?=[^\s$])[^$\n]{0,200}?(?<![\s\\])\$(?!\d)"
)
"""A formula between dollars."""
# Not "\[1\]", which some models write for a citation.
_BRACKETS = r"\\\((?:(?!\\\))[^\n]){1,300}\\\)|\\\[(?!\s*\d[\d,;\s–-]*\\\])(?:(?!\\\])[\s\S]){1,400}\\\]"
_FORMULA = re.compile(rf"(?<![\\$])(?:{DOLLARS}|{_BRACKETS})")
_LONGEST_MARK = 2
# LaTeX between formulas: a sign that it writes with a backslash, and a command that only changes the letters.
_SIGN = re.compile(r"\\([%&#_$])")
_LETTERS = re.compile(r"\\(?:emph|text(?:bf|it|tt|sc|sf|rm|sl)?|underline)\{([^{}\\]{1,200})\}")


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

    >>> without_commands(r"It saves \textbf{11\%} of $c$, \alpha aside.")
    'It saves 11% of $c$, \\alpha aside.'
    """
    return _LETTERS.sub(r"\1", _SIGN.sub(r"\1", text)) if "\\" in text else text
