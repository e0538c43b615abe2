"""The token vectors as earlier versions stored them: every word of a paper, its vector in whole numbers.

Their file is set aside until all that it holds is stored anew (`index.stores.token_vectors`).
"""

import json
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.encoder import TOKEN_DIMENSIONS, Vectors

if TYPE_CHECKING:
    import sqlite3

# A unit vector as whole numbers, with the scale to multiply them by.
_WORD = np.dtype([("scale", "<f4"), ("numbers", "i1", TOKEN_DIMENSIONS)])
# How far the length of a vector of whole numbers may be from 1.
_ROUNDING = 0.05
_AT_ONCE = 100
_CHOSEN = "SELECT paper, revision, vectors FROM words WHERE paper IN (SELECT value FROM json_each(?))"


OldPaper = tuple[str, int, Vectors]
"""The id of a paper, the revision of its text, and the vectors of its words."""


class OldTokenVectors:
    """The file of an older release, in the place where today's will be, or set aside already."""

    def __init__(self, file: Path, fingerprint: str) -> None:
        """`fingerprint`: what the older release has noted in its file."""
        self._file, self._aside = file, file.with_name(f"{file.name}.old")
        self._fingerprint = fingerprint

    def read_except(self, done: Collection[str]) -> Iterator[list[OldPaper]]:
        """Set the file aside and yield its papers in batches, without those that are done and damaged ones."""
        import sqlite3

        with suppress(sqlite3.DatabaseError):
            if not self._aside.exists() and self._is_old(self._file):
                self._file.replace(self._aside)
            if self._is_old(self._aside):
                with closing(sqlite3.connect(self._aside)) as db:
                    yield from _read(db, done)

    def delete(self) -> None:
        """Delete the file that was set aside."""
        for left in (self._aside, self._aside.with_name(f"{self._aside.name}-journal")):
            left.unlink(missing_ok=True)

    def _is_old(self, file: Path) -> bool:
        import sqlite3

        if not file.exists():
            return False
        with closing(sqlite3.connect(file)) as db:
            is_ours = db.execute("SELECT fingerprint FROM made_from").fetchall() == [(self._fingerprint,)]
            return is_ours and bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchall())


def _read(db: "sqlite3.Connection", done: Collection[str]) -> Iterator[list[OldPaper]]:
    left = [paper for (paper,) in db.execute("SELECT paper FROM words") if paper not in done]
    for start in range(0, len(left), _AT_ONCE):
        rows = db.execute(_CHOSEN, [json.dumps(left[start : start + _AT_ONCE])]).fetchall()
        read = [(paper, revision, vectors) for paper, revision, vectors in rows if len(vectors) % _WORD.itemsize == 0]
        unpacked = [(paper, revision, _unpacked(vectors)) for paper, revision, vectors in read]
        yield [paper for paper in unpacked if _is_whole(paper[-1])]


def _unpacked(packed: bytes) -> Vectors:
    words = np.frombuffer(packed, dtype=_WORD)
    vectors: Vectors = words["numbers"].astype(np.float32) * words["scale"][:, None]
    return vectors


def _is_whole(vectors: Vectors) -> bool:
    """Each vector has the length 1 but for rounding, which damaged bytes do not have."""
    return bool(np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=_ROUNDING))
