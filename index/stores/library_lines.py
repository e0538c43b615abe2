"""The whole library as lines of JSON: records, sources, marks and edits, so that another library can be made of them.

The fields of the record stand on top, under their own names, so that other tools read the papers, too.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date as Date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.stores import tables
from index.stores.by_hand.deletions import put_row, rows_of
from index.stores.by_hand.own_checksums import write_own
from index.stores.by_hand.paper_marks import NO_MARKS, Marks, read_marks, save_marks
from index.stores.by_hand.record_edits import edits_of
from index.stores.listed import source_names

if TYPE_CHECKING:
    from index.stores.library import Library

_BATCH = 500
_VERSION = 1
_KEPT = "paperchat"
"""The key of what only a library of paperchat reads."""
_SIGHTING = ("path", "given", "line", "digest")


def library_lines(library: "Library") -> Iterator[str]:
    """Yield a line for each paper, in the order of their titles."""
    with library.database.connect() as db:
        query = sql.select(tables.papers.c.id).where(tables.PRESENT).order_by(tables.papers.c.title, tables.papers.c.id)
        yield from _lines(db, list(db.scalars(query)), library.damaged)


def _lines(db: sql.Connection, ids: Sequence[str], damaged: dict[str, str] | None = None) -> Iterator[str]:
    paths = {row.key: row.path for row in db.execute(sql.select(tables.sources))}
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        marks, edits = read_marks(db, batch), edits_of(db, batch)
        rows = {row["record"]["id"]: row for row in rows_of(db, batch, damaged)}
        yield from (_line(rows[id_], marks.get(id_), edits.get(id_), paths) for id_ in batch if id_ in rows)


def _line(row: dict[str, Any], marks: Marks | None, edits: Mapping[str, Any] | None, paths: Mapping[str, str]) -> str:
    record = {name: value for name, value in row["record"].items() if value not in (None, [], {})}
    origins = record.pop("provenance", None) or {}
    seen = [{name: one[name] for name in _SIGHTING if one[name] is not None} for one in row["sightings"]]
    kept = {
        "version": _VERSION,
        "added": row["added"],
        "sources": seen,
        "aliases": row["aliases"],
        "provenance": {name: paths.get(key, key) for name, key in origins.items()},
        "marks": marks and asdict(marks),
        "edits": edits,
    }
    kept = {name: value for name, value in kept.items() if value}
    return json.dumps({**record, _KEPT: kept}, ensure_ascii=False)


def put_lines(library: "Library", lines: Iterable[str]) -> tuple[int, int]:
    """Add the papers of such lines, in one transaction; return how many were new and how many were merged.

    Raises PaperchatError for a line that is not a paper; then nothing is added.
    """
    rows = [_read(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    known = _known(library, rows)
    new = [row for row in rows if row["id"] not in known]
    with library.changing() as (db, revision):
        for row in new:
            _put(db, row, revision)
        marked = {
            id_ for start in range(0, len(rows), _BATCH) for id_ in read_marks(db, _ids(rows[start : start + _BATCH]))
        }
        marks = {row["id"]: row[_KEPT].get("marks") for row in rows if row["id"] not in marked}
        save_marks(db, {id_: _marks(of) for id_, of in marks.items() if of})
    with library.database.connect() as db:
        same = {row["id"]: row for row in map(json.loads, _lines(db, _ids(rows)))}
    for row in rows:
        if row["id"] in known and row != same.get(row["id"]):
            _merge(library, row)
    return len(new), len(rows) - len(new)


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
        if (
            row[_KEPT]["version"] == _VERSION
            and row["id"]
            and row["title"]
            and row["abstract"]
            and row[_KEPT]["sources"]
        ):
            return dict(row)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise PaperchatError(
        f"Line {number} is not a paper from an exported library.", "`paperchat add FILE` adds papers from other files."
    )


def _ids(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def _known(library: "Library", rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the ids of the rows whose paper is already in the library, under any id."""
    by_key = {key: row["id"] for row in rows for key in (row["id"], *row[_KEPT].get("aliases", ()))}
    keys = list(by_key)
    with library.database.connect() as db:
        present = sql.select(tables.papers.c.id).where(tables.PRESENT)
        aliases, found = tables.aliases.c, set[str]()
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            found |= set(
                db.scalars(sql.select(aliases.key).where(aliases.key.in_(batch), aliases.paper_id.in_(present)))
            )
            found |= set(db.scalars(present.where(tables.papers.c.id.in_(batch))))
    return {by_key[key] for key in found}


def _put(db: sql.Connection, row: Mapping[str, Any], revision: int) -> None:
    kept = row[_KEPT]
    id_ = row["id"]
    keys = {one["path"]: source_names.register(db, one["path"], {id_}, one.get("given")) for one in kept["sources"]}
    origins = {name: keys.get(path, path) for name, path in kept.get("provenance", {}).items()}
    empty = dict.fromkeys((*tables.SCALARS, *tables.LISTS, "listed_on"))
    # Exports of earlier releases give no precision.
    empty["date_precision"] = "day"
    record = {**empty, **{name: value for name, value in row.items() if name != _KEPT}, "provenance": origins or None}
    seen = [{**one, "paper_id": id_} for one in kept["sources"]]
    put_row(
        db,
        {"record": record, "added": kept.get("added"), "sightings": seen, "aliases": kept.get("aliases", ())},
        revision,
    )
    edits = kept.get("edits", {})
    write_own(db, tables.record_edits, [{"paper_id": id_, "field": f, "value": v} for f, v in edits.items()])


def _marks(value: Mapping[str, Any]) -> Marks:
    known = {name: value.get(name, getattr(NO_MARKS, name)) for name in ("read", "starred", "note")}
    return Marks(**known, tags=tuple(value.get("tags", ())))


def _merge(library: "Library", row: Mapping[str, Any]) -> None:
    """Merge the record into that of the same paper, as if its sources had been added again."""
    values = {name: row[name] for name in tables.SCALARS if row.get(name) is not None}
    values |= {name: tuple(row.get(name, ())) for name in tables.LISTS}
    values["date"] = Date.fromisoformat(row["date"]) if row.get("date") else None
    paper = Paper(**values, listed_on=tuple(map(Date.fromisoformat, row.get("listed_on", ()))))
    for one in row[_KEPT]["sources"]:
        library.upsert([Entry(paper, one["line"])], one["path"])
