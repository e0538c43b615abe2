"""Papers that are gone for good. Word indexes on other machines read here which papers to forget."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.stores import tables
from index.stores.author_names import updating_authors
from index.stores.databases.portable_sql import write

if TYPE_CHECKING:
    from index.stores.library import Library


def delete_for_good(db: sql.Connection, ids: Sequence[str]) -> None:
    """Delete those of these papers that were removed, and note it."""
    papers = tables.papers.c
    here = sql.and_(papers.removed, papers.id.in_(ids))
    gone = db.execute(sql.select(papers.id, papers.revision).where(here)).mappings().all()
    write(db, tables.gone_papers, [dict(row) for row in gone])
    with updating_authors(db, ids):
        db.execute(sql.delete(tables.papers).where(here))


def gone_since(library: "Library", revision: int) -> list[str]:
    """Return the ids of the papers that were deleted after `revision`; some may have come back."""
    gone = tables.gone_papers.c
    with library.database.connect() as db:
        return list(db.scalars(sql.select(gone.id).where(gone.revision > revision)))


def history_of(library: "Library") -> str:
    """Return a value that changes if the library is restored to an earlier state, whose revisions are counted again."""
    return library.cached("history", lambda db: db.scalar(tables.HISTORY) or "")
