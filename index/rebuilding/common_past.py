"""Whether a library and its vectors belong together: either may have been restored to an earlier state.

A process that writes vectors puts a new mark into both, before and after. The library also remembers the previous mark,
because a writer may die between the two. Like the vectors, marks are derived: backups and moves leave them out.
"""

from uuid import uuid4

import sqlalchemy as sql

from index.collection import Stores
from index.stores import tables
from index.stores.databases.portable_sql import Text, write
from index.stores.library import Library

_metadata = sql.MetaData()
_marks = sql.Table(
    "vector_marks",
    _metadata,
    sql.Column("kind", Text, primary_key=True),
    sql.Column("before", Text, nullable=False),
    sql.Column("newest", Text, nullable=False),
)
_KIND = "abstracts"


def vectors_behind(stores: Stores) -> str:
    """Return why the vectors do not fit the library, in words for people; empty if they do."""
    if fault := stores.vectors.fault():
        return fault
    if not stores.vectors.is_current():
        return "The vector store is missing or was made by another encoder"
    if stores.vectors.old_windows.exist() or stores.vectors.old_records.exist():
        return "The vector store was made by an older version"
    if _have_parted(stores):
        return "The vectors are of another state of the library"
    whole = stores.vectors.count() == stores.library.count_passages()
    return "" if whole else "The vector store has lost passages"


def leave_mark(stores: Stores) -> None:
    """Leave a new mark in the library, then in the vectors."""
    mark = uuid4().hex
    _note(stores.library, stores.vectors.mark(), mark)
    stores.vectors.set_mark(mark)


def take_as_common(stores: Stores) -> None:
    """Note that the vectors are made from this library, whatever marks there were."""
    _note(stores.library, stores.vectors.mark(), stores.vectors.mark())


def has_common_past(stores: Stores) -> bool:
    """Return whether the vectors can be kept; if not, the word indexes of all folders are rebuilt as well.

    Their revisions count changes that the restored library no longer has.
    """
    if parted := _have_parted(stores):
        with stores.library.database.begin() as db:
            write(db, tables.facts, [{"name": tables.HISTORY_NAME, "value": uuid4().hex}])
        stores.words.sync(stores.library)
    return not parted


def _note(library: Library, before: str, newest: str) -> None:
    with library.database.begin() as db:
        _metadata.create_all(db)
        write(db, _marks, [{"kind": _KIND, "before": before, "newest": newest}])


def _have_parted(stores: Stores) -> bool:
    """Return whether the vectors belong to another state of the library, even if their number is right."""
    with stores.library.database.connect() as db:
        known = {""}
        if sql.inspect(db).has_table(_marks.name) and (row := db.execute(sql.select(_marks)).first()):
            known = {row.before, row.newest}
    return stores.vectors.mark() not in known
