"""Question in, ranked papers out: words and vectors, fused by score and grouped by paper.

A paper's score is 0.6 of its BM25 as a share of the best, 0.2 of its best abstract chunk's cosine and 0.2 of its best
window's, each cosine stretched to 0..1 over the list it was found in and 0 where it is not in it. Weights and depths
were measured: see tests/bench/retrieval.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.evidence import Evidence, rank_sentences
from index.gate import is_answerable
from index.papers import Paper
from index.stores import Stores
from index.vectors import ABSTRACTS, WINDOWS, PassageKey

_WORDS_WEIGHT = 0.6
# How many papers by words, abstracts by vector and windows by vector are candidates.
_PAPERS_DEPTH = 200
_ABSTRACTS_DEPTH = 100
_WINDOWS_DEPTH = 300


Windows = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found: its fused score (0 to 1) and what it is made of."""

    paper: Paper
    score: float
    bm25: float
    """0 where the paper shares no word with the question."""
    windows: Windows
    """Cosines of the windows that are among the nearest, by their first and last (exclusive) sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the hits, best first, and how well the question and the collection fit."""

    hits: tuple[Hit, ...]
    answerable: bool
    """Whether the collection seems to hold an answer at all."""


@dataclass(slots=True)
class _Candidate:
    bm25: float = 0.0
    cosines: dict[str, list[tuple[str, float]]] = field(default_factory=lambda: {ABSTRACTS: [], WINDOWS: []})
    """Passages by kind, nearest first: (key, cosine)."""

    def best(self, kind: str) -> float | None:
        return self.cosines[kind][0][1] if self.cosines[kind] else None


def search(stores: Stores, question: str, limit: int = 8) -> Found:
    """Return up to `limit` papers for the question. Words alone are searched while no passage is indexed."""
    state = stores.library.state()
    stores.vectors.refresh(state)
    candidates = _candidates(stores, question)
    scores = _fuse(candidates)
    ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))[:limit]
    hits = [
        Hit(paper, scores[paper.id], candidates[paper.id].bm25, _windows(candidates[paper.id]))
        for paper in stores.library.papers(ranked)
    ]
    answerable = is_answerable(
        cosine=max((found.best(WINDOWS) or 0.0 for found in candidates.values()), default=0.0),
        bm25=max((found.bm25 for found in candidates.values()), default=0.0),
        weights=stores.words.weights(stores.words.terms(question)).values(),
        papers=state.papers,
    )
    return Found(tuple(hits), answerable and bool(hits))


def evidence_for(stores: Stores, text: str, hits: Sequence[Hit]) -> list[list[Evidence]]:
    """Return for each hit of a search the sentences of its abstract, by how well they answer `text`, best first."""
    shares = _shares(stores, text)
    return [rank_sentences(hit.paper.abstract, shares, stores.words.terms, hit.windows) for hit in hits]


def backing(stores: Stores, text: str, paper: Paper) -> list[Evidence]:
    """Return the sentences of a paper that share words with `text`, an answer that cites it, best first."""
    ranked = rank_sentences(paper.abstract, _shares(stores, text), stores.words.terms, {})
    return [sentence for sentence in ranked if sentence.words]


def _shares(stores: Stores, text: str) -> dict[str, float]:
    """Return how much each stem of `text` tells, as shares of 1."""
    weights = stores.words.weights(stores.words.terms(text))
    total = sum(weights.values()) or 1.0
    return {term: weight / total for term, weight in weights.items()}


def _windows(candidate: _Candidate) -> Windows:
    keys = ((PassageKey.parse(key), cosine) for key, cosine in candidate.cosines[WINDOWS])
    return {(key.first, key.last): cosine for key, cosine in keys}


def _candidates(stores: Stores, question: str) -> dict[str, _Candidate]:
    candidates: dict[str, _Candidate] = {}
    for id_, bm25 in stores.words.search(question, _PAPERS_DEPTH):
        candidates.setdefault(id_, _Candidate()).bm25 = bm25
    if question.strip():
        (vector,) = stores.encoder.encode([question])
        for kind, depth in ((ABSTRACTS, _ABSTRACTS_DEPTH), (WINDOWS, _WINDOWS_DEPTH)):
            for paper_id, key, cosine in stores.vectors.search(kind, vector, depth):
                candidates.setdefault(paper_id, _Candidate()).cosines[kind].append((key, cosine))
    return candidates


def _fuse(candidates: Mapping[str, _Candidate]) -> dict[str, float]:
    """Return the fused score of each candidate, 0 to 1."""
    best_bm25 = max((candidate.bm25 for candidate in candidates.values()), default=0.0) or 1.0
    scores = {id_: _WORDS_WEIGHT * candidate.bm25 / best_bm25 for id_, candidate in candidates.items()}
    for kind in (ABSTRACTS, WINDOWS):
        cosines = {id_: best for id_, candidate in candidates.items() if (best := candidate.best(kind)) is not None}
        floor = min((c.cosines[kind][-1][1] for c in candidates.values() if c.cosines[kind]), default=0.0)
        reach = (max(cosines.values(), default=0.0) - floor) or 1.0
        for id_, cosine in cosines.items():
            scores[id_] += (1 - _WORDS_WEIGHT) / 2 * (cosine - floor) / reach
    return scores
