"""Which papers of a library are indexed, by text and number of passages: read from one library, written to another."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import uuid4

import sqlalchemy as sql

from index.stores import tables
from index.stores.databases.portable_sql import write
from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import Extent


class Indexed(NamedTuple):
    """The revision of the text that is in the vector store, and the number of its passages there."""

    revision: int
    passages: int


def index_state(library: Library) -> dict[str, Indexed]:
    """Return what is indexed, by the ids of the papers."""
    papers = tables.papers.c
    query = sql.select(papers.id, papers.indexed, papers.passages).where(papers.indexed > 0)
    with library.database.connect() as db:
        return {row.id: Indexed(row.indexed, row.passages) for row in db.execute(query)}


def indexed_extent(library: Library) -> Extent:
    """Return how much is indexed, of texts that are the papers' present ones."""
    query = sql.select(sql.func.count(), sql.func.sum(tables.papers.c.revision))
    with library.database.connect() as db:
        papers, revisions = db.execute(query.where(tables.PRESENT, sql.not_(tables.PENDING))).one()
        return Extent(papers, int(revisions or 0))


def set_passage_counts(library: Library, counts: Mapping[str, int]) -> None:
    """Record how many passages of these papers are in the vector store."""
    papers = tables.papers
    changed = sql.update(papers).where(papers.c.id == sql.bindparam("paper")).values(passages=sql.bindparam("number"))
    if rows := [{"paper": id_, "number": count} for id_, count in counts.items()]:
        with library.database.begin() as db:
            db.execute(changed, rows)


def set_index_state(library: Library, state: Mapping[str, Indexed]) -> None:
    """Record that this, and nothing else, is indexed, in an index that nobody has seen before."""
    papers = tables.papers
    changed = sql.update(papers).where(papers.c.id == sql.bindparam("paper"))
    rows = [{"paper": id_, "at": found.revision, "number": found.passages} for id_, found in state.items()]
    with library.database.begin() as db:
        db.execute(sql.update(papers).values(indexed=0, passages=0))
        if rows:
            db.execute(changed.values(indexed=sql.bindparam("at"), passages=sql.bindparam("number")), rows)
        _note_another(db)


def note_another_index(library: Library) -> None:
    """Have readers open the index again: another one with the same papers has taken its place."""
    with library.database.begin() as db:
        _note_another(db)


def _note_another(db: sql.Connection) -> None:
    write(db, tables.facts, [{"name": "index", "value": uuid4().hex}])
