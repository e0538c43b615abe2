"""What a record of MARC 21 says of a paper, as libraries, CERN and INSPIRE write it in XML. Pure.

The numbers of the fields: https://www.loc.gov/marc/bibliographic/. CERN and INSPIRE have arXiv's number in 037.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.sources.data.safe_xml import Element

# The punctuation with which library cards separated the parts of a record.
_BEFORE_THE_NEXT = " /:;,"
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_AUTHOR_ROLES = frozenset({"", "author", "aut"})
_NOT_OF_DAYS = str.maketrans("", "", "[]©.?")


def marc_values(record: Element) -> Mapping[str, Any]:
    """Return the values of a paper."""
    title = [part.rstrip(_BEFORE_THE_NEXT) for part in _texts(record, "245", "ab")]
    days = [day.translate(_NOT_OF_DAYS) for day in _texts(record, "269 260 264 773", "cy") if _YEAR.search(day)]
    return {
        "title": ": ".join(title[:2]),
        "abstract": max(_texts(record, "520", "a"), key=len, default=""),
        "authors": [name.rstrip(_BEFORE_THE_NEXT) for name in _authors(record)],
        "dates": days,
        "year": next((year[0] for day in days if (year := _YEAR.search(day))), ""),
        "ids": [*_texts(record, "037", "a"), *_texts(record, "024", "a")],
        "doi": _texts(record, "024", "a"),
        "url": _texts(record, "856", "u"),
        "venue": next(iter(_texts(record, "773", "pt")), ""),
        "categories": _texts(record, "037", "c"),
        "language": next(iter(_texts(record, "041", "a")), ""),
        "tags": _texts(record, "650 653 695", "a"),
    }


def _fields(record: Element, tags: str) -> Iterator[Element]:
    """Yield the fields with these numbers, in the order of the numbers."""
    for tag in tags.split():
        yield from (field for field in record.all("datafield") if field.attributes.get("tag") == tag)


def _texts(record: Element, tags: str, codes: str) -> list[str]:
    return [text for field in _fields(record, tags) for text in _parts(field, codes)]


def _parts(field: Element, codes: str) -> list[str]:
    return [part.text for part in field.all("subfield") if part.attributes.get("code") in [*codes] and part.text]


def _authors(record: Element) -> Iterator[str]:
    for field in _fields(record, "100 110 700"):
        role = next(iter(_parts(field, "e4")), "").casefold().rstrip(".")
        if role in _AUTHOR_ROLES:
            yield from _parts(field, "a")[:1]
