"""Question in, ranked papers out: words and vectors, fused by score and grouped by paper.

A paper's score is 0.6 of its BM25 as a share of the best, 0.2 of its best abstract chunk's cosine and 0.2 of its best
window's, each cosine stretched to 0..1 over the list it was found in and 0 where it is not in it. Weights and depths
were measured: see tests/bench/retrieval.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.evidence import Evidence, rank_sentences
from index.gate import is_answerable
from index.papers import Paper
from index.stores import Stores
from index.vectors import ABSTRACTS, WINDOWS

_WORDS_WEIGHT = 0.6
# How many papers by words, abstracts by vector and windows by vector are candidates.
_PAPERS_DEPTH = 200
_ABSTRACTS_DEPTH = 100
_WINDOWS_DEPTH = 300


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found: its fused score (0 to 1) and what it is made of."""

    paper: Paper
    score: float
    bm25: float
    """0 where the paper shares no word with the question."""
    cosine: float
    """Of the nearest passage; 0 where none is among the nearest."""
    sentences: tuple[Evidence, ...]
    """The sentences of the abstract, best first."""

    @property
    def sentence(self) -> str:
        """The sentence that answers best; empty for a paper without an abstract."""
        return self.paper.abstract[self.sentences[0].start : self.sentences[0].end] if self.sentences else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the hits, best first, and how well the question and the collection fit."""

    hits: tuple[Hit, ...]
    answerable: bool
    """Whether the collection seems to hold an answer at all."""


@dataclass(slots=True)
class _Candidate:
    bm25: float = 0.0
    cosines: dict[str, dict[tuple[int, int], float]] = field(default_factory=lambda: {ABSTRACTS: {}, WINDOWS: {}})

    def best(self, kind: str) -> float | None:
        return max(self.cosines[kind].values(), default=None)


def search(stores: Stores, question: str, limit: int = 8) -> Found:
    """Return up to `limit` papers for the question. Words alone are searched while no passage is indexed."""
    stores.vectors.refresh(stores.library.state())
    candidates = _candidates(stores, question)
    scores = _fuse(candidates)
    ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))[:limit]
    weights = stores.words.weights(stores.words.terms(question))
    hits = []
    for paper in stores.library.papers(ranked):
        found = candidates[paper.id]
        sentences = rank_sentences(paper.abstract, _shares(weights), stores.words.terms, found.cosines[WINDOWS])
        cosine = max(found.best(ABSTRACTS) or 0.0, found.best(WINDOWS) or 0.0)
        hits.append(Hit(paper, scores[paper.id], found.bm25, cosine, tuple(sentences)))
    answerable = is_answerable(
        cosine=max((found.best(WINDOWS) or 0.0 for found in candidates.values()), default=0.0),
        bm25=max((found.bm25 for found in candidates.values()), default=0.0),
        weights=weights.values(),
        papers=stores.library.count(),
    )
    return Found(tuple(hits), answerable and bool(hits))


def evidence_for(stores: Stores, paper: Paper, text: str) -> list[Evidence]:
    """Return the sentences of a paper that share words with `text`, most first."""
    shares = _shares(stores.words.weights(stores.words.terms(text)))
    ranked = rank_sentences(paper.abstract, shares, stores.words.terms, {})
    return [sentence for sentence in ranked if sentence.words]


def _candidates(stores: Stores, question: str) -> dict[str, _Candidate]:
    candidates: dict[str, _Candidate] = {}
    for id_, bm25 in stores.words.search(question, _PAPERS_DEPTH):
        candidates.setdefault(id_, _Candidate()).bm25 = bm25
    if question.strip():
        (vector,) = stores.encoder.encode([question])
        for kind, depth in ((ABSTRACTS, _ABSTRACTS_DEPTH), (WINDOWS, _WINDOWS_DEPTH)):
            for key, cosine in stores.vectors.search(kind, vector, depth):
                candidates.setdefault(key.paper_id, _Candidate()).cosines[kind][key.first, key.last] = cosine
    return candidates


def _fuse(candidates: Mapping[str, _Candidate]) -> dict[str, float]:
    """Return the fused score of each candidate, 0 to 1."""
    best_bm25 = max((candidate.bm25 for candidate in candidates.values()), default=0.0) or 1.0
    scores = {id_: _WORDS_WEIGHT * candidate.bm25 / best_bm25 for id_, candidate in candidates.items()}
    for kind in (ABSTRACTS, WINDOWS):
        cosines = {id_: best for id_, candidate in candidates.items() if (best := candidate.best(kind)) is not None}
        floor = min((c for found in candidates.values() for c in found.cosines[kind].values()), default=0.0)
        reach = (max(cosines.values(), default=0.0) - floor) or 1.0
        for id_, cosine in cosines.items():
            scores[id_] += (1 - _WORDS_WEIGHT) / 2 * (cosine - floor) / reach
    return scores


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights as shares of their sum."""
    total = sum(weights.values()) or 1.0
    return {term: weight / total for term, weight in weights.items()}
