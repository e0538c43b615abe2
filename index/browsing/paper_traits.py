"""The months, sources and stars of papers, for the colours, the slider and the trends of the map."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sql

from index.stores.databases.portable_sql import FirstOf
from index.stores.filters import looked_up
from index.stores.library import Library
from index.stores.tables import APPEARED, KNOWN_BY_YEAR, PRESENT, paper_marks, papers, sightings, sources

MOST_SOURCES = 7
"""As many as there are colours besides grey, which all others share."""
UNKNOWN = -1
MOST_TRENDS = 24
"""As many bars as a phone has room for."""


@dataclass(frozen=True, slots=True)
class PaperTraits:
    """Traits of papers in a given order; `month` and `source` have one entry per paper."""

    months: tuple[str, ...]
    """The months in which papers appeared, as in 2024-05, the oldest first; 2024 stands before the months of that year,
    for papers of which no more is known."""
    month: tuple[int, ...]
    """The number of the month in which a paper was first listed, or else submitted; `UNKNOWN` if no day is known."""
    sources: tuple[str, ...]
    """The sources with the most papers."""
    source: tuple[int, ...]
    """The number of the largest source of a paper; `UNKNOWN` if it is in none of these."""
    starred: tuple[int, ...]
    """The places of the starred papers."""


def trend_of(months: Sequence[str]) -> list[str]:
    """Return the newest of the months without a gap, or of the years if no month is known.

    >>> trend_of(["2021-12", "2022", "2022-02"]), trend_of(["2019", "2021"])
    (['2021-12', '2022', '2022-01', '2022-02'], ['2019', '2020', '2021'])
    """
    trend, month = list[str](), months[-1] if months else ""
    years_alone = not any("-" in one for one in months)
    while month and month >= months[0] and len(trend) < MOST_TRENDS:
        if years_alone or "-" in month or month in months:
            trend.append(month)
        month = _before(month, years_alone=years_alone)
    return trend[::-1]


def _before(month: str, *, years_alone: bool) -> str:
    """Return the month or year that stands before one."""
    year, _, number = month.partition("-")
    if number:
        return year if number == "01" else f"{year}-{int(number) - 1:02}"
    return f"{int(year) - 1:04}" + ("" if years_alone else "-12")


def traits_of(library: Library, ids: Sequence[str]) -> PaperTraits:
    """Return the traits of the papers with these ids, in their order."""
    months, named, stars = library.cached("paper traits", _read)
    largest = [name for name, _ in Counter(name for names in named.values() for name in names).most_common()]
    place = {name: number for number, name in enumerate(largest)}
    known = sorted({months[id_] for id_ in ids if id_ in months})
    number = {month: at for at, month in enumerate(known)}
    best = [min((place[name] for name in named.get(id_, ())), default=MOST_SOURCES) for id_ in ids]
    return PaperTraits(
        months=tuple(known),
        month=tuple(number.get(months.get(id_, ""), UNKNOWN) for id_ in ids),
        sources=tuple(largest[:MOST_SOURCES]),
        source=tuple(at if at < MOST_SOURCES else UNKNOWN for at in best),
        starred=tuple(at for at, id_ in enumerate(ids) if id_ in stars),
    )


def _read(db: sql.Connection) -> tuple[dict[str, str], dict[str, list[str]], set[str]]:
    """Return the months, the names of the sources and the stars, by the ids of the papers."""
    only_year = looked_up(sql.and_(KNOWN_BY_YEAR, FirstOf(papers.c.listed_on).is_(None))).label("only_year")
    days = sql.select(papers.c.id, APPEARED.label("day"), only_year).where(PRESENT, APPEARED.is_not(None))
    # A damaged day counts as unknown.
    months = {row.id: f"{row.day:%Y}" if row.only_year else f"{row.day:%Y-%m}" for row in db.execute(days) if row.day}
    named: dict[str, list[str]] = {}
    seen = sql.select(sightings.c.paper_id, sources.c.name).join(sources, sources.c.key == sightings.c.source)
    for row in db.execute(seen.order_by(sources.c.name)):
        named.setdefault(row.paper_id, []).append(row.name)
    return months, named, set(db.scalars(sql.select(paper_marks.c.paper_id).where(paper_marks.c.starred)))
