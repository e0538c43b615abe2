"""What the papers of a selection have in common, with counts: sources, years, categories, tags."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sql

from index.browsing.table_page import chosen
from index.browsing.table_selection import Selection
from index.collection import Stores
from index.questions.query import Field
from index.stores.databases.portable_sql import BINARY, NOCASE, on_server
from index.stores.databases.readable_types import texts_written
from index.stores.filters import listed_values, looked_up
from index.stores.tables import KNOWN_BY_YEAR, PRESENT, own_tags, paper_marks, papers, sightings, sources

FacetName = Literal["source", "year", "month", "organisation", "category", "tag", "read", "starred", "noted"]
_FIELDS: dict[FacetName, Field] = {
    "source": "source",
    "year": "date",
    "month": "date",
    "organisation": "organisation",
    "category": "category",
    "tag": "tag",
    "read": "read",
    "starred": "starred",
    "noted": "noted",
}
_ALL = (PRESENT,)
"""The papers of a selection without conditions."""
MOST_VALUES = 40
"""The most values of a facet; only the most frequent ones are listed."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A field, and its values with the number of papers that have each."""

    name: FacetName
    values: tuple[tuple[str, int], ...]


def facets_of(stores: Stores, selection: Selection) -> tuple[Facet, ...]:
    """Return the facets of a selection.

    The values of a field that the selection restricts are counted without that restriction, so that others can be
    chosen; months are counted within the year.
    """
    if _is_everything(selection):
        return stores.library.cached("facets", lambda db: _facets(db, _everywhere(_ALL)))
    # Before a connection is taken, as this reads the library, too.
    every = _conditions(stores, selection)
    restricted = {one.field for one in selection.conditions}
    others = {
        name: _conditions(stores, selection.without(field))
        for name, field in _FIELDS.items()
        if field in restricted and name != "month"
    }
    with stores.library.database.connect() as db, ExitStack() as tables:
        where = _everywhere(tables.enter_context(_chosen(db, every)))
        where |= {name: tables.enter_context(_chosen(db, conditions)) for name, conditions in others.items()}
        return _facets(db, where)


def _conditions(stores: Stores, selection: Selection) -> Sequence[sql.ColumnElement[bool]]:
    return _ALL if _is_everything(selection) else chosen(stores, selection)


def _is_everything(selection: Selection) -> bool:
    return not selection.conditions and not selection.words.strip()


def _everywhere(where: Sequence[sql.ColumnElement[bool]]) -> dict[FacetName, Sequence[sql.ColumnElement[bool]]]:
    return dict.fromkeys(_FIELDS, where)


def _facets(db: sql.Connection, where: Mapping[FacetName, Sequence[sql.ColumnElement[bool]]]) -> tuple[Facet, ...]:
    return tuple(Facet(name, tuple(_values(db, name, conditions))) for name, conditions in where.items())


@contextmanager
def _chosen(
    db: sql.Connection, conditions: Sequence[sql.ColumnElement[bool]]
) -> Iterator[Sequence[sql.ColumnElement[bool]]]:
    """Store the papers that meet the conditions once in a temporary table; yield the condition that they meet.

    On a server, each temporary table would also be an entry in the shared catalogue, so there the conditions are used.
    """
    if conditions is _ALL or on_server(db):
        yield conditions
        return
    id_ = sql.Column("id", sql.String, primary_key=True)
    table = sql.Table(f"chosen_{uuid4().hex}", sql.MetaData(), id_, prefixes=["TEMPORARY"])
    table.create(db)
    try:
        db.execute(sql.insert(table).from_select(["id"], sql.select(papers.c.id).where(*conditions)))
        yield [papers.c.id.in_(sql.select(id_))]
    finally:
        table.drop(db)
        db.commit()


def _values(db: sql.Connection, name: FacetName, where: Sequence[sql.ColumnElement[bool]]) -> Iterator[tuple[str, int]]:
    if name in ("read", "starred", "noted"):
        yield from _mark(db, name, where)
        return
    if name == "category":
        yield from _categories(db, where)
        return
    query = _counted(name, where)
    # Years and months by time, all else by number.
    by_time = name in ("year", "month")
    order: sql.UnaryExpression[Any] = sql.desc("value") if by_time else sql.desc("papers")
    for row in db.execute(query.order_by(order, "value").limit(MOST_VALUES)):
        yield str(row.value), int(row.papers)


def _counted(name: FacetName, where: Sequence[sql.ColumnElement[bool]]) -> sql.Select[*tuple[Any, ...]]:
    """Return the query for the values of a facet, each with its number of papers."""
    number = sql.func.count().label("papers")
    match name:
        case "source":
            seen = sightings.c.source == sources.c.key
            query: sql.Select[Any] = sql.select(sources.c.name.label("value"), number).join(sightings, seen)
            # A paper that was removed is in no source, so among all papers none needs to be looked up.
            if where is not _ALL:
                query = query.join(papers, papers.c.id == sightings.c.paper_id).where(*where)
            return query.group_by(sources.c.key)
        case "tag":
            return _tags(where)
    length = {"year": 4, "month": 7}.get(name)
    value = (
        sql.func.substr(sql.cast(papers.c.date, sql.String), *map(sql.literal_column, ("1", str(length))))
        if length
        else papers.c.organisation
    )
    known: list[sql.ColumnElement[bool]] = [(papers.c.date if length else papers.c.organisation).is_not(None)]
    if name == "month":
        known.append(sql.not_(looked_up(KNOWN_BY_YEAR)))
    return sql.select(value.label("value"), number).where(*where, *known).group_by(value)


def _categories(db: sql.Connection, where: Sequence[sql.ColumnElement[bool]]) -> Iterator[tuple[str, int]]:
    """Yield the most frequent categories with their numbers of papers.

    Papers with equal lists are counted together: taking the list of each apart takes seconds where there are many.
    """
    lists = sql.cast(papers.c.categories, sql.Text)
    known = sql.select(lists, sql.func.count()).where(*where, papers.c.categories.is_not(None)).group_by(lists)
    counts = Counter[str]()
    for text, number in db.execute(known):
        counts.update(dict.fromkeys(texts_written(text), number))
    yield from sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES]


def _tags(where: Sequence[sql.ColumnElement[bool]]) -> sql.Select[*tuple[Any, ...]]:
    """Return the query for the tags of a person's own and those of sources."""
    listed = listed_values("tags")
    own = sql.select(own_tags.c.paper_id, own_tags.c.tag.label("tag")).join(papers, papers.c.id == own_tags.c.paper_id)
    given = sql.select(papers.c.id, listed.c.value).select_from(papers).join(listed, sql.true())
    both = sql.union_all(own.where(*where), given.where(papers.c.tags.is_not(None), *where)).subquery()
    folded = both.c.tag.collate(NOCASE)
    number = sql.func.count(sql.distinct(both.c.paper_id)).label("papers")
    query: sql.Select[*tuple[Any, ...]] = sql.select(sql.func.min(both.c.tag.collate(BINARY)).label("value"), number)
    return query.group_by(folded)


def _mark(db: sql.Connection, name: FacetName, where: Sequence[sql.ColumnElement[bool]]) -> Iterator[tuple[str, int]]:
    marked = {"read": paper_marks.c.read, "starred": paper_marks.c.starred, "noted": paper_marks.c.note != ""}[name]
    every = db.scalar(sql.select(sql.func.count()).select_from(papers).where(*where)) or 0
    # Hardly any paper is marked, so those that are marked are looked up.
    among_marked = papers.c.id.in_(sql.select(paper_marks.c.paper_id).where(marked))
    having = db.scalar(sql.select(sql.func.count()).select_from(papers).where(*where, among_marked)) or 0
    yield "yes", having
    if name == "read":
        yield "no", every - having
