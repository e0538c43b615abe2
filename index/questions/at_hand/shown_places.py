"""Finds places in a list that was shown: `1 and 3`, `papers 2-4`, `the first two`, `[2]`, `the second one`. Pure."""

import re

from index.questions.phrases import NUMBER, PLACES, number_of

_ORDINAL = rf"(?P<ordinal>{'|'.join(PLACES)}|\d{{1,3}}(?:st|nd|rd|th))"
_NOUN = r"(?:papers?|articles?|ones?|sources?|references?|citations?|results?|numbers?|nos?\.?|entries|entry)"
_NUMBERS = re.compile(
    rf"(?:(?:the|only|just)\s+)*(?:{_NOUN}\s+)?(?P<list>[\[#(]*\d{{1,3}}[\])]*"
    r"(?:\s*(?:,\s*and|,|and|&|\+|or|to|through|[-–—])\s*(?:(?:paper|number|no\.?)\s+)?[\[#(]*\d{1,3}[\])]*|\s+[\[#]+\d{1,3}[\])]*)*)"
    rf"(?:\s+{_NOUN})?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d+)[\])]*\s*(?:to|through|[-–—])\s*[\[#(]*(\d+)", re.IGNORECASE)
_ORDINALS = re.compile(
    rf"(?:(?:only|just|of)\s+)*(?:the\s+)?{_ORDINAL}(?:\s+(?P<number>{NUMBER}))?(?:\s+{_NOUN})?", re.IGNORECASE
)
_JOIN = re.compile(r"\s*(?:,\s*and|,|\band\b|&)\s*", re.IGNORECASE)


def places_in(words: str, shown: int) -> list[int] | None:
    """Return the places, from 0, that `words` name among `shown` papers; None if they name none.

    A place beyond the end is left out.

    >>> places_in("1 and 3", 5), places_in("[2]-[4]", 5), places_in("the first two", 5), places_in("the last one", 5)
    ([0, 2], [1, 2, 3], [0, 1], [4])
    >>> places_in("tides", 5)
    """
    words = words.strip(" .?!")
    if match := _NUMBERS.fullmatch(words):
        found = _numbered(match["list"])
    else:
        parts = [_ORDINALS.fullmatch(part) for part in _JOIN.split(words)]
        if not all(parts):
            return None
        found = [place for part in parts if part for place in _at(part, shown)]
    return [place for place in dict.fromkeys(found) if 0 <= place < shown]


def _numbered(text: str) -> list[int]:
    """Return the places of the numbers, and of those between the ends of each range."""
    ranges = [(int(first), int(last)) for first, last in _RANGE.findall(text)]
    single = {int(number) for number in re.findall(r"\d+", text)}
    return [number - 1 for number in sorted(single.union(*(range(first, last + 1) for first, last in ranges)))]


def _at(match: re.Match[str], shown: int) -> list[int]:
    """Return the places that an ordinal names: one, or as many as the number after it says."""
    ordinal, number = match["ordinal"].casefold(), number_of(match["number"]) if match["number"] else 1
    if ordinal == "last":
        return list(range(max(0, shown - number), shown))
    at = next((PLACES[place] for place in PLACES if place == ordinal), None)
    start = int(re.sub(r"\D", "", ordinal)) - 1 if at is None else at
    return list(range(start, start + number))
