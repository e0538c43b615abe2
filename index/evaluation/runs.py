"""The rankings to compare: the product's search, its parts alone, and common ways to fuse them.

A run takes stores and a question, and returns the ids of up to 100 papers, best first.
"""

from collections.abc import Callable, Mapping, Sequence

from index.collection import Stores
from index.embedding.encoder import Vectors
from index.retrieval.fusion import sorted_by_score
from index.retrieval.reranking import Reranker
from index.retrieval.search import search

Run = Callable[[Stores, str], Sequence[str]]
Scores = Mapping[str, float]
DEPTH = 100
# A long abstract is several chunks, so look at more chunks than papers.
_CHUNKS = 2 * DEPTH


def default(stores: Stores, question: str) -> list[str]:
    """Rank as the product does."""
    return [hit.paper.id for hit in search(stores, question, DEPTH).hits]


def bm25(stores: Stores, question: str) -> list[str]:
    """Rank by BM25 over single words, the usual baseline."""
    return list(bm25_scores(stores, question))


def dense(stores: Stores, question: str) -> list[str]:
    """Rank by the cosine of the best chunk of each abstract."""
    return list(abstract_scores(stores, question))


def rrf(stores: Stores, question: str) -> list[str]:
    """Fuse BM25 and cosine by reciprocal rank, 1 / (60 + rank) (Cormack et al. 2009).

    Ties are broken by id, to favour neither side.
    """
    fused: dict[str, float] = {}
    for found in (bm25_scores(stores, question), abstract_scores(stores, question)):
        for rank, id_ in enumerate(found, 1):
            fused[id_] = fused.get(id_, 0.0) + 1 / (60 + rank)
    return list(sorted_by_score(fused))[:DEPTH]


def score(stores: Stores, question: str) -> list[str]:
    """Fuse by score: 0.6 of BM25 divided by its maximum, 0.4 of the cosine scaled to 0..1."""
    return list(relative(bm25_scores(stores, question), abstract_scores(stores, question)))


def reranked(reranker: Reranker) -> Run:
    """Return the product's ranking with a reranker, as a run."""

    def run(stores: Stores, question: str) -> list[str]:
        return [hit.paper.id for hit in search(stores, question, DEPTH, reranker).hits]

    return run


DEFAULT, RERANK = "default", "rerank"
RUNS: Mapping[str, Run] = {DEFAULT: default, "bm25": bm25, "dense": dense, "rrf": rrf, "score": score}
"""The runs, by the names that `--compare` takes."""


def papers_by_vector(stores: Stores, vector: Vectors, passages: int) -> dict[str, float]:
    """Return the cosine of each paper's best passage, best first, among the nearest `passages`."""
    nearest: dict[str, float] = {}
    for paper_id, _, cosine in stores.vectors.search(vector, passages):
        nearest.setdefault(paper_id, cosine)
    return nearest


def relative(words: Scores, *cosines: Scores, share: float = 0.6) -> Scores:
    """Fuse by score, best first: `share` of BM25 over its maximum, the rest the mean of the cosines scaled to 0..1."""
    top = max(words.values(), default=1.0)
    fused = {id_: share * found / top for id_, found in words.items()}
    for found in cosines:
        low, high = min(found.values(), default=0.0), max(found.values(), default=0.0)
        for id_, cosine in found.items():
            stretched = (cosine - low) / ((high - low) or 1.0)
            fused[id_] = fused.get(id_, 0.0) + (1 - share) / len(cosines) * stretched
    return best(fused)


def best(scores: Scores, limit: int = DEPTH) -> Scores:
    """Return the best papers, best first; ties keep their order."""
    return dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])


def bm25_scores(stores: Stores, question: str) -> Scores:
    """Return the BM25 score of each paper that shares a word with the question."""
    return dict(stores.words.search(question, DEPTH, pairs_too=False))


def abstract_scores(stores: Stores, question: str) -> Scores:
    """Return the cosine of each paper whose abstract is among the nearest."""
    (vector,) = stores.encoder.encode([question])
    return best(papers_by_vector(stores, vector, _CHUNKS))
