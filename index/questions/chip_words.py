"""Puts chips into words for people: `since Mar 2024`, `at least 5 authors`, `newest first`. Pure.

The page, the terminal and the JSON output share it. Nothing reads these words back.
"""

from collections.abc import Iterable
from datetime import date as Date
from datetime import timedelta
from typing import get_args

from index.questions.query import SINCE_LAST_VISIT, Chip, Condition, Correction, Day, Field, Mark
from index.text.counting import counted

_ORDERS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "upvotes": "most upvoted first",
    "comments": "most discussed first",
    "authors": "most authors first",
}
_NAMED: dict[Field, str] = {
    "author": "by",
    "organisation": "from",
    "source": "in",
    "tag": "tagged",
    "category": "in category",
}
_MARKS: dict[tuple[Field, bool], str] = {
    ("read", True): "read",
    ("read", False): "not read",
    ("starred", True): "starred",
    ("starred", False): "not starred",
    ("noted", True): "with a note",
    ("noted", False): "without a note",
}
_DAYS: dict[Field, str] = {"date": "", "appeared": "new ", "added": "added "}
_ROUND = 5


def chip_words(chip: Chip) -> str:
    """Return a chip in words.

    >>> chip_words(Chip("order", "newest")), chip_words(Chip("exclusion", "coral"))
    ('newest first', 'not coral')
    """
    if isinstance(chip.about, Condition):
        return condition_words(chip.about)
    if isinstance(chip.about, Correction):
        return f"{chip.about.searched} instead of {chip.about.typed}"
    if chip.kind == "order":
        return _ORDERS[chip.about]
    return f"“{chip.about}”" if chip.kind == "phrase" else f"not {chip.about}"


def all_words(chips: Iterable[Chip]) -> tuple[str, ...]:
    """Return each chip in words."""
    return tuple(map(chip_words, chips))


def condition_words(condition: Condition) -> str:
    """Return a condition in words."""
    names, least, most = condition.names, condition.least, condition.most
    if condition.field == "id":
        return _shown_words(condition)
    if condition.field in get_args(Mark):
        return _MARKS[condition.field, "yes" in names]
    if condition.field in _NAMED:
        return f"{_NAMED[condition.field]} {' or '.join(names)}"
    if condition.field in get_args(Day):
        days = date_words(least if isinstance(least, Date) else None, most if isinstance(most, Date) else None)
        return f"{_DAYS[condition.field]}{'since my last visit' if condition == SINCE_LAST_VISIT else days}"
    return _count_words(
        condition.field, least if isinstance(least, int) else None, most if isinstance(most, int) else None
    )


def date_words(least: Date | None, most: Date | None) -> str:
    """Return a range of days in words, in whole years and months where possible.

    >>> date_words(Date(2024, 1, 1), None), date_words(Date(2024, 3, 1), Date(2024, 3, 31))
    ('since 2024', 'in Mar 2024')
    """
    if least is None and most is not None:
        after = most + timedelta(1)
        return f"before {_named(after)}" if after.day == 1 else f"until {day_words(most)}"
    if least is None or most is None:
        return f"since {_named(least)}" if least else "at any time"
    if least == most:
        return f"on {day_words(least)}"
    first, last = _named(least), _named(most, ends=True)
    # A whole year starts in January and ends in December, so both ends have the same name.
    if first == last:
        return f"in {first}"
    if len(first) != len(last) and "20" not in first[:2] and "19" not in first[:2]:
        last = last if " " in last else f"Dec {last}"
    return f"from {first if ' ' in first or ' ' not in last else f'Jan {first}'} to {last}"


def day_words(day: Date) -> str:
    """Return a day in words."""
    return f"{day.day} {day:%b %Y}"


def _named(day: Date, *, ends: bool = False) -> str:
    """Return the year or month that starts (or ends) on this day, or else the day."""
    edge = day + timedelta(1) if ends else day
    if edge.day != 1:
        return day_words(day)
    return f"{day:%Y}" if edge.month == 1 else f"{day:%b %Y}"


def _shown_words(condition: Condition) -> str:
    number = len(condition.names)
    if condition.place:
        return f"in the {condition.place} {f'{number} papers' if number > 1 else 'paper'}"
    return "in this paper" if number == 1 else f"in these {number} papers"


def _count_words(field: Field, least: int | None, most: int | None) -> str:
    """Return a range of numbers in words: `more than 10` and not `at least 11`, whichever number is rounder."""
    if least is not None and most is not None:
        return _units(least, field) if least == most else f"between {least} and {_units(most, field)}"
    if least is not None:
        over = least > 1 and (least - 1) % _ROUND == 0
        return f"more than {_units(least - 1, field)}" if over else f"at least {_units(least, field)}"
    if most is not None:
        under = (most + 1) % _ROUND == 0
        return f"fewer than {_units(most + 1, field)}" if under else f"at most {_units(most, field)}"
    return f"any number of {field}"


def _units(number: int, field: Field) -> str:
    return counted(number, field.removesuffix("s"))
