"""A checksum for each row that a person wrote: marks with the note, tags, edits. They cannot be read from any source.

It does not include the paper, so that rows can be moved from one record to another unchanged.
"""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores import tables
from index.stores.databases.portable_sql import write
from index.stores.record_checksums import named_papers, next_steps
from index.wording.said import said

OWN_TABLES = (tables.paper_marks, tables.own_tags, tables.record_edits)
_LEFT_OUT = ("paper_id", "checksum")


def own_checksum(table: sql.Table, row: Mapping[str, Any] | sql.RowMapping) -> int | None:
    """Return the checksum of a row of one of `OWN_TABLES`; None if it has values that no such row can have."""
    values = [row[column.name] for column in table.columns if column.name not in _LEFT_OUT]
    try:
        # PostgreSQL cannot store this character, and the library may be moved there.
        return zlib.crc32(orjson.dumps(values).replace(b"\\u0000", b""))
    except TypeError:
        return None


def is_as_written(table: sql.Table, row: sql.RowMapping) -> bool:
    """Return whether a row, with its checksum, is what was written."""
    return row["checksum"] is not None and own_checksum(table, row) == row["checksum"]


def write_own(db: sql.Connection, table: sql.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of one of `OWN_TABLES` with their checksums; a row that brings its checksum keeps it."""
    write(db, table, [{"checksum": own_checksum(table, row), **row} for row in rows])


def seal_own(db: sql.Connection, table: sql.Table, damaged: Collection[str] = ()) -> None:
    """Store the checksums of rows without one, except those of `damaged` papers; nothing else is written."""
    keys = list(table.primary_key)
    is_this = sql.and_(*(key == sql.bindparam(f"this_{key.name}") for key in keys))
    rows = db.execute(sql.select(table).where(table.c.checksum.is_(None))).mappings().all()
    sums = [
        {**{f"this_{key.name}": row[key.name] for key in keys}, "sum": own_checksum(table, row)}
        for row in rows
        if row["paper_id"] not in damaged
    ]
    if sums:
        db.execute(sql.update(table).where(is_this).values(checksum=sql.bindparam("sum")), sums)


def check_own(db: sql.Connection, path: Path | None) -> None:
    """Read all rows; raise PaperchatError that names the papers whose rows are not what was written.

    `path`: where backups may be.
    """
    if found := dict(_damaged(db)):
        fault = said(
            "damage.own",
            "Your notes, tags, marks or edits of these papers are damaged: {titles}.",
            titles=named_papers(found),
        )
        raise PaperchatError(fault, next_steps(path, said("damage.write_again", "Or write it again.")))


def _damaged(db: sql.Connection) -> Iterator[tuple[str, str]]:
    for table in OWN_TABLES:
        titles = sql.select(table, tables.papers.c.title).outerjoin(
            tables.papers, tables.papers.c.id == table.c.paper_id
        )
        for row in db.execute(titles).mappings():
            if not is_as_written(table, row):
                yield row["paper_id"], row["title"] or row["paper_id"]
