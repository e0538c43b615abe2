"""Days, however a file writes them; of some only the year or the month is known. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta
from typing import Any

from index.papers import DatePrecision

_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october"
        "|nov november|dec december".split("|"),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?(?=\D|$)")
_SPACED = re.compile(r"\d{4}(?: +\d{1,2}){1,2}")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)$")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<![\d:])\d{1,2}(?![\d:])")
_WORD = re.compile(r"[a-z]+")
_EARLIEST, _LATEST = 1500, 2199
# Milliseconds, as OpenReview counts them; smaller numbers are years, or days such as 20260105.
_EPOCH, _SINCE_1970 = Date(1970, 1, 1), range(10**11, 10**13)
# By the number of parts that are known.
_PRECISIONS: Mapping[int, DatePrecision] = {3: "day", 2: "month", 1: "year"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day; if only the month or the year is known, the first day of it."""

    date: Date
    precision: DatePrecision = "day"


def day_in(value: Any, month: Any = None) -> Day | None:
    """Return the day in a text, a number, a list `[2026, 1, 5]`, or a CSL date; `month` completes a bare year.

    >>> day_in("2026-01-05T00:00:00Z").date, day_in("5 January 2026").date, day_in("2026", "jan")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5), Day(date=datetime.date(2026, 1, 1), precision='month'))
    >>> day_in("2026 01 05").date, day_in("2026 02").precision, day_in("2026 Feb 5").date
    (datetime.date(2026, 1, 5), 'month', datetime.date(2026, 2, 5))
    >>> day_in(1767571200000).date
    datetime.date(2026, 1, 5)
    >>> day_in("2026 \N{SUPERSCRIPT ONE}").date
    datetime.date(2026, 1, 1)
    """
    parts = _parts(value)
    if not parts:
        return None
    if len(parts) == 1 and month is not None and (number := _month(str(month))):
        parts = [parts[0], number]
        if day := _NUMBER.search(re.sub(r"^\d+$", "", str(month))):
            parts.append(int(day[0]))
    return _day(parts)


def month_of(arxiv_id: str) -> Date | None:
    """Return the first day of the month in which arXiv gave the id.

    >>> month_of("2312.00022"), month_of("hep-th/9901001")
    (datetime.date(2023, 12, 1), datetime.date(1999, 1, 1))
    """
    digits = arxiv_id.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    return Date(year + (1900 if year > 90 else 2000), month, 1) if 1 <= month <= 12 else None  # noqa: PLR2004


def _parts(value: Any) -> list[int]:
    if isinstance(value, Mapping):
        inner = value.get("date-parts") or value.get("raw") or value.get("literal") or value.get("created")
        return _parts(inner) if inner else [int(value["year"])] if str(value.get("year", "")).isdecimal() else []
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], list | tuple | Mapping):
            return _parts(value[0])
        return [int(part) for part in value[:3] if str(part).isdecimal() and len(str(part)) <= len("2026")]
    if isinstance(value, int | float) and _SINCE_1970.start <= value < _SINCE_1970.stop:
        day = _EPOCH + timedelta(milliseconds=value)
        return [day.year, day.month, day.day]
    return _parts_of(str(value).strip()) if isinstance(value, str | int | float) else []


def _parts_of(text: str) -> list[int]:
    if _SPACED.fullmatch(text):
        text = "-".join(text.split())
    if match := _COMPACT.match(text) or _ISO.match(text):
        parts = [int(part) for part in match.group("year", "month", "day") if part]
        words = text[match.end() :].casefold()
        if len(parts) > 1 or not _month(words):
            return parts
    year = _YEAR.search(text)
    if not year:
        return []
    rest = (text[: year.start()] + " " + text[year.end() :]).casefold()
    month, day = _month(rest), _NUMBER.search(rest)
    return [int(year[0]), *([month] if month else []), *([int(day[0])] if month and day else [])]


def _month(text: str) -> int | None:
    if text.strip().isdecimal():
        return int(text) if 1 <= int(text) <= len(set(_MONTHS.values())) else None
    return next((_MONTHS[word] for word in _WORD.findall(text.casefold()) if word in _MONTHS), None)


def _day(parts: list[int]) -> Day | None:
    if not _EARLIEST <= parts[0] <= _LATEST:
        return None
    for length, precision in _PRECISIONS.items():
        if length > len(parts):
            continue
        try:
            return Day(Date(*[*parts[:length], 1, 1][:3]), precision)
        except ValueError:
            continue
    return None
