"""The passages of a small collection in memory, all compared with a question. Pure.

Up to some thousand passages that is exact, takes a tenth of a search in Chroma, and costs the same with any filter.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.embedding.encoder import Vectors


@dataclass(frozen=True)
class PassagesInMemory:
    """The keys and papers of passages, and their unit vectors: float32, shape (passages, dimension)."""

    keys: Sequence[str]
    papers: Sequence[str]
    vectors: Vectors

    @classmethod
    def of(cls, keys: Sequence[str], embeddings: ArrayLike | None) -> "PassagesInMemory":
        """Return the passages with these keys, at least one, and embeddings."""
        vectors = np.asarray(embeddings, dtype=np.float32).reshape(len(keys), -1)
        return cls(keys, [key.partition(":")[0] for key in keys], vectors)

    @cached_property
    def _owners(self) -> tuple[list[str], NDArray[np.intp]]:
        """Each paper once, and the place of its paper for each passage."""
        places = {paper: place for place, paper in enumerate(dict.fromkeys(self.papers))}
        return list(places), np.array([places[paper] for paper in self.papers], dtype=np.intp)

    def nearest(
        self, vector: Vectors, limit: int, within: Collection[str] | None = None
    ) -> list[tuple[str, str, float]]:
        """Return up to `limit` passages, nearest first: (paper, key, cosine); `within`: only those of these papers.

        >>> two = PassagesInMemory(["a:0-2", "b:0-2"], ["a", "b"], np.eye(2, dtype=np.float32))
        >>> two.nearest(np.array([0.0, 1.0], dtype=np.float32), 1)
        [('b', 'b:0-2', 1.0)]
        >>> two.nearest(np.array([0.0, 1.0], dtype=np.float32), 2, within={"a"})
        [('a', 'a:0-2', 0.0)]
        """
        # Unlike a product by BLAS this starts no threads, which take longer to start than to multiply.
        cosines = np.einsum("ij,j->i", self.vectors, vector)
        wanted = None if within is None else frozenset(within)
        if wanted is None or wanted.issuperset(self._owners[0]):
            chosen = np.arange(len(cosines))
        else:
            is_wanted = np.array([paper in wanted for paper in self._owners[0]])
            chosen = np.flatnonzero(is_wanted[self._owners[1]])
        if limit < len(chosen):
            # Sorting all would take longer than comparing them.
            chosen = np.sort(chosen[np.argpartition(-cosines[chosen], limit)[:limit]])
        ranked = chosen[np.argsort(-cosines[chosen], kind="stable")]
        return [
            (self.papers[row], self.keys[row], cosine)
            for row, cosine in zip(ranked.tolist(), cosines[ranked].tolist(), strict=True)
        ]


def mean_of_each(keys: Sequence[str], embeddings: Vectors) -> tuple[list[str], Vectors]:
    """Return the papers of passages, and the mean direction of the passages of each: unit vectors.

    >>> mean_of_each(["a:0-2", "b:0-2", "b:2-3"], np.array([[0, 1], [1, 0], [1, 0]], dtype=np.float32))
    (['a', 'b'], array([[0., 1.],
           [1., 0.]], dtype=float32))
    """
    if not keys:
        return [], np.zeros((0, 0), dtype=np.float32)
    owners = np.array([key.partition(":")[0] for key in keys])
    ids, rows = np.unique(owners, return_inverse=True)
    chunks = embeddings.reshape(len(owners), -1)
    vectors = np.zeros((len(ids), chunks.shape[1]), dtype=np.float32)
    np.add.at(vectors, rows, chunks)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return ids.tolist(), vectors
