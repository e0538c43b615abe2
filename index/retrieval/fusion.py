"""Fuses the results of the searches into one score per paper. Pure.

A paper's score combines its BM25, as a share of the best, with the cosines of its best window and its best abstract
chunk; one that is not among the nearest counts a little less than the lowest that is. For the first papers, late
interaction is added. The weights were chosen on SciFact and SciTLDR train questions: see tests/bench/retrieval.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BM25_WEIGHT, WINDOW_WEIGHT, ABSTRACT_WEIGHT = 0.4, 0.7, 0.3
LATE_INTERACTION_WEIGHT = 1.0
_BELOW = 0.03
PAPERS_COMPARED = 30
"""How many papers, the best by the other scores, are compared token by token."""

Spans = Mapping[str, float]
"""Cosines of a paper's passages with the question, by passage key, the nearest first."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The results of the searches by paper, the best first."""

    bm25: Mapping[str, float]
    chunks: Mapping[str, Spans]
    windows: Mapping[str, Spans]


def fuse(candidates: Candidates) -> dict[str, float]:
    """Return the score of each candidate, 0 to 1.

    >>> found = Candidates({"a": 8.0, "b": 4.0}, {"a": {"a:0-9": 0.5}}, {"a": {"a:0-2": 0.5}, "c": {"c:0-2": 0.25}})
    >>> {paper: round(score, 3) for paper, score in fuse(found).items()}
    {'a': 0.643, 'b': 0.354, 'c': 0.226}
    """
    best = max(candidates.bm25.values(), default=0.0) or 1.0
    windows, chunks = best_cosines(candidates.windows), best_cosines(candidates.chunks)
    far_window, far_chunk = (min(found.values(), default=0.0) - _BELOW for found in (windows, chunks))
    papers = dict.fromkeys([*candidates.bm25, *windows, *chunks])
    return {
        paper: (
            BM25_WEIGHT * candidates.bm25.get(paper, 0.0) / best
            + WINDOW_WEIGHT * max(windows.get(paper, far_window), 0.0)
            + ABSTRACT_WEIGHT * max(chunks.get(paper, far_chunk), 0.0)
        )
        / (BM25_WEIGHT + WINDOW_WEIGHT + ABSTRACT_WEIGHT)
        for paper in papers
    }


def refine(scores: Mapping[str, float], late_interaction: Mapping[str, float]) -> dict[str, float]:
    """Return the scores with the late_interaction of the first papers; any other paper counts as the least of these.

    >>> refined = refine({"a": 0.5, "b": 0.48, "c": 0.47}, {"a": 0.5, "b": 0.6})
    >>> {paper: round(score, 3) for paper, score in refined.items()}
    {'a': 0.5, 'b': 0.53, 'c': 0.482}
    """
    if not late_interaction:
        return dict(scores)
    others, least = BM25_WEIGHT + WINDOW_WEIGHT + ABSTRACT_WEIGHT, min(late_interaction.values())
    return {
        paper: (others * score + LATE_INTERACTION_WEIGHT * late_interaction.get(paper, least))
        / (others + LATE_INTERACTION_WEIGHT)
        for paper, score in scores.items()
    }


def best_cosines(passages: Mapping[str, Spans]) -> dict[str, float]:
    """Return the cosine of the nearest passage of each paper."""
    return {paper: max(spans.values()) for paper, spans in passages.items()}


def ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Return the ranks of the papers by score, from 1 on.

    >>> ranks({"a": 0.5, "b": 0.75})
    {'b': 1, 'a': 2}
    """
    return {paper: place for place, paper in enumerate(by_score(scores), 1)}


def by_score(scores: Mapping[str, float]) -> Sequence[str]:
    """Return the papers by descending score, equal ones by id."""
    return sorted(scores, key=lambda paper: (-scores[paper], paper))
