"""Deletes papers one by one, and puts them back. What was deleted is kept in the library's file for a while."""

from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import date as Date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores import tables
from index.stores.databases.portable_sql import write
from index.stores.listed import source_names
from index.stores.merging import row_of, select

if TYPE_CHECKING:
    from index.stores.library import Library

_KEPT = 50
"""How many deletions can be undone."""
_BATCH = 500


def delete_papers(library: "Library", ids: Sequence[str]) -> str:
    """Remove these papers and return the name of the deletion, by which they can be put back.

    Raises PaperchatError if one of them is not in the collection; then none is removed. Their marks stay, as they do
    when a source is removed.
    """
    deletion = uuid4().hex
    with library.database.begin() as db:
        kept = [row for start in range(0, len(ids), _BATCH) for row in rows_of(db, ids[start : start + _BATCH])]
        now = datetime.now(UTC).replace(tzinfo=None)
        write(db, tables.deleted_papers, [{"deletion": deletion, "deleted": now, "rows": kept}])
        table = tables.deleted_papers
        newest = sql.select(table.c.deletion).order_by(table.c.deleted.desc()).limit(_KEPT)
        db.execute(sql.delete(table).where(table.c.deletion.not_in(newest)))
    library.remove(ids)
    return deletion


def put_back(library: "Library", deletion: str) -> int:
    """Put the papers of a deletion back, to be indexed again; return how many. Those that are there already stay."""
    with library.changing() as (db, revision):
        table = tables.deleted_papers
        rows = db.scalar(sql.select(table.c.rows).where(table.c.deletion == deletion))
        if rows is None:
            raise PaperchatError("This deletion can no longer be undone.", "Add the papers again from their file.")
        present = set(db.scalars(sql.select(tables.papers.c.id).where(tables.PRESENT)))
        back = [row for row in rows if row["record"]["id"] not in present]
        for row in back:
            put_row(db, row, revision)
        db.execute(sql.delete(table).where(table.c.deletion == deletion))
    return len(back)


def rows_of(db: sql.Connection, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return all that the library has of these papers, as JSON."""
    seen, aliases, sources = tables.sightings.c, tables.aliases.c, tables.sources.c
    added = {row.id: row.added for row in db.execute(sql.select(tables.papers).where(tables.papers.c.id.in_(ids)))}
    listed = sql.select(tables.sightings, sources.path, sources.given).join(tables.sources, sources.key == seen.source)
    sightings = [dict(row) for row in db.execute(listed.where(seen.paper_id.in_(ids))).mappings()]
    keys = db.execute(sql.select(tables.aliases).where(aliases.paper_id.in_(ids))).all()
    return [
        {
            "record": {**row_of(paper), "date": paper.date and paper.date.isoformat()},
            "added": added[id_] and added[id_].isoformat(),
            "sightings": [row for row in sightings if row["paper_id"] == id_],
            "aliases": [row.key for row in keys if row.paper_id == id_],
        }
        for id_, paper in select(db, sql.and_(tables.papers.c.id.in_(ids), tables.PRESENT)).items()
    ]


def put_row(db: sql.Connection, row: dict[str, Any], revision: int) -> None:
    """Write what `rows_of` returned of a paper, to be indexed again."""
    record, added = row["record"], row["added"]
    values = {
        **record,
        "date": record["date"] and Date.fromisoformat(record["date"]),
        "added": added and datetime.fromisoformat(added),
        "revision": revision,
        "removed": False,
        "indexed": 0,
        "passages": 0,
    }
    write(db, tables.papers, [values])
    id_ = record["id"]
    write(db, tables.aliases, [{"key": key, "paper_id": id_} for key in row["aliases"]])
    for seen in row["sightings"]:
        source = source_names.register(db, seen.pop("path"), {id_}, seen.pop("given", None))
        write(db, tables.sightings, [{**seen, "source": source}])
