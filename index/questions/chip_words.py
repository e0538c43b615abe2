"""Puts chips into words for people: `since Mar 2024`, `at least 5 authors`, `newest first`. Pure.

The page, the terminal and the JSON output share it. Nothing reads these words back.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date as Date
from datetime import timedelta
from typing import Literal, get_args

from index.questions.query import MARKS, SINCE_LAST_VISIT, Chip, Condition, Correction, Day, Field, Place
from index.text.counting import said_authors, said_comments, said_upvotes
from index.wording.said import Said, in_quotes, listed, said, said_date

_ORDERS = {
    "relevance": said("chip.order_relevance", "most relevant first"),
    "newest": said("chip.order_newest", "newest first"),
    "oldest": said("chip.order_oldest", "oldest first"),
    "upvotes": said("chip.order_upvotes", "most upvoted first"),
    "comments": said("chip.order_comments", "most discussed first"),
    "authors": said("chip.order_authors", "most authors first"),
    "least_upvoted": said("chip.order_least_upvoted", "least upvoted first"),
    "least_discussed": said("chip.order_least_discussed", "least discussed first"),
    "fewest_authors": said("chip.order_fewest_authors", "fewest authors first"),
}
_MARKS: Mapping[tuple[Field, bool], Said] = {
    ("read", True): said("chip.read", "read"),
    ("read", False): said("chip.not_read", "not read"),
    ("starred", True): said("chip.starred", "starred"),
    ("starred", False): said("chip.not_starred", "not starred"),
    ("noted", True): said("chip.noted", "with a note"),
    ("noted", False): said("chip.not_noted", "without a note"),
}
_PLACES: Mapping[Place, Said] = {
    "first": said("place.first", "first"),
    "second": said("place.second", "second"),
    "third": said("place.third", "third"),
    "fourth": said("place.fourth", "fourth"),
    "fifth": said("place.fifth", "fifth"),
    "last": said("place.last", "last"),
}
_ANY: Mapping[Field, Said] = {
    "authors": said("chip.any_authors", "any number of authors"),
    "comments": said("chip.any_comments", "any number of comments"),
    "upvotes": said("chip.any_upvotes", "any number of upvotes"),
}
_ROUND = 5
Span = Literal["year", "month", "day"]
_SUCH: Mapping[str, Said] = {
    "survey": said("chip.surveys", "surveys and reviews"),
    "link": said("chip.with_code", "with a link to code"),
    "trial": said("chip.trials", "randomised trials"),
    "synthesis": said("chip.syntheses", "systematic reviews and meta-analyses"),
    "cohort": said("chip.cohorts", "cohort studies"),
    "case": said("chip.cases", "case reports"),
    "human": said("chip.human_studies", "studies in people"),
    "animal": said("chip.animal_studies", "studies in animals"),
}


def chip_words(chip: Chip) -> Said:
    """Return a chip in words.

    >>> chip_words(Chip("order", "newest")), chip_words(Chip("exclusion", "coral"))
    ('newest first', 'not coral')
    """
    if isinstance(chip.about, Condition):
        return condition_words(chip.about)
    if isinstance(chip.about, Correction):
        return said(
            "chip.corrected", "{searched} instead of {typed}", searched=chip.about.searched, typed=chip.about.typed
        )
    if chip.kind == "order":
        return _ORDERS[chip.about]
    return in_quotes(chip.about) if chip.kind == "phrase" else said("chip.without", "not {words}", words=chip.about)


def all_words(chips: Iterable[Chip]) -> tuple[Said, ...]:
    """Return each chip in words."""
    return tuple(map(chip_words, chips))


def condition_words(condition: Condition) -> Said:
    """Return a condition in words."""
    names, field, least, most = condition.names, condition.field, condition.least, condition.most
    if field == "id":
        return _shown_words(condition)
    if field in ("kind", "study", "code"):
        return _one_of([_SUCH[name] for name in names])
    if field in MARKS:
        return _MARKS[field, "yes" in names]
    if field in get_args(Day):
        days = range_words(least if isinstance(least, Date) else None, most if isinstance(most, Date) else None)
        return _day_words(field, _last_visit() if condition == SINCE_LAST_VISIT else days)
    if names:
        return _named(field, listed(names, "or"))
    return _count_words(field, least if isinstance(least, int) else None, most if isinstance(most, int) else None)


def range_words(least: Date | None, most: Date | None) -> Said:
    """Return a range of days in words, in whole years and months where possible.

    >>> range_words(Date(2024, 1, 1), None), range_words(Date(2024, 3, 1), Date(2025, 12, 31))
    ('since 2024', 'from Mar 2024 to Dec 2025')
    """
    if least is not None:
        return said("days.since", "since {when}", when=_when(least)) if most is None else _between(least, most)
    if most is None:
        return said("days.any", "at any time")
    after = most + timedelta(1)
    if after.day == 1:
        return said("days.before", "before {when}", when=_when(after))
    return said("days.until", "until {when}", when=day_words(most))


def day_words(day: Date) -> Said:
    """Return a day in words."""
    return said_date(day, "short_day")


def _named(field: Field, names: str) -> Said:
    if field == "author":
        return said("chip.author", "by {names}", names=names)
    if field == "organisation":
        return said("chip.organisation", "from {names}", names=names)
    if field == "tag":
        return said("chip.tag", "tagged {names}", names=names)
    if field == "category":
        return said("chip.category", "in category {names}", names=names)
    return said("chip.source", "in {names}", names=names)


def _one_of(kinds: Sequence[Said]) -> Said:
    return kinds[0] if len(kinds) == 1 else said("chip.one_of", "{kinds}", kinds=listed(kinds, "or"))


def _last_visit() -> Said:
    return said("days.since_last_visit", "since my last visit")


def _day_words(field: Field, days: Said) -> Said:
    if field == "appeared":
        return said("chip.appeared", "new {days}", days=days)
    return said("chip.added", "added {days}", days=days) if field == "added" else days


def _between(least: Date, most: Date) -> Said:
    if least == most:
        return said("days.on", "on {when}", when=day_words(least))
    after = most + timedelta(1)
    whole_years = {_span(least), _span(after)} == {"year"}
    # Beside a month or a day, a year is written as a month.
    first = _when(least, whole_years=whole_years)
    last = day_words(most) if _span(after) == "day" else said_date(most, "year" if whole_years else "month")
    if first == last:
        return said("days.in", "in {when}", when=first)
    return said("days.from_to", "from {first} to {last}", first=first, last=last)


def _span(start: Date) -> Span:
    """Return whether a year, a month or only a day starts here."""
    if start.day != 1:
        return "day"
    return "year" if start.month == 1 else "month"


def _when(start: Date, *, whole_years: bool = True) -> Said:
    """Return the year or month that starts on this day, or else the day."""
    span = _span(start)
    if span == "day":
        return day_words(start)
    return said_date(start, "year" if span == "year" and whole_years else "month")


def _shown_words(condition: Condition) -> Said:
    count, place = len(condition.names), condition.place and _PLACES[condition.place]
    if place:
        return said(
            "chip.in_place", ("in the {place} paper", "in the {place} {count} papers"), place=place, count=count
        )
    return said("chip.in_this", ("in this paper", "in these {count} papers"), count=count)


def _count_words(field: Field, least: int | None, most: int | None) -> Said:
    """Return a range of numbers in words: `more than 10` and not `at least 11`, whichever number is rounder."""
    if least is not None and most is not None:
        units = _units(most, field)
        return units if least == most else said("chip.between", "between {least} and {most}", least=least, most=units)
    if least is not None:
        if least > 1 and (least - 1) % _ROUND == 0:
            return said("chip.more_than", "more than {units}", units=_units(least - 1, field))
        return said("chip.at_least", "at least {units}", units=_units(least, field))
    if most is not None:
        if (most + 1) % _ROUND == 0:
            return said("chip.fewer_than", "fewer than {units}", units=_units(most + 1, field))
        return said("chip.at_most", "at most {units}", units=_units(most, field))
    return _ANY[field]


def _units(count: int, field: Field) -> Said:
    if field == "authors":
        return said_authors(count)
    return said_comments(count) if field == "comments" else said_upvotes(count)
