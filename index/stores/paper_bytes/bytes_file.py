"""Some bytes for each paper in a file, and the revision of the text that they were made from. Derived from the library.

One SQLite file, opened for each call, so that several threads and processes can use it. A file that is missing, broken
or of another fingerprint counts as empty until the writer fills it anew. Knows nothing of what the bytes are.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

_TABLES = (
    "CREATE TABLE made_from (fingerprint TEXT NOT NULL)",
    "CREATE TABLE words (paper TEXT PRIMARY KEY, revision INTEGER NOT NULL, vectors BLOB NOT NULL)",
    "CREATE INDEX revisions ON words (paper, revision)",
)
_CHOSEN = "SELECT paper, vectors FROM words WHERE paper IN (SELECT value FROM json_each(?))"
_SAMPLE = "SELECT vectors FROM words ORDER BY random() LIMIT 1000"
_PATIENCE = 30
"""Seconds to wait for another process that is writing."""
# Where SQLite counts the changes of a file (https://www.sqlite.org/fileformat.html#file_change_counter).
_CHANGE_COUNTER = slice(24, 28)


@dataclass(frozen=True, slots=True)
class PaperBytes:
    """The bytes of one paper, and the revision of the text that they were made from."""

    paper_id: str
    revision: int
    data: bytes


class BytesFile:
    """A file of bytes by paper, under one fingerprint."""

    def __init__(self, file: Path, fingerprint: str) -> None:
        """`fingerprint` names all that the bytes depend on: the library, the encoder, how they are made."""
        self._file = file
        self._fingerprint = fingerprint

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""
        return dict(self._read("SELECT paper, revision FROM words"))

    def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the bytes of those of the papers that have some."""
        return dict(self._read(_CHOSEN, [json.dumps(list(paper_ids))]))

    def state(self) -> object:
        """Return what changes with each change of the file; None without one."""
        try:
            with self._file.open("rb") as file:
                found = os.fstat(file.fileno())
                return file.read(100)[_CHANGE_COUNTER], found.st_ino, found.st_mtime_ns, found.st_size
        except OSError:
            return None

    def is_damaged(self, are_whole: Callable[[Sequence[bytes]], bool]) -> bool:
        """Read a sample and return whether something is wrong with the file, or with the bytes as `are_whole` finds."""
        import sqlite3

        if not self._file.exists():
            return False
        try:
            with self._opened() as db:
                structure = db.execute("PRAGMA quick_check(1)").fetchone()[0]
                sampled = [data for (data,) in db.execute(_SAMPLE)]
        except sqlite3.DatabaseError:
            return True
        return structure != "ok" or not are_whole(sampled)

    def upsert(self, papers: Sequence[PaperBytes]) -> None:
        """Store the bytes of these papers in place of earlier ones."""
        rows = [(item.paper_id, item.revision, item.data) for item in papers]
        self._write("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", rows)

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the bytes of these papers."""
        self._write("DELETE FROM words WHERE paper = ?", [(id_,) for id_ in paper_ids])

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
        except sqlite3.DatabaseError:
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
            yield db
