"""Token vectors: a vector for each word of each paper, for late interaction. Derived from the library.

One SQLite file, opened for each call, so that several threads and processes can use it. A file that is missing, broken
or made by another encoder counts as empty until `index.ingest`, the only writer, rebuilds it. The vectors of papers
that were compared stay in memory until the file changes: questions about one thing meet the same papers.
"""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.encoder import TOKEN_DIMENSIONS, Vectors

if TYPE_CHECKING:
    import sqlite3

# Raise it when words are chosen or stored differently: the file is then rebuilt.
_VERSION = 1
_TABLES = (
    "CREATE TABLE made_from (fingerprint TEXT NOT NULL)",
    "CREATE TABLE words (paper TEXT PRIMARY KEY, revision INTEGER NOT NULL, vectors BLOB NOT NULL)",
    "CREATE INDEX revisions ON words (paper, revision)",
)
_CHOSEN = "SELECT paper, vectors FROM words WHERE paper IN (SELECT value FROM json_each(?))"
_SAMPLE = "SELECT vectors FROM words ORDER BY random() LIMIT 1000"
# How far the length of a vector of whole numbers may be from 1.
_ROUNDING = 0.05
_TINY = 1e-9
_PATIENCE = 30
"""Seconds to wait for another process that is writing."""
# A unit vector as whole numbers, with the scale to multiply them by.
_WORD = np.dtype([("scale", "<f4"), ("numbers", "i1", TOKEN_DIMENSIONS)])
_LARGEST = 127
_IN_MEMORY = 2000
"""The most papers whose vectors stay in memory, some 15 KB each."""
# Where SQLite counts the changes of a file (https://www.sqlite.org/fileformat.html#file_change_counter).
_CHANGE_COUNTER = slice(24, 28)
# OpenBLAS uses one thread for up to this many multiplications (its GEMM_MULTITHREAD_THRESHOLD of 4, times 65,536).
_UNTHREADED = 4 * 65_536


@dataclass(frozen=True, slots=True)
class PaperTokens:
    """The token vectors of one paper, and the revision of the text that they were made from."""

    paper_id: str
    revision: int
    vectors: Vectors


class TokenVectorStore:
    """The token vectors of one library under one fingerprint."""

    def __init__(self, file: Path, fingerprint: str) -> None:
        """`fingerprint` names the library, the encoder and the version of chunking."""
        self._file = file
        self._fingerprint = f"{fingerprint} words {_VERSION}"
        self._in_memory: tuple[object, dict[str, bytes]] = (None, {})
        """With the state of the file that they were read from."""

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""
        return dict(self._read("SELECT paper, revision FROM words"))

    def fault(self) -> str:
        """Read a sample and return what is wrong with the file, in words for people; empty if it is whole.

        Each vector has the length 1 but for rounding, which damaged bytes do not have.
        """
        import sqlite3

        if not self._file.exists():
            return ""
        try:
            with self._opened() as db:
                structure = db.execute("PRAGMA quick_check(1)").fetchone()[0]
                sampled = db.execute(_SAMPLE).fetchall()
        except sqlite3.DatabaseError:
            return "The token vectors are damaged"
        words = np.frombuffer(b"".join(packed for (packed,) in sampled), dtype=_WORD)
        lengths = np.linalg.norm(words["numbers"].astype(np.float32), axis=1) * words["scale"]
        return "" if structure == "ok" and np.allclose(lengths, 1, atol=_ROUNDING) else "The token vectors are damaged"

    def delete_all(self) -> None:
        """Delete the file; the next write makes it anew."""
        # SQLite would apply a leftover journal to the new file.
        for left in (self._file, self._file.with_name(f"{self._file.name}-journal")):
            left.unlink(missing_ok=True)

    def upsert(self, papers: Sequence[PaperTokens]) -> None:
        """Store the token vectors of these papers in place of earlier ones."""
        rows = [(item.paper_id, item.revision, _packed(item.vectors)) for item in papers]
        self._write("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", rows)

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the token vectors of these papers."""
        self._write("DELETE FROM words WHERE paper = ?", [(id_,) for id_ in paper_ids])

    def similarities(self, question: Vectors, weights: Sequence[float], among: Sequence[str]) -> dict[str, float]:
        """Return how near the words of each of these papers are to those of the question, -1 to 1.

        For each word of the question that is the cosine of the nearest word of the paper, averaged with these weights.
        Papers without token vectors are left out. `question`: a unit vector for each word.
        """
        known = self._packed(among)
        stored = [(paper_id, packed) for paper_id in among if (packed := known.get(paper_id))]
        if not stored:
            return {}
        words = np.frombuffer(b"".join(packed for _, packed in stored), dtype=_WORD)
        starts = np.cumsum([0, *(len(packed) // _WORD.itemsize for _, packed in stored[:-1])])
        cosines = _product(words["numbers"].astype(np.float32), question) * words["scale"][:, None]
        shares = np.asarray(weights, dtype=np.float32) / sum(weights)
        found = np.maximum.reduceat(cosines, starts, axis=0) @ shares
        return {paper_id: float(similarity) for (paper_id, _), similarity in zip(stored, found, strict=True)}

    def likeness(self, to: str, among: Sequence[str]) -> dict[str, float]:
        """Return how like each of these papers is to another, -1 to 1: the cosine of the sums of their words."""
        known = self._packed([to, *among])
        papers = [paper_id for paper_id in dict.fromkeys((to, *among)) if known.get(paper_id)]
        if to not in papers:
            return {}
        unpacked = [np.frombuffer(known[paper_id], dtype=_WORD) for paper_id in papers]
        sums = np.stack([words["scale"] @ words["numbers"].astype(np.float32) for words in unpacked])
        sums /= np.linalg.norm(sums, axis=1, keepdims=True) + _TINY
        return {paper: float(cosine) for paper, cosine in zip(papers, sums @ sums[0], strict=True) if paper != to}

    def _packed(self, among: Sequence[str]) -> dict[str, bytes]:
        """Return the stored vectors of at least these papers; empty ones of papers that have none."""
        state = self._state()
        known = self._in_memory[1] if state and self._in_memory[0] == state else {}
        if len(known) > _IN_MEMORY:
            known = {}
        if missing := [paper_id for paper_id in among if paper_id not in known]:
            read = dict(self._read(_CHOSEN, [json.dumps(missing)]))
            known = {**known, **dict.fromkeys(missing, b""), **read}
            # What was read while somebody wrote may be of either state.
            self._in_memory = (state if state == self._state() else None, known)
        return known

    def _state(self) -> object:
        """Return what changes with each change of the file; None without one, so that nothing stays in memory."""
        try:
            with self._file.open("rb") as file:
                found = os.fstat(file.fileno())
                return file.read(100)[_CHANGE_COUNTER], found.st_ino, found.st_mtime_ns, found.st_size
        except OSError:
            return None

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


def _product(words: Vectors, question: Vectors) -> Vectors:
    """Return the products of all words with those of the question, shape (words, question).

    Computed in blocks too small for BLAS to use threads, which would take longer to start than to multiply.
    """
    rows = max(1, _UNTHREADED // question.size)
    found = np.empty((len(words), len(question)), dtype=np.float32)
    for start in range(0, len(words), rows):
        np.matmul(words[start : start + rows], question.T, out=found[start : start + rows])
    return found


def _packed(vectors: Vectors) -> bytes:
    """Return unit vectors as `_WORD`."""
    words = np.empty(len(vectors), dtype=_WORD)
    words["scale"] = np.abs(vectors).max(axis=1, initial=0) / _LARGEST
    words["numbers"] = np.rint(vectors / words["scale"][:, None])
    return words.tobytes()
