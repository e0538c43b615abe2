"""Finds the paper that an id or a title means now: records are merged, and their titles edited."""

from collections.abc import Sequence

import sqlalchemy as sql

from index.identity import paper_id
from index.stores import tables


def present_id(db: sql.Connection, id_: str) -> str | None:
    """Return the present id of the paper that has or had this one."""
    present = sql.select(tables.sightings.c.paper_id).where(tables.sightings.c.paper_id == id_)
    return db.scalar(present) or db.scalar(sql.select(tables.aliases.c.paper_id).where(tables.aliases.c.key == id_))


def present_ids(db: sql.Connection, former: Sequence[str]) -> dict[str, str]:
    """Return the present ids of papers that once had these, by these; others are left out."""
    rows = db.execute(sql.select(tables.aliases).where(tables.aliases.c.key.in_(former))).all() if former else ()
    return {row.key: row.paper_id for row in rows}


def id_of(db: sql.Connection, name: str) -> str | None:
    """Return the present id of the paper with this id or title, looked up without reading the others."""
    return present_id(db, name) or present_id(db, paper_id(name))
