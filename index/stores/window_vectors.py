"""Window vectors: one for each two sentences of an abstract, read by paper. They find papers, and evidence in them.

Derived from the library. Until `index.ingest`, the only writer, makes them, papers have none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding import vector_codes
from index.embedding.encoder import Vectors
from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import Extent, PaperBytes
from index.stores.paper_bytes.old_window_vectors import read_old
from index.stores.paper_bytes.recent_bytes import RecentBytes
from index.stores.paper_bytes.stored_bytes import convert, open_stored_bytes, take_in
from index.stores.passages_in_memory import PassagesInMemory
from index.text.passage_key import PassageKey

# Raise it when windows are stored differently: they are then made again, unless `convert_old` knows how they were.
_VERSION = 2
MOST_IN_MEMORY = 1000
"""The windows of up to this many papers are compared in memory (8 MB), a fifth of what comparing codes takes."""


@dataclass(frozen=True, slots=True)
class PaperWindows:
    """The windows of one paper, and the revision of the text that they were made from."""

    paper_id: str
    revision: int
    spans: Sequence[tuple[int, int]]
    """The first sentence of each window, and the one after its last."""
    vectors: Vectors
    """Their unit vectors: float32, shape (windows, dimension)."""


class WindowVectorStore:
    """The windows of one library under one fingerprint. Safe for several threads and processes."""

    def __init__(
        self, file: Path, fingerprint: str, library: Library | None = None, most_in_memory: int = MOST_IN_MEMORY
    ) -> None:
        """`fingerprint` names the library, the encoder and the version of chunking.

        `library`: if several machines share it, its database has them instead of the file. `most_in_memory`: up to how
        many papers are compared in memory.
        """
        self._most_in_memory = most_in_memory
        self._file, self._fingerprint = file, f"{fingerprint} windows {_VERSION}"
        self._old = open_stored_bytes(file, f"{fingerprint} windows 1", library)
        self._stored = open_stored_bytes(file, self._fingerprint, library)
        self._recent = RecentBytes[bytes](self._stored, dict)
        self._in_memory: tuple[object, PassagesInMemory | None] = (None, None)
        """The windows of a small collection, with the state of the store that they were read from."""

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""
        return self._stored.revisions()

    def extent(self) -> Extent:
        """Return how much is stored."""
        return self._stored.extent()

    def fault(self) -> str:
        """Read a sample and return what is wrong with it, in words for people; empty if it is whole."""
        return "The window vectors are damaged" if self._stored.is_damaged() else ""

    def take_in_file(self) -> None:
        """Move to the database what a rebuild has made in a file, if that is where windows are."""
        take_in(self._file, self._fingerprint, self._stored)

    def convert_old(self) -> None:
        """Convert what an older release has stored, without encoding; if it is cut off, the next run resumes it."""
        convert(self._old, self._stored, _converted)

    def has_met_damage(self) -> bool:
        """Return whether reading has met something damaged since they were last changed, and left it out."""
        return self._stored.has_met_damage()

    def delete_all(self) -> None:
        """Delete all of them."""
        self._stored.delete_all()

    def upsert(self, papers: Sequence[PaperWindows]) -> None:
        """Store the windows of these papers in place of earlier ones."""
        rows = zip(papers, _packed(papers), strict=True)
        self._stored.upsert([PaperBytes(item.paper_id, item.revision, data) for item, data in rows])

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the windows of these papers."""
        self._stored.delete(paper_ids)

    def nearest(self, vector: Vectors, limit: int, among: Collection[str]) -> list[tuple[str, str, float]]:
        """Return up to `limit` windows of these papers, nearest first: (paper, key, cosine)."""
        if all_windows := self._all_windows(len(vector)):
            return all_windows.nearest(vector, limit, among)
        papers, counts, windows = _windows_of(among, self._recent.read(list(among)), len(vector))
        if not papers:
            return []
        cosines = vector_codes.products(windows["codes"], vector) * windows["scale"]
        ranked = np.argsort(-cosines, kind="stable")[:limit]
        owners = np.repeat(np.arange(len(papers)), counts)[ranked].tolist()
        spans, nearest = windows["span"][ranked].tolist(), cosines[ranked].tolist()
        return [
            (papers[owner], str(PassageKey(papers[owner], first, last)), cosine)
            for owner, (first, last), cosine in zip(owners, spans, nearest, strict=True)
        ]

    def _all_windows(self, dimension: int) -> PassagesInMemory | None:
        """Return the windows of a small collection, read once for each state of the store; None of a large one."""
        state = self._stored.state()
        if state is None or self._in_memory[0] != state:
            found = self._read_all(dimension) if self._stored.extent().papers <= self._most_in_memory else None
            # What was read while somebody wrote may be of either state.
            self._in_memory = (state if state == self._stored.state() else None, found)
        return self._in_memory[1]

    def _read_all(self, dimension: int) -> PassagesInMemory | None:
        ids = list(self._stored.revisions())
        papers, counts, windows = _windows_of(ids, self._stored.read(ids), dimension)
        if not papers:
            return None
        owners = [paper for paper, count in zip(papers, counts, strict=True) for _ in range(count)]
        keys = [str(PassageKey(paper, *span)) for paper, span in zip(owners, windows["span"].tolist(), strict=True)]
        vectors = vector_codes.decode(windows["codes"], windows["scale"], dimension)
        return PassagesInMemory(keys, owners, vectors)


def _windows_of(
    papers: Collection[str], stored: Mapping[str, bytes | None], dimension: int
) -> "tuple[list[str], list[int], np.ndarray]":
    """Return those of the papers that have windows, how many each has, and these as `_layout`."""
    layout = _layout(dimension)
    parts = {paper_id: part for paper_id in papers if (part := stored.get(paper_id))}
    counts = [len(part) // layout.itemsize for part in parts.values()]
    return list(parts), counts, np.frombuffer(b"".join(parts.values()), dtype=layout)


def _layout(dimension: int) -> np.dtype:
    """Return how a window is stored: its sentences, its vector as codes, and what to multiply their products by."""
    return np.dtype([("span", "<u4", 2), ("scale", "<f4"), ("codes", "u1", vector_codes.code_bytes(dimension))])


def _packed(papers: Sequence[PaperWindows]) -> list[bytes]:
    """Return the windows of each paper, one `_layout` each; all are coded together, in half the time."""
    counts = [len(item.spans) for item in papers]
    if not any(counts):
        return [b""] * len(papers)
    held = [item for item in papers if len(item.spans)]
    vectors = np.concatenate([np.asarray(item.vectors, dtype=np.float32) for item in held])
    windows = np.empty(len(vectors), dtype=_layout(vectors.shape[1]))
    windows["span"] = np.concatenate([item.spans for item in held])
    windows["codes"], windows["scale"] = vector_codes.encode(vectors)
    return [own.tobytes() for own in np.split(windows, np.cumsum(counts)[:-1])]


def _converted(old: bytes) -> bytes | None:
    """Return the windows of a paper as they are stored today, from how an older release has stored them."""
    found = read_old(old)
    return _packed([PaperWindows("", 0, *found)])[0] if found else None
