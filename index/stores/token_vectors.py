"""Token vectors: a vector for each word of each paper, for late interaction. Derived from the library.

Until `index.ingest`, the only writer, makes them, papers have none.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding.encoder import TOKEN_DIMENSIONS, Vectors
from index.stores.paper_bytes.bytes_file import BytesFile, PaperBytes
from index.stores.paper_bytes.recent_bytes import RecentBytes

# Raise it when words are chosen or stored differently: the file is then rebuilt.
_VERSION = 1
# How far the length of a vector of whole numbers may be from 1.
_ROUNDING = 0.05
_TINY = 1e-9
# A unit vector as whole numbers, with the scale to multiply them by.
_WORD = np.dtype([("scale", "<f4"), ("numbers", "i1", TOKEN_DIMENSIONS)])
_LARGEST = 127
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
        self._stored = BytesFile(file, f"{fingerprint} words {_VERSION}")
        self._recent = RecentBytes(self._stored)

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored."""
        return self._stored.revisions()

    def fault(self) -> str:
        """Read a sample and return what is wrong with it, in words for people; empty if it is whole."""
        return "The token vectors are damaged" if self._stored.is_damaged(_are_whole) else ""

    def delete_all(self) -> None:
        """Delete all of them."""
        self._stored.delete_all()

    def upsert(self, papers: Sequence[PaperTokens]) -> None:
        """Store the token vectors of these papers in place of earlier ones."""
        self._stored.upsert([PaperBytes(item.paper_id, item.revision, _packed(item.vectors)) for item in papers])

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the token vectors of these papers."""
        self._stored.delete(paper_ids)

    def similarities(
        self, question: Vectors, weights: Sequence[float], among: Sequence[str], most: float = 1.0
    ) -> dict[str, float]:
        """Return how near the words of each of these papers are to those of the question, -1 to 1.

        For each word of the question that is the cosine of the nearest word of the paper, or `most` if it is nearer,
        averaged with these weights. Papers without token vectors are left out. `question`: a unit vector for each word.
        """
        known = self._recent.read(among)
        stored = [(paper_id, packed) for paper_id in among if (packed := known.get(paper_id))]
        if not stored:
            return {}
        words = np.frombuffer(b"".join(packed for _, packed in stored), dtype=_WORD)
        starts = np.cumsum([0, *(len(packed) // _WORD.itemsize for _, packed in stored[:-1])])
        cosines = _product(words["numbers"].astype(np.float32), question) * words["scale"][:, None]
        shares = np.asarray(weights, dtype=np.float32) / sum(weights)
        found = np.minimum(np.maximum.reduceat(cosines, starts, axis=0), most) @ shares
        return {paper_id: float(similarity) for (paper_id, _), similarity in zip(stored, found, strict=True)}

    def likeness(self, to: str, among: Sequence[str]) -> dict[str, float]:
        """Return how like each of these papers is to another, -1 to 1: the cosine of the sums of their words."""
        known = self._recent.read([to, *among])
        papers = [paper_id for paper_id in dict.fromkeys((to, *among)) if known.get(paper_id)]
        if to not in papers:
            return {}
        unpacked = [np.frombuffer(known[paper_id], dtype=_WORD) for paper_id in papers]
        sums = np.stack([words["scale"] @ words["numbers"].astype(np.float32) for words in unpacked])
        sums /= np.linalg.norm(sums, axis=1, keepdims=True) + _TINY
        return {paper: float(cosine) for paper, cosine in zip(papers, sums @ sums[0], strict=True) if paper != to}


def _are_whole(sampled: Sequence[bytes]) -> bool:
    """Each vector has the length 1 but for rounding, which damaged bytes do not have."""
    words = np.frombuffer(b"".join(sampled), dtype=_WORD)
    lengths = np.linalg.norm(words["numbers"].astype(np.float32), axis=1) * words["scale"]
    return np.allclose(lengths, 1, atol=_ROUNDING)


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
