"""Conditions on papers as SQL: which papers fulfil all of them, in which order. Used by the library alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from index.questions.query import Condition, Field, Names, Order
from index.stores.tables import THERE, papers, sightings

_COLUMNS: dict[Field, sql.Column[Any]] = {
    "date": papers.c.date,
    "authors": papers.c.author_count,
    "upvotes": papers.c.upvotes,
    "comments": papers.c.comments,
    "organisation": papers.c.organisation,
    "id": papers.c.id,
}
_ORDERS: dict[Order, sql.ColumnElement[Any]] = {
    "newest": papers.c.date.desc().nulls_last(),
    "oldest": papers.c.date.asc().nulls_last(),
    "upvotes": papers.c.upvotes.desc().nulls_last(),
    "comments": papers.c.comments.desc().nulls_last(),
    "authors": papers.c.author_count.desc().nulls_last(),
}


@dataclass(frozen=True, slots=True)
class Matching:
    """The papers that fulfil all conditions."""

    ids: tuple[str, ...]
    """In the order asked for, then by title; those of which the field of the order is not known come last."""
    unknown: int
    """How many papers were left out only because a field that a condition is on is not known of them."""


def matching(db: sql.Connection, conditions: Sequence[Condition], order: Order) -> Matching:
    """Return the papers of the library that fulfil `conditions`."""
    by = [_ORDERS[order]] if order in _ORDERS else []
    fulfilled = [THERE, *map(_fulfilled, conditions)]
    ids = tuple(db.scalars(sql.select(papers.c.id).where(*fulfilled).order_by(*by, papers.c.title, papers.c.id)))
    if not (columns := [_COLUMNS[condition.field] for condition in conditions if condition.field != "source"]):
        return Matching(ids, 0)
    gaps = sql.or_(*(column.is_(None) for column in columns))
    lenient = [THERE, gaps, *map(_not_missed, conditions)]
    return Matching(ids, db.scalar(sql.select(sql.func.count()).select_from(papers).where(*lenient)) or 0)


def known(db: sql.Connection, field: Field) -> int:
    """Return of how many papers the field is known."""
    known_there = sql.select(sql.func.count()).select_from(papers).where(THERE)
    return db.scalar(known_there if field == "source" else known_there.where(_COLUMNS[field].is_not(None))) or 0


def names(db: sql.Connection) -> Names:
    """Return the organisations and the sources of the papers, in alphabetical order."""
    organisation = papers.c.organisation
    held = sql.select(organisation).distinct().where(THERE, organisation.is_not(None)).order_by(organisation)
    seen = sql.select(sightings.c.source).distinct().order_by(sightings.c.source)
    return Names(tuple(db.scalars(held)), tuple(db.scalars(seen)))


def _fulfilled(condition: Condition) -> sql.ColumnElement[bool]:
    """Return the condition as SQL; null where the field is not known, which SQL takes for no."""
    if condition.field == "source":
        return papers.c.id.in_(sql.select(sightings.c.paper_id).where(sightings.c.source.in_(condition.names)))
    column = _COLUMNS[condition.field]
    parts: list[sql.ColumnElement[bool]] = []
    if condition.least is not None:
        parts.append(column >= condition.least)
    if condition.most is not None:
        parts.append(column <= condition.most)
    if condition.names or not parts:
        parts.append(column.in_(condition.names))
    return sql.and_(*parts)


def _not_missed(condition: Condition) -> sql.ColumnElement[bool]:
    """Return whether the condition is fulfilled or could be, the field not being known."""
    fulfilled = _fulfilled(condition)
    return fulfilled if condition.field == "source" else sql.or_(_COLUMNS[condition.field].is_(None), fulfilled)
