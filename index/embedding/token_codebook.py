"""Token vectors in a few bytes: product quantisation (Jégou, Douze and Schmid 2011) with a codebook made beforehand.

A vector is cut into parts, and of each part the number of the nearest centroid is stored. Pure arithmetic: knows no
model and no store. `index/model/build_codebook.py` makes the codebook of the bundled encoder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding.encoder import TOKEN_DIMENSIONS, Vectors

CENTROIDS = 256
"""How many centroids a part has: as many as a byte can number."""
Codes = NDArray[np.uint8]
UNTHREADED = 4 * 65_536
"""OpenBLAS uses one thread for up to this many multiplications (its GEMM_MULTITHREAD_THRESHOLD of 4, times 65,536), so
products are computed in blocks: its threads take longer to start than to multiply."""
# The least cosine of two words that are stored as one.
_ALIKE = 0.7


@dataclass(frozen=True)
class TokenCodebook:
    """The centroids that words are stored as."""

    centroids: Vectors
    """Shape (parts, 256, dimensions of a part)."""
    kept: float
    """The mean cosine between a word's vector and its stored version."""

    @classmethod
    def load(cls, file: Path) -> "TokenCodebook":
        """Read what `save` wrote."""
        with np.load(file) as saved:
            return cls(saved["centroids"].astype(np.float32), float(saved["kept"]))

    def save(self, file: Path) -> None:
        """Write it in half precision: 64 KB."""
        np.savez(file, centroids=self.centroids.astype(np.float16), kept=np.float32(self.kept))

    def encode(self, vectors: Vectors) -> Codes:
        """Return the codes of some words, shape (words, parts)."""
        codes = np.empty((len(vectors), len(self.centroids)), dtype=np.uint8)
        # The nearest centroid has the largest product less half its square, which is one product with a one at the end.
        halves = -self._squares[:, :, None] / 2
        centroids = np.ascontiguousarray(np.concatenate([self.centroids, halves], axis=2).swapaxes(1, 2))
        rows = max(1, UNTHREADED // centroids[0].size)
        for start in range(0, len(vectors), rows):
            cut = self._cut(vectors[start : start + rows])
            with_one = np.concatenate([cut, np.ones((*cut.shape[:2], 1), dtype=np.float32)], axis=2)
            for part, against, of_part in zip(with_one, centroids, codes[start : start + rows].T, strict=True):
                of_part[:] = (part @ against).argmax(axis=1)
        return codes

    def decode(self, codes: Codes) -> Vectors:
        """Return the stored vectors of some words, as unit vectors."""
        found = np.concatenate([part[of] for part, of in zip(self.centroids, codes.T, strict=True)], axis=1)
        unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    def cosines(self, codes: Codes, question: Vectors) -> Vectors:
        """Return about the cosines of stored words with those of a question, shape (words, question).

        The products of the question with all centroids are looked up and added; no word is decoded. What the codes lose
        has no direction in common, so all cosines come out too small by the same factor, which is corrected.
        """
        table = np.concatenate([self.centroids @ self._cut(question).swapaxes(1, 2), self._squares[:, :, None]], axis=2)
        found = table[0].take(codes[:, 0], axis=0)
        for part, of in zip(table[1:], codes.T[1:], strict=True):
            found += part.take(of, axis=0)
        cosines: Vectors = found[:, :-1] / (self.kept * np.sqrt(found[:, -1:]))
        return cosines

    def sums(self, texts: Sequence[Codes]) -> Vectors:
        """Return the sum of the stored words of each text, at least one, shape (texts, dimensions)."""
        starts = np.cumsum([0, *(len(codes) for codes in texts[:-1])])
        codes = np.concatenate(texts)
        sums = [
            np.add.reduceat(part.take(of, axis=0), starts, axis=0)
            for part, of in zip(self.centroids, codes.T, strict=True)
        ]
        return np.concatenate(sums, axis=1)

    def _cut(self, vectors: Vectors) -> Vectors:
        """Return vectors in parts, shape (parts, vectors, dimensions of a part)."""
        cut: Vectors = vectors.reshape(len(vectors), len(self.centroids), -1).swapaxes(0, 1)
        return cut

    @cached_property
    def _squares(self) -> Vectors:
        squares: Vectors = np.einsum("ijk,ijk->ij", self.centroids, self.centroids)
        return squares


def pooled(vectors: Vectors) -> Vectors:
    """Return the vectors of a text, with similar ones merged into one, such as those of a repeated word.

    This is token pooling (Clavié, Chaffin and Adams 2024). It leaves five or six of ten. `vectors`: unit vectors.
    """
    if len(vectors) == 0:
        return vectors
    earlier = np.tril(_product(vectors, vectors), -1)
    nearest = earlier.argmax(axis=1)
    owners = np.arange(len(vectors))
    for place in np.flatnonzero(earlier[owners, nearest] > _ALIKE).tolist():
        owners[place] = owners[nearest[place]]
    order = owners.argsort(kind="stable")
    sums = np.add.reduceat(vectors[order], np.flatnonzero(np.diff(owners[order], prepend=-1)))
    unit: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return unit


def _product(some: Vectors, others: Vectors) -> Vectors:
    """Return the products of some vectors with others, shape (some, others), by one thread."""
    rows = max(1, UNTHREADED // others.size)
    found = np.empty((len(some), len(others)), dtype=np.float32)
    for start in range(0, len(some), rows):
        np.matmul(some[start : start + rows], others.T, out=found[start : start + rows])
    return found


def fit(words: Vectors, parts: int, rounds: int) -> TokenCodebook:
    """Return the codebook whose centroids are nearest to these words, by k-means from words drawn at random."""
    chance = np.random.default_rng(0)
    drawn = words[chance.choice(len(words), CENTROIDS, replace=False)]
    book = TokenCodebook(_in_parts(drawn, parts), 1)
    for _ in range(rounds):
        codes = book.encode(words)
        book = TokenCodebook(np.stack([*map(_middles, _in_parts(words, parts), codes.T, book.centroids)]), 1)
    return TokenCodebook(book.centroids, float(np.mean(np.sum(book.decode(book.encode(words)) * words, axis=1))))


def _in_parts(vectors: Vectors, parts: int) -> Vectors:
    cut: Vectors = np.ascontiguousarray(vectors.reshape(-1, parts, TOKEN_DIMENSIONS // parts).swapaxes(0, 1))
    return cut


def _middles(words: Vectors, codes: Codes, before: Vectors) -> Vectors:
    """Return the middle of the words of each centroid, which stays where it is if it has none."""
    counts = np.bincount(codes, minlength=CENTROIDS)[:, None]
    sums = np.stack([np.bincount(codes, weights=column, minlength=CENTROIDS) for column in words.T], axis=1)
    middles: Vectors = np.where(counts > 0, sums / np.maximum(counts, 1), before).astype(np.float32)
    return middles
