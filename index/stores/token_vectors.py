"""The vectors of the papers' words, which a question's words are compared with one by one. Derived from the library.

One SQLite file, opened anew for each call, so that several threads and processes may use it. One that is missing,
broken or of another encoder is as good as empty, until the one writer (`index.ingest`) makes it anew.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding.encoder import TOKEN_DIMENSIONS, Vectors

if TYPE_CHECKING:
    import sqlite3

# Raise it when words are chosen or kept in another way: the file is then made anew.
_VERSION = 1
_TABLES = (
    "CREATE TABLE made_from (fingerprint TEXT NOT NULL)",
    "CREATE TABLE words (paper TEXT PRIMARY KEY, revision INTEGER NOT NULL, vectors BLOB NOT NULL)",
    "CREATE INDEX revisions ON words (paper, revision)",
)
_CHOSEN = "SELECT paper, vectors FROM words WHERE paper IN (SELECT value FROM json_each(?)) AND length(vectors)"
_PATIENCE = 30
"""Seconds to wait for another process that writes."""
# A unit vector, in whole numbers: what they are multiplied by, and they.
_WORD = np.dtype([("scale", "<f4"), ("numbers", "i1", TOKEN_DIMENSIONS)])
_LARGEST = 127
# Multiplications up to which OpenBLAS uses one thread (its GEMM_MULTITHREAD_THRESHOLD of 4, times 65,536).
_UNTHREADED = 4 * 65_536


@dataclass(frozen=True, slots=True)
class PaperTokens:
    """The vectors of the words of one paper, and which revision of its text they are of."""

    paper_id: str
    revision: int
    vectors: Vectors


class TokenVectorStore:
    """The words of the papers of one library, under one fingerprint."""

    def __init__(self, file: Path, fingerprint: str) -> None:
        """`fingerprint` names the library, the encoder and the way abstracts are cut."""
        self._file = file
        self._fingerprint = f"{fingerprint} words {_VERSION}"

    def revisions(self) -> dict[str, int]:
        """Return which revision of each paper's text is held."""
        return dict(self._read("SELECT paper, revision FROM words"))

    def upsert(self, papers: Sequence[PaperTokens]) -> None:
        """Keep the words of these papers, and of no earlier text of theirs."""
        rows = [(item.paper_id, item.revision, _packed(item.vectors)) for item in papers]
        self._write("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", rows)

    def delete(self, paper_ids: Collection[str]) -> None:
        """Forget these papers."""
        self._write("DELETE FROM words WHERE paper = ?", [(id_,) for id_ in paper_ids])

    def similarities(self, question: Vectors, weights: Sequence[float], among: Sequence[str]) -> dict[str, float]:
        """Return for each of these papers how near its words come to those of the question, -1 to 1: for each word of
        the question the cosine of the nearest word, by these weights. Papers without words are left out.

        `question`: a unit vector for each word.
        """
        held = self._read(_CHOSEN, [json.dumps(list(among))])
        if not held:
            return {}
        words = np.frombuffer(b"".join(packed for _, packed in held), dtype=_WORD)
        starts = np.cumsum([0, *(len(packed) // _WORD.itemsize for _, packed in held[:-1])])
        cosines = _product(words["numbers"].astype(np.float32), question) * words["scale"][:, None]
        shares = np.asarray(weights, dtype=np.float32) / sum(weights)
        found = np.maximum.reduceat(cosines, starts, axis=0) @ shares
        return {paper_id: float(similarity) for (paper_id, _), similarity in zip(held, found, strict=True)}

    def _read(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows; none of a file that is missing, broken or not this one's own."""
        import sqlite3

        if not self._file.exists():
            return []
        try:
            with self._opened() as db:
                return db.execute(query, values).fetchall() if self._owns(db) else []
        except sqlite3.DatabaseError:
            return []

    def _write(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Carry out the statement for each of the rows, in a file that is made anew if it cannot be used."""
        import sqlite3

        try:
            with self._opened() as db, db:
                if self._owns(db):
                    db.executemany(statement, rows)
                    return
        except sqlite3.DatabaseError:
            pass  # Missing or broken.
        # A journal left behind would be carried out on the new file.
        for left in (self._file, self._file.with_name(f"{self._file.name}-journal")):
            left.unlink(missing_ok=True)
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

    In parts so small that BLAS gives them to no threads: waiting for those beside the encoder's, which have just run,
    takes longer than the product.
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
