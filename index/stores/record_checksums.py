"""A checksum per record, which detects damage that leaves all values readable, such as one changed letter.

Databases do not check this: SQLite checks the structure of its pages, and a server its files.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import orjson
import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import DatePrecision
from index.stores import tables
from index.stores.backups import all_backups
from index.wording.said import listed, said, sentences_said

StoredRecord = Mapping[str, Any] | sql.RowMapping
_BATCH = 500
_SAMPLED = 200
_NAMED = 3
_LONGEST_SHOWN = 80
# A migration that adds a field to records must seal all records that were whole; the ninth step must then list the
# fields that there were at its time.
_FIELDS = ("id", *tables.SCALARS, *tables.LISTS, "listed_on", "provenance", "added")
_values = itemgetter(*_FIELDS)
_RECORDS = sql.select(*(tables.papers.c[name] for name in (*_FIELDS, "checksum"))).order_by(tables.papers.c.id)
_SEAL = (
    sql.update(tables.papers)
    .where(tables.papers.c.id == sql.bindparam("paper"))
    .values(checksum=sql.bindparam("checksum"))
)


def checksum_of(row: StoredRecord) -> int | None:
    """Return the checksum of a record as it is read; None if it has values that no record can have.

    It ignores the character that PostgreSQL cannot store, because a library may be moved there.
    """
    try:
        return zlib.crc32(orjson.dumps(_values(row), option=orjson.OPT_SORT_KEYS).replace(b"\\u0000", b""))
    except TypeError:
        return None


def is_whole(row: StoredRecord) -> bool:
    """Return whether a record, with its checksum, is what was written."""
    return row["checksum"] is not None and checksum_of(row) == row["checksum"]


def seal(db: sql.Connection, ids: Iterable[str]) -> None:
    """Store the checksums of records that were written just now."""
    every = list(ids)
    for start in range(0, len(every), _BATCH):
        rows = db.execute(_RECORDS.where(tables.papers.c.id.in_(every[start : start + _BATCH]))).mappings()
        if sums := [{"paper": row["id"], "checksum": checksum_of(row)} for row in rows]:
            db.execute(_SEAL, sums)


def damaged_records(db: sql.Connection) -> dict[str, str]:
    """Read all records; return the titles of those that are not what was written, by id."""
    found: dict[str, str] = {}
    after = ""
    while rows := _read(db, after, _BATCH):
        found |= _damaged_of(rows)
        after = rows[-1]["id"]
    return found


def sampled_damage(db: sql.Connection) -> dict[str, str]:
    """Read some records that chance picks; return the titles of those that are not what was written, by id."""
    # Ids are hashes, so neighbours by id have nothing in common.
    first = uuid4().hex[:12]
    rows = _read(db, first, _SAMPLED)
    return _damaged_of([*rows, *(_read(db, "", _SAMPLED - len(rows)) if len(rows) < _SAMPLED else ())])


def damage(records: Mapping[str, str], path: Path | None = None) -> PaperchatError:
    """Return the error that names damaged records. `records`: their titles by id; `path`: where backups may be."""
    fault = said(
        "damage.records",
        "These records of the library are damaged: {titles}.",
        titles=named_papers(records),
    )
    again = said(
        "damage.again", "Or remove the paper and add it again: `paperchat remove {id}`.", id=next(iter(records))
    )
    return PaperchatError(fault, next_steps(path, again))


def named_papers(titles: Mapping[str, str]) -> str:
    """Return the first few titles with their ids, for people, and how many more there are."""
    first = listed([f"“{title[:_LONGEST_SHOWN]}” ({id_})" for id_, title in islice(titles.items(), _NAMED)])
    more = len(titles) - _NAMED
    return said("damage.and_more", "{titles} and {more} more", titles=first, more=more) if more > 0 else first


def next_steps(path: Path | None, otherwise: str) -> str:
    """Return how to put back what is damaged: from the newest backup, or in another way."""
    copies = all_backups(path) if path else ()
    whole = (
        said("damage.restore", "Restore the newest backup: `paperchat restore {file}`.", file=str(copies[-1]))
        if copies
        else said("damage.status", "Restore a backup: `paperchat status` names the newest.")
    )
    return sentences_said(whole, otherwise)


def as_far_as_readable(row: StoredRecord) -> Mapping[str, Any]:
    """Return a damaged record with the fields that every record needs; unreadable values are missing."""
    texts = {name: _text(value) for name, value in row.items() if isinstance(value, bytes)}
    known = {**row, **texts}
    precision = known["date_precision"] if known["date_precision"] in get_args(DatePrecision) else "day"
    return {
        **known,
        "title": known["title"] or known["id"],
        "abstract": known["abstract"] or "",
        "date_precision": precision,
    }


def _text(value: bytes) -> str:
    return value.decode(errors="replace")


def _read(db: sql.Connection, after: str, limit: int) -> Sequence[sql.RowMapping]:
    return db.execute(_RECORDS.where(tables.PRESENT, tables.papers.c.id > after).limit(limit)).mappings().all()


def _damaged_of(rows: Iterable[StoredRecord]) -> dict[str, str]:
    return {row["id"]: as_far_as_readable(row)["title"] for row in rows if not is_whole(row)}
