"""Some bytes for each paper in a file, and the revision of the text that they were made from. Derived from the library.

One SQLite file, opened for each call, so that several threads and processes can use it. A file that is missing, broken
or of another fingerprint counts as empty until the writer fills it anew. Knows nothing of what the bytes are.
"""

import json
import os
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import sqlite3

_TABLES = (
    "CREATE TABLE made_from (fingerprint TEXT NOT NULL)",
    "CREATE TABLE stored (paper TEXT PRIMARY KEY, revision INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes BLOB)",
    "CREATE INDEX revisions ON stored (paper, revision)",
)
# In smaller ones, rows of 1,000 to 2,000 bytes leave a tenth to a fifth empty. A file that is there keeps its own.
_PAGE_BYTES = 16384
_CHOSEN = "SELECT paper, checksum, bytes FROM stored WHERE paper IN (SELECT value FROM json_each(?))"
_SAMPLE = "SELECT checksum, bytes FROM stored ORDER BY random() LIMIT 1000"
_PATIENCE = 30
"""Seconds to wait for another process that is writing."""
# Where SQLite counts the changes of a file (https://www.sqlite.org/fileformat.html#file_change_counter).
_CHANGE_COUNTER = slice(24, 28)


class Extent(NamedTuple):
    """How many papers something is of, and the sum of the revisions of their texts.

    Two that are equal are of the same papers: what is lost, left over or old changes one of them. The papers themselves
    would take seconds, and memory for each, to compare.
    """

    papers: int
    revisions: int


@dataclass(frozen=True, slots=True)
class PaperBytes:
    """The bytes of one paper, and the revision of the text that they were made from."""

    paper_id: str
    revision: int
    data: bytes

    @property
    def checksum(self) -> int:
        """The checksum that is stored with these bytes."""
        return checksum(self.data)


def checksum(data: bytes) -> int:
    """Return what tells damaged bytes from whole ones."""
    return zlib.crc32(data)


class BytesFile:
    """A file of bytes by paper, under one fingerprint."""

    def __init__(self, file: Path, fingerprint: str) -> None:
        """`fingerprint` names all that the bytes depend on: the library, the encoder, how they are made."""
        self._file = file
        self._fingerprint = fingerprint
        self._damaged: object = None
        """The state in which something damaged was read."""

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""
        return dict(self._read("SELECT paper, revision FROM stored"))

    def extent(self) -> Extent:
        """Return how much is stored."""
        found = self._read("SELECT count(*), coalesce(sum(revision), 0) FROM stored")
        return Extent(*found[0]) if found else Extent(0, 0)

    def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the undamaged bytes of those of the papers that have any."""
        rows = self._read(_CHOSEN, [json.dumps(list(paper_ids))])
        whole = {paper: data for paper, stored, data in rows if checksum(data) == stored}
        if len(whole) < len(rows):
            self._damaged = self.state()
        return whole

    def has_met_damage(self) -> bool:
        """Return whether reading has met something damaged, which was left out, since the file was last changed."""
        return self._damaged is not None and self._damaged == self.state()

    def state(self) -> object:
        """Return what changes with each change of the file; None without one."""
        try:
            with self._file.open("rb") as file:
                found = os.fstat(file.fileno())
                return file.read(100)[_CHANGE_COUNTER], found.st_ino, found.st_mtime_ns, found.st_size
        except OSError:
            return None

    def is_current(self) -> bool:
        """Return whether there is a file, of this fingerprint."""
        return bool(self._read("SELECT 1"))

    def set_aside(self) -> "BytesFile":
        """Move the bytes of another fingerprint out of the way, unless that is done already, and return them."""
        aside = self._file.with_name(f"{self._file.name}.old")
        if self.is_current():
            self._file.replace(aside)
        return BytesFile(aside, self._fingerprint)

    def is_damaged(self) -> bool:
        """Read a sample and return whether something is wrong with it or with the file."""
        import sqlite3

        if not self._file.exists():
            return False
        try:
            with self._opened() as db:
                structure = db.execute("PRAGMA quick_check(1)").fetchone()[0]
                return structure != "ok" or any(checksum(data) != stored for stored, data in db.execute(_SAMPLE))
        except sqlite3.DatabaseError:
            return True

    def upsert(self, papers: Sequence[PaperBytes]) -> None:
        """Store the bytes of these papers in place of earlier ones."""
        rows = [(item.paper_id, item.revision, item.checksum, item.data) for item in papers]
        self._write("INSERT OR REPLACE INTO stored VALUES (?, ?, ?, ?)", rows)

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the bytes of these papers."""
        self._write("DELETE FROM stored WHERE paper = ?", [(id_,) for id_ in paper_ids])

    def delete_all(self) -> None:
        """Delete the file; the next write makes it anew."""
        # SQLite would apply a leftover journal to the new file.
        for left in (self._file, self._file.with_name(f"{self._file.name}-journal")):
            left.unlink(missing_ok=True)

    def _read(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows; none if the file is missing, broken or of another fingerprint."""
        import sqlite3

        if not self._file.exists():
            return []
        try:
            with self._opened() as db:
                return db.execute(query, values).fetchall() if self._owns(db) else []
        except sqlite3.DatabaseError as fault:
            if getattr(fault, "sqlite_errorcode", 0) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                self._damaged = self.state()
            return []

    def _write(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Execute the statement for each row. A file that cannot be used is replaced."""
        import sqlite3

        try:
            with self._opened() as db, db:
                if self._owns(db):
                    db.executemany(statement, rows)
                    return
        except sqlite3.DatabaseError:
            pass  # Missing or broken.
        self.delete_all()
        with self._opened() as db, db:
            for table in _TABLES:
                db.execute(table)
            db.execute("INSERT INTO made_from VALUES (?)", (self._fingerprint,))
            db.executemany(statement, rows)

    def _owns(self, db: "sqlite3.Connection") -> bool:
        return db.execute("SELECT fingerprint FROM made_from").fetchall() == [(self._fingerprint,)]

    @contextmanager
    def _opened(self) -> "Iterator[sqlite3.Connection]":
        import sqlite3

        with closing(sqlite3.connect(self._file, timeout=_PATIENCE)) as db:
            # One wait for the disk in a write instead of three; should the power fail in the moment that is left
            # unguarded, the checksums say so and the file is made again.
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            yield db
