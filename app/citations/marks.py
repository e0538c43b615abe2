"""Citation marks, [n]: their one pattern. Knows neither the sources nor the ways in which models write citations."""

import re

NUMBER = r"\d{1,3}"
"""The number of a source. Three digits at most: a year in brackets is not a citation."""
MARK = re.compile(rf"\[({NUMBER})\]")
# The first does not begin within white space: tried from each blank, a long run would take the square of its length.
MARKS = re.compile(rf"(?<!\s)(?:\s*\[{NUMBER}\])+")
"""One or more marks in a row, with the white space before each."""
WORD_JOINER = "\u2060"
"""Put inside brackets that are not a citation, such as `x[1]` in a formula: they look the same but are not a mark."""

_BEFORE_NUMBER = re.compile(rf"\[(?={NUMBER}\])")


def numbers_in(text: str) -> tuple[int, ...]:
    """Return the numbers of the marks of a text, in order, each once.

    >>> numbers_in("It wins [2][1], by far [2].")
    (2, 1)
    """
    return tuple(dict.fromkeys(map(int, MARK.findall(text))))


def without_marks(text: str) -> str:
    """Return a text without its marks and the white space before them.

    >>> without_marks("It wins [1][2].")
    'It wins.'
    """
    return MARKS.sub("", text)


def without_false_marks(text: str) -> str:
    """Return `text` with a word joiner in each bracket that would read as a mark.

    >>> without_false_marks("x[1]") == f"x[{WORD_JOINER}1]"
    True
    """
    return _BEFORE_NUMBER.sub(f"[{WORD_JOINER}", text)
