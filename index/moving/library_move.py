"""Moves a library to another database, row by row: from its file to a server, or back."""

from pathlib import Path

import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores import migrations, tables
from index.stores.databases.copying import copy_rows
from index.stores.databases.opening import open_database
from index.stores.databases.portable_sql import write
from index.stores.library import Library
from index.stores.paper_bytes import bytes_table


def move_library(library: Library, path: Path, server: str | None, where: str) -> None:
    """Copy the whole library to the database at the address `server`, or to the file at `path`, and close the old one.

    Opening the old one says that it has moved to `where`. What was derived from it has to be rebuilt. Raises
    PaperchatError if there are papers already; killed at any point, the library is in the old place, or whole in the
    new one. Only one writer may call this.
    """
    there = open_database(path, server)
    try:
        migrations.migrate(there.engine, path)
        with library.database.begin() as old, there.engine.begin() as new:
            _check_free(new)
            copy_rows(old, new, tables.metadata.sorted_tables)
            # An index left behind by a library that was here before, maybe this one.
            bytes_table.clear(new)
            new.execute(sql.delete(tables.facts).where(tables.facts.c.name == migrations.MOVED))
            new.execute(sql.update(tables.papers).values(indexed=0, passages=0))
            write(old, tables.facts, [{"name": migrations.MOVED, "value": where}])
    finally:
        there.close()


def put_on_server(copy: Library, library: Library) -> None:
    """Put all of `copy` in the place of a library on a server.

    Every paper counts as changed, so that the word indexes of all folders follow, whatever they have.
    """
    papers = tables.papers
    with copy.database.connect() as old, library.database.begin() as new:
        revision = max(db.scalar(tables.REVISION) or 0 for db in (old, new)) + 1
        before = set(new.scalars(sql.select(papers.c.id)))
        copy_rows(old, new, tables.metadata.sorted_tables)
        gone = before.difference(new.scalars(sql.select(papers.c.id)))
        write(new, tables.gone_papers, [{"id": id_, "revision": revision} for id_ in sorted(gone)])
        new.execute(sql.update(papers).values(revision=revision, indexed=0, passages=0))
        write(new, tables.facts, [{"name": "revision", "value": str(revision)}])


def check_free(path: Path, server: str | None) -> None:
    """Raise PaperchatError if a library could not be moved to this place."""
    there = open_database(path, server)
    try:
        migrations.migrate(there.engine, path)
        with there.engine.connect() as db:
            _check_free(db)
    finally:
        there.close()


def _check_free(db: sql.Connection) -> None:
    papers = db.scalar(sql.select(sql.func.count()).select_from(tables.papers)) or 0
    if papers and not db.scalar(migrations.MOVED_TO):
        raise PaperchatError(
            f"There is already a library there, with {papers:,} papers.",
            "Use an empty database, or use that library at its address.",
        )
