"""Names that differ from a given one in a number or in a letter: FOXO3 for FOXO5, HPV for HPM. Pure.

Whoever writes about FOXO5 and cites a paper about FOXO3 has made a slip; another word for the same thing looks
different.
"""

import re
from collections.abc import Iterator, Mapping

from index.text.acronyms import singular
from index.text.plain_text import in_common_letters

_WRITTEN = re.compile(r"[^\W_]\w*(?:[-.]\w+)*")
_NUMBER = re.compile(r"\d+")
# A shorter acronym has too many neighbours.
_MIN_LETTERS = 3
_ANY_NUMBER, _ANY_LETTER = "#", "?"


def shapes_of(text: str) -> dict[str, str]:
    """Return the names with a number, and the acronyms, of a text by each shape that a near name has in common.

    >>> shapes_of("FOXO3 and HPV")
    {'foxo#': 'FOXO3', '?PV': 'HPV', 'H?V': 'HPV', 'HP?': 'HPV'}
    """
    found: dict[str, str] = {}
    for name in _WRITTEN.findall(in_common_letters(text)):
        for shape in _shapes(name):
            found.setdefault(shape, name)
    return found


def near_name(shapes: Mapping[str, str], name: str) -> str:
    """Return the paper's name that a wrong name was probably meant to be; empty if there is none.

    >>> shapes = shapes_of("FOXO3 and HPV")
    >>> near_name(shapes, "FOXO5"), near_name(shapes, "HPMs"), near_name(shapes, "HNF4")
    ('FOXO3', 'HPV', '')
    """
    return next((shapes[shape] for shape in _shapes(name) if shape in shapes), "")


def _shapes(name: str) -> Iterator[str]:
    """Yield a name with a number without it, an acronym with each of its letters left out in turn."""
    whole = singular(name.replace("-", ""))
    if whole.isalpha():
        if whole.isupper() and len(whole) >= _MIN_LETTERS:
            yield from (f"{whole[:i]}{_ANY_LETTER}{whole[i + 1 :]}" for i in range(len(whole)))
    elif any(sign.isalpha() for sign in whole) and _NUMBER.search(whole):
        yield _NUMBER.sub(_ANY_NUMBER, whole.lower())
