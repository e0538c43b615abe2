"""A second copy of the vectors of a large collection, a byte per number, in a file next to Chroma's, read by paper.

Chroma takes 0.1 ms to give one vector; of a file of rows of equal length, one takes a microsecond. It is mapped for
each search, so that none of it stays in memory. Derived from Chroma: a file that does not have all of its papers, or
has one of them damaged, is not used, and the writer completes it. The writer deletes here before it deletes there, and
adds there before it adds here, so that one who is killed in between leaves this file with fewer papers.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding.encoder import Vectors
from index.text.passage_key import PassageKey

# The ids of papers have twelve letters; with a longer one there is no file.
_ID_BYTES = 16
_HEAD = np.dtype([("version", "<u4"), ("dimension", "<u4")])
_VERSION = 1
# So many rows are read at a time.
_AT_ONCE = 1000
_STEPS = 127
# This many rows are compared to recognise a file.
_SAMPLED = 64
Ids = NDArray[np.bytes_]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The papers of one state of the file, by id, and the row of each; `read`: how many rows there were."""

    state: object
    dimension: int
    ids: Ids
    rows: NDArray[np.intp]
    read: int


_NONE = _Loaded(None, 0, np.empty(0, dtype=f"S{_ID_BYTES}"), np.empty(0, dtype=np.intp), 0)


class CodedVectors:
    """One vector for each paper. One process writes, others read."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._last_loaded: _Loaded | None = None

    def exist(self) -> bool:
        """Return whether there is a file."""
        return self._file.exists()

    def papers(self) -> list[str]:
        """Return the papers whose vectors are in the file."""
        self._last_loaded = None
        return [id_.decode() for id_ in self._loaded().ids.tolist()]

    def count(self, *, afresh: bool = False) -> int:
        """Return the number of these papers; unless counted afresh, with what other processes have taken out since."""
        if afresh:
            self._last_loaded = None
        return len(self._loaded().ids)

    def append(self, keys: Sequence[PassageKey], vectors: Vectors) -> None:
        """Store the unit vectors of abstracts, in place of earlier ones of the same papers."""
        ids = [key.paper_id.encode() for key in keys]
        if any(len(id_) > _ID_BYTES for id_ in ids):
            self.delete_all()
            return
        dimension = vectors.shape[1]
        if self._read_head() != (_VERSION, dimension):
            self.delete_all()
        rows = np.zeros(len(ids), dtype=_layout(dimension))
        steps = np.abs(vectors).max(axis=1, initial=0) / _STEPS
        rows["id"], rows["span"], rows["scale"] = ids, [(key.first, key.last) for key in keys], steps
        rows["codes"] = np.rint(vectors / np.where(steps > 0, steps, 1)[:, None])
        rows["sum"] = _sums(rows)
        with self._file.open("r+b" if self.exist() else "w+b") as file:
            if not file.seek(0, 2):
                file.write(np.array([(_VERSION, dimension)], dtype=_HEAD).tobytes())
            # A killed writer may have left a part of a row.
            written = max(0, file.tell() - _HEAD.itemsize) // rows.itemsize
            file.truncate(_HEAD.itemsize + written * rows.itemsize)
            file.seek(0, 2)
            file.write(rows.tobytes())

    def complete(self, papers: Collection[str], read: Callable[[Sequence[str]], tuple[list[str], Vectors]]) -> None:
        """Make the file hold these papers and no others; `read` gives the keys and vectors of those it lacks."""
        held, wanted = set(self.papers()), set(papers)
        self.delete(held - wanted)
        missing = sorted(wanted - held)
        for start in range(0, len(missing), _AT_ONCE):
            keys, vectors = read(missing[start : start + _AT_ONCE])
            self.append([PassageKey.parse(key) for key in keys], vectors)

    def delete(self, papers: Collection[str]) -> None:
        """Take these papers out, those that are in the file."""
        dimension, ids = self._read()
        # Earlier rows of a paper as well, which would count again.
        rows = np.flatnonzero(np.isin(ids, [paper.encode() for paper in papers])) if papers else np.empty(0, np.intp)
        if not rows.size:
            return
        with self._file.open("r+b") as file:
            for row in rows.tolist():
                file.seek(_HEAD.itemsize + row * _layout(dimension).itemsize)
                file.write(bytes(_ID_BYTES))
        # The time of the file may still be the same.
        self._last_loaded = None

    def delete_all(self) -> None:
        """Delete the file."""
        self._file.unlink(missing_ok=True)

    def nearest(self, vector: Vectors, limit: int, papers: Collection[str]) -> list[tuple[str, str, float]]:
        """Return up to `limit` abstracts of those of these papers that are in the file, nearest first.

        Of each the paper, the key and the cosine, which is off by less than a thousandth.
        """
        loaded = self._loaded()
        wanted = np.array(sorted(paper.encode() for paper in papers), dtype=np.bytes_)
        places = _places(loaded.ids, wanted)
        if not places.size or loaded.dimension != len(vector):
            return []
        try:
            rows = np.memmap(self._file, dtype=_layout(loaded.dimension), mode="r", offset=_HEAD.itemsize)
            found = rows[loaded.rows[places]]
        except (OSError, ValueError, IndexError):
            return []
        # Another process may have made the file anew since its papers were read.
        found = found[found["id"] == loaded.ids[places]]
        # By one thread, as in `PassageVectors`.
        cosines = np.einsum("ij,j->i", found["codes"].astype(np.float32), vector) * found["scale"]
        ranked = np.argsort(-cosines, kind="stable")[:limit]
        owners = [id_.decode() for id_ in found["id"][ranked].tolist()]
        return [
            (owner, str(PassageKey(owner, first, last)), cosine)
            for owner, (first, last), cosine in zip(
                owners, found["span"][ranked].tolist(), cosines[ranked].tolist(), strict=True
            )
        ]

    def _loaded(self) -> _Loaded:
        """Return which papers the file has now; what was added since the last time is read when it has changed.

        Papers that another process has taken out may still be among them: `nearest` finds their rows empty.
        """
        try:
            seen = self._file.stat()
            state = seen.st_ino, seen.st_mtime_ns, seen.st_size
        except OSError:
            state = None
        last = self._last_loaded
        if last is None or last.state != state:
            self._last_loaded = last = self._load(state, last if last and self._goes_on_from(last) else _NONE)
        return last

    def _load(self, state: object, last: _Loaded) -> _Loaded:
        dimension, read = self._read(last.read)
        order = np.argsort(read, kind="stable")
        ids = read[order]
        # The last row of a paper counts, and one without a paper was taken out.
        is_last = np.append(ids[1:] != ids[:-1], True)[: len(ids)] & (ids != b"")
        ids, rows = ids[is_last], order[is_last] + last.read
        replaced = _places(last.ids, ids)
        before, its_rows = np.delete(last.ids, replaced), np.delete(last.rows, replaced)
        places = np.searchsorted(before, ids)
        count = last.read + len(read)
        return _Loaded(state, dimension, np.insert(before, places, ids), np.insert(its_rows, places, rows), count)

    def _goes_on_from(self, last: _Loaded) -> bool:
        """Return whether the file has only grown since it was read; some of its rows are compared."""
        try:
            rows = np.memmap(self._file, dtype=_layout(last.dimension), mode="r", offset=_HEAD.itemsize)
        except (OSError, ValueError):
            return False
        if not 0 < last.read < len(rows) or self._read_head() != (_VERSION, last.dimension):
            return False
        some = slice(None, None, max(1, len(last.rows) // _SAMPLED))
        return bool((rows["id"][last.rows[some]] == last.ids[some]).all())

    def _read(self, first: int = 0) -> tuple[int, Ids]:
        """Return the dimension of the vectors and the paper of each row from the first on, empty for a damaged row.

        No rows if the file is of another release.
        """
        try:
            version, dimension = self._read_head()
            if version != _VERSION:
                return 0, _NONE.ids
            parts, layout = [_NONE.ids], _layout(dimension)
            with self._file.open("rb") as file:
                file.seek(_HEAD.itemsize + first * layout.itemsize)
                while read := file.read(_AT_ONCE * layout.itemsize):
                    rows = np.frombuffer(read, layout, len(read) // layout.itemsize)
                    parts.append(np.where(rows["sum"] == _sums(rows), rows["id"], b""))
        except OSError:
            return 0, _NONE.ids
        return dimension, np.concatenate(parts)

    def _read_head(self) -> tuple[int, int]:
        """Return the version and the dimension that the file begins with; zeros if there are none."""
        try:
            with self._file.open("rb") as file:
                head = file.read(_HEAD.itemsize)
        except OSError:
            head = b""
        return tuple(np.frombuffer(head, dtype=_HEAD)[0].tolist()) if len(head) == _HEAD.itemsize else (0, 0)


def _places(ids: Ids, wanted: Ids) -> NDArray[np.intp]:
    """Return where these ids are among those of the file, as far as they are; both are sorted."""
    if not ids.size or not wanted.size:
        return np.empty(0, dtype=np.intp)
    places = np.minimum(np.searchsorted(ids, wanted), ids.size - 1)
    found: NDArray[np.intp] = places[ids[places] == wanted]
    return found


def _layout(dimension: int) -> np.dtype:
    """Return how a row is stored: the paper, its sentences, how large a step is, its vector in steps, and their sum."""
    codes = ("codes", "i1", dimension)
    return np.dtype([("id", f"S{_ID_BYTES}"), ("span", "<u2", 2), ("scale", "<f4"), codes, ("sum", "<u4")])


def _sums(rows: np.ndarray) -> NDArray[np.uint32]:
    """Return the sum of the bytes of each row before its own sum, which a changed bit changes."""
    size = rows.dtype.fields["sum"][1] if rows.dtype.fields else 0
    read = np.ascontiguousarray(rows).view(np.uint8).reshape(len(rows), rows.itemsize)[:, :size]
    found: NDArray[np.uint32] = read.sum(axis=1, dtype=np.uint32)
    return found
