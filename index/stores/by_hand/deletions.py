"""Deletes papers, one by one or with their source, and puts them back.

What was deleted is kept in the library's file for a while.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import date as Date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores import tables
from index.stores.author_names import updating_authors
from index.stores.databases.portable_sql import write
from index.stores.listed import source_names
from index.stores.merging import row_of, select
from index.stores.record_checksums import seal

if TYPE_CHECKING:
    from index.stores.library import Library

_KEPT = 50
"""How many deletions can be undone."""
_BATCH = 500
MOST_KEPT = 20_000
"""Papers of one deletion. A larger source is read again from its file."""


def delete_papers(library: "Library", names: Sequence[str]) -> str:
    """Remove papers by id, and sources by name with the papers that are in no other one, as `Library.remove` does.

    Return the name of the deletion, by which they can be put back; empty if they are too many to be kept. Raises
    PaperchatError if one of them is not in the collection; then none is removed. The marks of papers stay.
    """
    deletion = uuid4().hex
    with library.database.begin() as db:
        ids = _papers_of(db, names)
        if len(ids) > MOST_KEPT:
            deletion, ids = "", []
        kept = [row for start in range(0, len(ids), _BATCH) for row in rows_of(db, ids[start : start + _BATCH])]
        now = datetime.now(UTC).replace(tzinfo=None)
        write(db, tables.deleted_papers, [{"deletion": deletion, "deleted": now, "rows": kept}])
        table = tables.deleted_papers
        newest = sql.select(table.c.deletion).order_by(table.c.deleted.desc()).limit(_KEPT)
        db.execute(sql.delete(table).where(table.c.deletion.not_in(newest)))
    library.remove(names)
    return deletion


def _papers_of(db: sql.Connection, names: Sequence[str]) -> list[str]:
    """Return the ids of these papers, and of those of these sources."""
    paper, seen = tables.papers.c.id, tables.sightings.c
    ids = set(db.scalars(sql.select(paper).where(paper.in_(names), tables.PRESENT)))
    for name in set(names) - ids:
        keys = filter(None, (source_names.find(db, name), *source_names.in_archive(db, name)))
        ids.update(db.scalars(sql.select(seen.paper_id).where(seen.source.in_([*keys]))))
    return sorted(ids)


def put_back(library: "Library", deletion: str) -> int:
    """Put the papers of a deletion back, to be indexed again; return how many.

    Those that are there already stay as they are, and are in their sources again.
    """
    with library.changing() as (db, revision):
        table = tables.deleted_papers
        rows = db.scalar(sql.select(table.c.rows).where(table.c.deletion == deletion))
        if rows is None:
            raise PaperchatError("This deletion can no longer be undone.", "Add the papers again from their file.")
        present = set(db.scalars(sql.select(tables.papers.c.id).where(tables.PRESENT)))
        for row in rows:
            if row["record"]["id"] in present:
                _put_sightings(db, row)
            else:
                put_row(db, row, revision)
        db.execute(sql.delete(table).where(table.c.deletion == deletion))
    return sum(row["record"]["id"] not in present for row in rows)


def rows_of(db: sql.Connection, ids: Sequence[str], damaged: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Return all that the library has of these papers, as JSON. `damaged`: takes titles as `select` says."""
    found: dict[str, str] = {}
    papers = select(db, sql.and_(tables.papers.c.id.in_(ids), tables.PRESENT), damaged=found)
    if damaged is not None:
        damaged.update(found)
    seen, aliases, sources = tables.sightings.c, tables.aliases.c, tables.sources.c
    added = {row.id: row.added for row in db.execute(sql.select(tables.papers).where(tables.papers.c.id.in_(ids)))}
    listed = sql.select(tables.sightings, sources.path, sources.given).join(tables.sources, sources.key == seen.source)
    # Sorted, because each database returns them in a different order.
    ordered = listed.where(seen.paper_id.in_(ids)).order_by(sources.path)
    sightings = [dict(row) for row in db.execute(ordered).mappings()]
    keys = db.execute(sql.select(tables.aliases).where(aliases.paper_id.in_(ids)).order_by(aliases.key)).all()
    return [
        {
            "record": {**row_of(paper), "date": paper.date and paper.date.isoformat()},
            "added": added[id_] and added[id_].isoformat(),
            "sightings": [row for row in sightings if row["paper_id"] == id_],
            "aliases": [row.key for row in keys if row.paper_id == id_],
            "damaged": id_ in found,
        }
        for id_, paper in papers.items()
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
    id_ = record["id"]
    with updating_authors(db, [id_]):
        write(db, tables.papers, [values])
    # A damaged record stays known to be damaged.
    if not row.get("damaged"):
        seal(db, [id_])
    write(db, tables.aliases, [{"key": key, "paper_id": id_} for key in row["aliases"]])
    _put_sightings(db, row)


def _put_sightings(db: sql.Connection, row: dict[str, Any]) -> None:
    """Write where a paper was seen, except in sources that list it again by now."""
    id_, own = row["record"]["id"], tables.sightings.c
    for seen in row["sightings"]:
        source = source_names.register(db, seen.pop("path"), {id_}, seen.pop("given", None))
        known = sql.select(own.paper_id).where(own.paper_id == id_, own.source == source)
        if db.scalar(known) is None:
            write(db, tables.sightings, [{**seen, "source": source}])
