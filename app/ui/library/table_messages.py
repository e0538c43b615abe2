"""What the browser asks of the library's routes, checked and cut to size. Pure; the browser's side is library.js."""

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from typing import get_args

from app.ui.json_route import Sent
from index.browsing.facets import FacetName
from index.browsing.table_selection import Selection, Sort
from index.questions.query import MARKS, Condition, Field
from index.stores.by_hand.paper_marks import MAX_NOTE, MAX_TAG, MAX_TAGS, MarkChange

PAGE = 50
"""Rows of a page of the table."""
MOST_CHOSEN = 1000
"""The most papers that one request can be about."""
_LONGEST_WORDS = 300
_MOST_VALUES = 50
_FURTHEST = 10_000_000
_ID = re.compile(r"[0-9a-f]{12}")
_LONGEST_ID = 64
_TIME = re.compile(r"(\d{4})(?:-(\d{2}))?")
_NAMED: tuple[Field, ...] = ("source", "organisation", "category", "tag")


def read_selection(sent: Sent) -> Selection:
    """Return the papers that the table shows. Raises ValueError for what our page cannot have sent."""
    sort = sent.get("sort", "added")
    if sort not in get_args(Sort):
        raise ValueError(f"no sort {sort!r}")
    words = str(sent.get("words", ""))[:_LONGEST_WORDS]
    if sort == "relevance" and not words.strip():
        sort = "added"
    return Selection(words, tuple(_conditions(sent.get("filters", {}))), sort, ascending=bool(sent.get("ascending")))


def read_offset(sent: Sent) -> int:
    """Return the number of the first row, from 0 on."""
    return max(0, min(int(sent.get("offset", 0)), _FURTHEST))


def read_ids(sent: Sent) -> list[str]:
    """Return the ids of the papers that a request is about, at least one."""
    ids = list(dict.fromkeys(_texts(sent["ids"], MOST_CHOSEN)))
    if not ids or not all(map(_ID.fullmatch, ids)):
        raise ValueError("no ids")
    return ids


def read_shown(sent: Sent) -> str:
    """Return the id of a paper that an address names, which people may have cut short or mistyped."""
    return next(iter(_texts(sent["ids"], 1, _LONGEST_ID)), "")


def read_change(sent: Sent) -> MarkChange:
    """Return the change of marks."""
    return MarkChange(
        read=_maybe(sent.get("read")),
        starred=_maybe(sent.get("starred")),
        note=None if sent.get("note") is None else str(sent["note"])[:MAX_NOTE],
        add_tags=tuple(_texts(sent.get("add_tags", ()), MAX_TAGS, MAX_TAG)),
        remove_tags=tuple(_texts(sent.get("remove_tags", ()), MAX_TAGS, MAX_TAG)),
    )


def _conditions(filters: object) -> Iterator[Condition]:
    """Yield the conditions of the chosen values of facets."""
    if not isinstance(filters, Mapping):
        raise ValueError("no filters")  # noqa: TRY004 - one error for any malformed message
    unknown = filters.keys() - set(get_args(FacetName))
    if unknown:
        raise ValueError(f"no facet {unknown}")
    chosen = {name: _texts(values, _MOST_VALUES) for name, values in filters.items() if values}
    for field in _NAMED:
        if field in chosen:
            yield Condition(field, names=tuple(chosen[field]))
    for mark in MARKS:
        if mark in chosen:
            yield Condition(mark, names=("yes",) if chosen[mark][0] == "yes" else ("no",))
    if time := chosen.get("month") or chosen.get("year"):
        yield _within(time[0])


def _within(time: str) -> Condition:
    """Return the condition of a year or a month, as `2024` or `2024-03`."""
    match = _TIME.fullmatch(time)
    if not match:
        raise ValueError(f"no time {time!r}")
    year, first, last = int(match[1]), int(match[2] or 1), int(match[2] or 12)
    return Condition("date", Date(year, first, 1), Date(year, last, calendar.monthrange(year, last)[1]))


def _maybe(value: object) -> bool | None:
    return None if value is None else bool(value)


def _texts(values: object, most: int, longest: int = 500) -> list[str]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise ValueError("no list")  # noqa: TRY004 - one error for any malformed message
    return [str(value)[:longest] for value in values[:most]]
