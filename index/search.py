"""Question in, ranked papers out: words and vectors, fused by score and grouped by paper.

A paper's score is 0.6 of its BM25 as a share of the best, 0.2 of its best abstract chunk's cosine and 0.2 of its best
window's, each cosine stretched to 0..1 over the list it was found in and 0 where it is not in it. Weights and depths
were measured: see tests/bench/retrieval.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.evidence import Evidence, rank_sentences
from index.gate import is_answerable
from index.papers import Paper
from index.stores import Stores
from index.vectors import ABSTRACTS, WINDOWS, PassageKey

_WORDS_WEIGHT = 0.6
# How many papers by words, abstracts by vector and windows by vector are candidates.
_PAPERS_DEPTH = 200
_ABSTRACTS_DEPTH = 60
_WINDOWS_DEPTH = 200

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


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What the searches found, by paper: BM25, and the cosines of its passages of each kind, nearest first."""

    bm25: Mapping[str, float]
    passages: Mapping[str, Mapping[str, list[tuple[str, float]]]]


def search(stores: Stores, question: str, limit: int = 8) -> Found:
    """Return up to `limit` papers for the question. Words alone are searched while no passage is indexed."""
    state = stores.library.state()
    stores.vectors.refresh(state)
    candidates = _candidates(stores, question)
    scores = _fuse(candidates)
    ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))[:limit]
    hits = [
        Hit(paper, scores[paper.id], candidates.bm25.get(paper.id, 0.0), _windows(candidates, paper.id))
        for paper in stores.library.papers(ranked)
    ]
    answerable = is_answerable(
        cosine=max((found[0][1] for found in candidates.passages[WINDOWS].values()), default=0.0),
        bm25=max(candidates.bm25.values(), default=0.0),
        weights=stores.words.weights(stores.words.terms(question)).values(),
        papers=state.papers,
    )
    return Found(tuple(hits), answerable and bool(hits))


def evidence_for(stores: Stores, text: str, hits: Sequence[Hit]) -> list[list[Evidence]]:
    """Return for each hit of a search the sentences of its abstract, by how well they answer `text`, best first."""
    shares = _shares(stores, text)
    return [rank_sentences(text, hit.paper.abstract, shares, stores.words.terms, hit.windows) for hit in hits]


def backing(stores: Stores, text: str, paper: Paper) -> list[Evidence]:
    """Return the sentences of a paper that share words with `text`, an answer that cites it, best first."""
    ranked = rank_sentences(text, paper.abstract, _shares(stores, text), stores.words.terms, {})
    return [sentence for sentence in ranked if sentence.words]


def _shares(stores: Stores, text: str) -> dict[str, float]:
    """Return how much each stem of `text` tells, as shares of 1."""
    weights = stores.words.weights(stores.words.terms(text))
    total = sum(weights.values()) or 1.0
    return {term: weight / total for term, weight in weights.items()}


def _windows(candidates: _Candidates, paper_id: str) -> Windows:
    found = ((PassageKey.parse(key), cosine) for key, cosine in candidates.passages[WINDOWS].get(paper_id, ()))
    return {(key.first, key.last): cosine for key, cosine in found}


def _candidates(stores: Stores, question: str) -> _Candidates:
    passages: dict[str, dict[str, list[tuple[str, float]]]] = {ABSTRACTS: {}, WINDOWS: {}}
    if question.strip():
        (vector,) = stores.encoder.encode([question])
        for kind, depth in ((ABSTRACTS, _ABSTRACTS_DEPTH), (WINDOWS, _WINDOWS_DEPTH)):
            for paper_id, key, cosine in stores.vectors.search(kind, vector, depth):
                passages[kind].setdefault(paper_id, []).append((key, cosine))
    return _Candidates(dict(stores.words.search(question, _PAPERS_DEPTH)), passages)


def _fuse(candidates: _Candidates) -> dict[str, float]:
    """Return the fused score of each candidate, 0 to 1."""
    best_bm25 = max(candidates.bm25.values(), default=1.0)
    scores = {id_: _WORDS_WEIGHT * bm25 / best_bm25 for id_, bm25 in candidates.bm25.items()}
    for papers in candidates.passages.values():
        floor = min((found[-1][1] for found in papers.values()), default=0.0)
        reach = max((found[0][1] for found in papers.values()), default=0.0) - floor
        for id_, found in papers.items():
            share = (found[0][1] - floor) / (reach or 1.0)
            scores[id_] = scores.get(id_, 0.0) + (1 - _WORDS_WEIGHT) / 2 * share
    return scores
