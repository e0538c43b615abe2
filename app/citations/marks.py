"""The one form of a citation in what is shown: the mark [n]. Knows neither sources nor how models spell citations."""

import re

MARK = re.compile(r"\[(\d{1,4})\]")
WORD_JOINER = "\u2060"
"""Stands inside brackets that are no citation, `x[1]` in a formula: they look the same and are no mark."""

_BEFORE_NUMBER = re.compile(r"\[(?=\d{1,4}\])")


def inert(text: str) -> str:
    """Return `text` with a word joiner in each bracket that would read as a mark.

    >>> inert("x[1]") == f"x[{WORD_JOINER}1]"
    True
    """
    return _BEFORE_NUMBER.sub(f"[{WORD_JOINER}", text)
