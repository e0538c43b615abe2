"""Removes papers and sources from the library. Rows stay, marked as removed, until the index has forgotten them."""

import json
from collections.abc import Sequence
from itertools import chain

import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores import tables
from index.stores.databases.portable_sql import write
from index.stores.listed import source_names
from index.stores.listed.present_ids import present_id


def remove(db: sql.Connection, names: Sequence[str], revision: int) -> int:
    """Remove papers by id and sources by name or path, as `Library.remove` says; return how many papers."""
    unfinished = json.loads(db.scalar(tables.REMOVING) or "[]")
    sources, ids = [source_names.find(db, name) for name in names], [present_id(db, name) for name in names]
    packed = [source_names.in_archive(db, name) for name in names]
    for name, *known in zip(names, sources, ids, packed, strict=True):
        if not any(known) and name not in unfinished:
            raise PaperchatError(
                f"No paper and no source is called {name!r}.",
                "`paperchat list` shows the ids, `paperchat status` the sources.",
            )
    seen = tables.sightings.c
    given = [*sources, *chain.from_iterable(packed)]
    db.execute(sql.delete(tables.sightings).where(sql.or_(seen.source.in_(given), seen.paper_id.in_(ids))))
    source_names.forget_empty(db)
    unseen = sql.and_(tables.PRESENT, tables.papers.c.id.not_in(sql.select(seen.paper_id).distinct()))
    gone = sql.select(tables.papers.c.id).where(unseen)
    db.execute(sql.delete(tables.aliases).where(tables.aliases.c.paper_id.in_(gone)))
    db.execute(sql.update(tables.papers).where(unseen).values(removed=True, revision=revision))
    write(db, tables.facts, [{"name": "removing", "value": json.dumps([*unfinished, *names])}])
    return db.scalar(sql.select(sql.func.count()).where(tables.papers.c.removed)) or 0
