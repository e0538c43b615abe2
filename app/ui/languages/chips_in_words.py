"""Chips in the page's words: `since Mar 2024`, `at least 5 authors`, `newest first`. Pure.

The terminal and the JSON output say the same in English only (index/questions/chip_words.py).
"""

from datetime import date as Date
from datetime import timedelta
from typing import Literal, get_args

from app.ui.languages.catalogue import month_of_year, short_day, translated
from index.questions.query import SINCE_LAST_VISIT, Chip, Condition, Correction, Day, Field, Mark

_NAMED = ("author", "organisation", "source", "tag", "category")
_ROUND = 5
Span = Literal["year", "month", "day"]


def chip_words(chip: Chip) -> str:
    """Return a chip in words.

    >>> chip_words(Chip("order", "newest")), chip_words(Chip("exclusion", "coral"))
    ('newest first', 'not coral')
    """
    if isinstance(chip.about, Condition):
        return _condition(chip.about)
    if isinstance(chip.about, Correction):
        return translated("chip.corrected", searched=chip.about.searched, typed=chip.about.typed)
    if chip.kind == "order":
        return translated(f"chip.order_{chip.about}")
    return translated("chip.phrase" if chip.kind == "phrase" else "chip.without", words=chip.about)


def _condition(condition: Condition) -> str:
    names, field, least, most = condition.names, condition.field, condition.least, condition.most
    if field == "id":
        return _shown(condition)
    if field in get_args(Mark):
        return translated(f"chip.{field}" if "yes" in names else f"chip.not_{field}")
    if field in _NAMED:
        return translated(f"chip.{field}", names=translated("chip.or").join(names))
    if condition == SINCE_LAST_VISIT:
        return translated("chip.added", days=translated("days.since_last_visit"))
    if field in get_args(Day):
        days = days_words(least if isinstance(least, Date) else None, most if isinstance(most, Date) else None)
        return translated(f"chip.{field}", days=days)
    return _count(field, least if isinstance(least, int) else None, most if isinstance(most, int) else None)


def days_words(least: Date | None, most: Date | None) -> str:
    """Return a range of days in words, in whole years and months where possible.

    >>> days_words(Date(2024, 1, 1), None), days_words(Date(2024, 3, 1), Date(2025, 12, 31))
    ('since 2024', 'from Mar 2024 to Dec 2025')
    """
    if least is not None:
        return translated("days.since", when=_when(least)) if most is None else _between(least, most)
    if most is None:
        return translated("days.any")
    after = most + timedelta(1)
    if after.day == 1:
        return translated("days.before", when=_when(after))
    return translated("days.until", when=short_day(most))


def _between(least: Date, most: Date) -> str:
    if least == most:
        return translated("days.on", when=short_day(least))
    after = most + timedelta(1)
    whole_years = {_span(least), _span(after)} == {"year"}
    # A year is told as a month beside a month or a day.
    first = _when(least, whole_years=whole_years)
    last = short_day(most) if _span(after) == "day" else _when(most.replace(day=1), whole_years=False)
    if whole_years:
        last = str(most.year)
    return translated("days.in", when=first) if first == last else translated("days.from_to", first=first, last=last)


def _span(start: Date) -> Span:
    """Return whether a year, a month or only a day starts here."""
    if start.day != 1:
        return "day"
    return "year" if start.month == 1 else "month"


def _when(start: Date, *, whole_years: bool = True) -> str:
    """Return the year or month that starts on this day, or else the day."""
    span = _span(start)
    if span == "day":
        return short_day(start)
    return str(start.year) if span == "year" and whole_years else month_of_year(start)


def _shown(condition: Condition) -> str:
    count = len(condition.names)
    several = "one" if count == 1 else "several"
    if condition.place:
        return translated(f"chip.in_place_{several}", place=translated(f"place.{condition.place}"), papers=count)
    return translated(f"chip.in_this_{several}", papers=count)


def _count(field: Field, least: int | None, most: int | None) -> str:
    """Return a range of numbers in words: `more than 10` and not `at least 11`, whichever number is rounder."""
    if least is not None and most is not None:
        units = _units(most, field)
        return units if least == most else translated("chip.between", least=least, most=units)
    if least is not None:
        over = least > 1 and (least - 1) % _ROUND == 0
        return translated("chip.more_than" if over else "chip.at_least", units=_units(least - over, field))
    if most is not None:
        under = (most + 1) % _ROUND == 0
        return translated("chip.fewer_than" if under else "chip.at_most", units=_units(most + under, field))
    return translated(f"chip.any_{field}")


def _units(number: int, field: Field) -> str:
    return translated(f"paper.{field}", count=number)
