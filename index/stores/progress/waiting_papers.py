"""Which papers are waiting to be indexed or have changed since, and how many passages each should have."""

from collections.abc import Sequence

import sqlalchemy as sql

from index.stores import tables
from index.stores.library import Library, Pending


def count_waiting(library: Library, up_to: int) -> int:
    """Return how many of the papers whose texts changed up to this revision are to be indexed."""
    waiting = sql.and_(tables.PENDING, tables.papers.c.revision <= up_to)
    with library.store.reading.connect() as db:
        return db.scalar(sql.select(sql.func.count()).select_from(tables.papers).where(waiting)) or 0


def changed_meanwhile(library: Library, read: Sequence[Pending]) -> list[str]:
    """Return the ids of those of the papers whose text changed, or which were removed, since they were read."""
    papers = tables.papers.c
    here = sql.select(papers.id, papers.revision).where(tables.PRESENT)
    with library.store.reading.connect() as db:
        now = dict(db.execute(here.where(papers.id.in_([item.paper.id for item in read]))).all())
    return [item.paper.id for item in read if now.get(item.paper.id) != item.revision]


def passage_counts(library: Library) -> dict[str, int]:
    """Return for each paper that should have passages in the vector store how many."""
    papers = tables.papers.c
    with library.store.reading.connect() as db:
        return dict(db.execute(sql.select(papers.id, papers.passages).where(papers.passages > 0)).all())
