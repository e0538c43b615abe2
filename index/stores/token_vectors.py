"""Token vectors: a vector for each word of each paper, for late interaction. Derived from the library.

Until `index.ingest`, the only writer, makes them, papers have none.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.embedding.encoder import Vectors
from index.embedding.token_codebook import Codes, TokenCodebook, pooled
from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import Extent, PaperBytes
from index.stores.paper_bytes.old_token_vectors import OldTokenVectors
from index.stores.paper_bytes.recent_bytes import RecentBytes
from index.stores.paper_bytes.stored_bytes import open_stored_bytes, take_in

# Raise it when words are chosen or stored differently: they are then made again.
_VERSION = 2
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class PaperTokens:
    """The token vectors of one paper, and the revision of the text that they were made from."""

    paper_id: str
    revision: int
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class WordMatches:
    """How near the words of some papers are to those of a question."""

    papers: Sequence[str] = ()
    """Those that have token vectors."""
    cosines: Vectors = field(default_factory=lambda: np.empty((0, 0), dtype=np.float32))
    """Of the nearest word of each paper with each word of the question, shape (papers, words of the question)."""
    shares: Vectors = field(default_factory=lambda: np.empty(0, dtype=np.float32))
    """How much each word of the question counts, 1 in all."""
    directions: Vectors = field(default_factory=lambda: np.empty((0, 0), dtype=np.float32))
    """The sum of each paper's words, at length 1."""

    def similarities(self, most: float = 1.0) -> dict[str, float]:
        """Return the average of each paper's cosines, about -1 to 1; one that is higher than `most` counts as that."""
        averages = np.minimum(self.cosines, most) @ self.shares
        return dict(zip(self.papers, averages.tolist(), strict=True))

    def likeness(self, to: str) -> dict[str, float]:
        """Return how like each of the other papers is to one of them, -1 to 1: the cosine of their directions."""
        if to not in self.papers:
            return {}
        cosines = self.directions @ self.directions[self.papers.index(to)]
        return {paper: cosine for paper, cosine in zip(self.papers, cosines.tolist(), strict=True) if paper != to}


@dataclass(frozen=True, slots=True)
class _StoredTokens:
    """The words of one paper as they are compared."""

    codes: Codes
    direction: Vectors
    """The sum of the words, at length 1."""


class TokenVectorStore:
    """The token vectors of one library under one fingerprint: words that are alike are one, and each is a few codes."""

    def __init__(
        self, file: Path, fingerprint: str, codebook: TokenCodebook | None, library: Library | None = None
    ) -> None:
        """`fingerprint` names the library, the encoder and the version of chunking.

        `codebook`: that of the encoder; without one there are no token vectors. `library`: if several machines share
        it, its database has them instead of the file.
        """
        self._file, self._fingerprint = file, f"{fingerprint} words {_VERSION}"
        self._stored = open_stored_bytes(file, self._fingerprint, library)
        self._recent = RecentBytes(self._stored, self._decoded)
        self._old = OldTokenVectors(file, f"{fingerprint} words 1")
        self._codebook = codebook

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""
        return self._stored.revisions()

    def extent(self) -> Extent:
        """Return how much is stored."""
        return self._stored.extent()

    def fault(self) -> str:
        """Read a sample and return what is wrong with it, in words for people; empty if it is whole."""
        return "The token vectors are damaged" if self._stored.is_damaged() else ""

    def has_met_damage(self) -> bool:
        """Return whether reading has met something damaged since they were last changed, and left it out."""
        return self._stored.has_met_damage()

    def delete_all(self) -> None:
        """Delete all of them."""
        self._stored.delete_all()

    def upsert(self, papers: Sequence[PaperTokens]) -> None:
        """Store the token vectors of these papers in place of earlier ones."""
        if not papers or not self._codebook:
            return
        words = [pooled(item.vectors) for item in papers]
        codes = self._codebook.encode(np.concatenate(words))
        of_papers = np.split(codes, np.cumsum([len(of_paper) for of_paper in words])[:-1])
        self._stored.upsert(
            [
                PaperBytes(item.paper_id, item.revision, own.tobytes())
                for item, own in zip(papers, of_papers, strict=True)
            ]
        )

    def take_in_file(self) -> None:
        """Move to the database what a rebuild has made in a file, if that is where token vectors are."""
        take_in(self._file, self._fingerprint, self._stored)

    def convert_old(self) -> None:
        """Convert what an older release has stored, without encoding; if it is cut off, the next run resumes it."""
        for papers in self._old.read_except(self.revisions()):
            self.upsert([PaperTokens(*paper) for paper in papers])
        self._old.delete()

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the token vectors of these papers."""
        self._stored.delete(paper_ids)

    def matches(self, question: Vectors, weights: Sequence[float], among: Sequence[str]) -> WordMatches:
        """Return how near the words of each of these papers are to those of the question, which count by `weights`.

        Papers without token vectors are left out. `question`: a unit vector for each word.
        """
        stored = self._tokens(among)
        if not self._codebook or not stored:
            return WordMatches()
        codes = [tokens.codes for tokens in stored.values()]
        starts = np.cumsum([0, *map(len, codes)])[:-1]
        cosines = self._codebook.cosines(np.concatenate(codes), question)
        shares = np.asarray(weights, dtype=np.float32) / sum(weights)
        directions = np.stack([tokens.direction for tokens in stored.values()])
        return WordMatches(tuple(stored), np.maximum.reduceat(cosines, starts, axis=0), shares, directions)

    def _tokens(self, among: Sequence[str]) -> dict[str, _StoredTokens]:
        """Return the words of those of the papers that have any, in their order."""
        known = self._recent.read(among)
        return {paper_id: tokens for paper_id in among if (tokens := known.get(paper_id))}

    def _decoded(self, stored: Mapping[str, bytes]) -> Mapping[str, _StoredTokens]:
        """Return the words of papers by what is stored of them; the directions of many take no longer than of a few."""
        some = {paper_id: data for paper_id, data in stored.items() if data}
        if not self._codebook or not some:
            return {}
        parts = len(self._codebook.centroids)
        codes = [np.frombuffer(data, dtype=np.uint8).reshape(-1, parts) for data in some.values()]
        sums = self._codebook.sums(codes)
        sums /= np.linalg.norm(sums, axis=1, keepdims=True) + _TINY
        return {paper_id: _StoredTokens(*pair) for paper_id, *pair in zip(some, codes, sums, strict=True)}
