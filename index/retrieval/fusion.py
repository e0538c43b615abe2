"""Fuses the results of the searches into one score per paper. Pure.

A paper's score combines its BM25, as a share of the best, with the cosines of its best window and its best abstract
chunk; one that is not among the nearest counts a little less than the lowest that is. For the first papers, late
interaction and feedback are added. The weights were chosen on SciFact and SciTLDR train questions: see
tests/bench/retrieval/retrieval.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar

BM25_WEIGHT, WINDOW_WEIGHT, ABSTRACT_WEIGHT = 0.4, 0.7, 0.3
LATE_INTERACTION_WEIGHT = 1.0
FEEDBACK_WEIGHT = 0.15
_BELOW = 0.03
# How many papers by words, abstracts and windows the first papers are chosen from. From more, cosines of far papers
# would count as much as those of near ones, which costs a list .03 of its recall at 20.
PAPERS_DEPTH, ABSTRACTS_DEPTH, WINDOWS_DEPTH = 200, 60, 200
PAPERS_COMPARED = 30
"""How many papers, the best by the other scores, are compared token by token."""

Ranked = TypeVar("Ranked", str, int)
Spans = Mapping[str, float]
"""Cosines of a paper's passages with the question, by passage key, the nearest first."""


@dataclass(frozen=True)
class Candidates:
    """The results of the searches by paper, the best first."""

    bm25: Mapping[str, float]
    chunks: Mapping[str, Spans]
    windows: Mapping[str, Spans]

    @cached_property
    def cosines(self) -> Mapping[str, float]:
        """The cosine of the nearest window of each paper."""
        return best_cosines(self.windows)


def nearest(candidates: Candidates) -> Candidates:
    """Return the candidates that the first papers are chosen from."""
    by_words = dict(islice(candidates.bm25.items(), PAPERS_DEPTH))
    return Candidates(by_words, _first(candidates.chunks, ABSTRACTS_DEPTH), _first(candidates.windows, WINDOWS_DEPTH))


def fuse(candidates: Candidates) -> dict[str, float]:
    """Return the score of each candidate, 0 to 1.

    >>> found = Candidates({"a": 8.0, "b": 4.0}, {"a": {"a:0-9": 0.5}}, {"a": {"a:0-2": 0.5}, "c": {"c:0-2": 0.25}})
    >>> {paper: round(score, 3) for paper, score in fuse(found).items()}
    {'a': 0.643, 'b': 0.354, 'c': 0.226}
    """
    by_words, windows, chunks = candidates.bm25, candidates.cosines, best_cosines(candidates.chunks)
    best = max(by_words.values(), default=0.0) or 1.0
    far_window, far_chunk = (min(found.values(), default=0.0) - _BELOW for found in (windows, chunks))
    papers = dict.fromkeys([*by_words, *windows, *chunks])
    return {
        paper: (
            BM25_WEIGHT * by_words.get(paper, 0.0) / best
            + WINDOW_WEIGHT * max(windows.get(paper, far_window), 0.0)
            + ABSTRACT_WEIGHT * max(chunks.get(paper, far_chunk), 0.0)
        )
        / (BM25_WEIGHT + WINDOW_WEIGHT + ABSTRACT_WEIGHT)
        for paper in papers
    }


def refine(scores: Mapping[str, float], late_interaction: Mapping[str, float]) -> dict[str, float]:
    """Return the scores with the late interaction of the first papers; any other paper counts as the lowest of these.

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


def with_feedback(scores: Mapping[str, float], likeness: Mapping[str, float]) -> dict[str, float]:
    """Return the scores with how similar each of the first papers is to the first one: what resembles an answer is one.

    The first paper counts as much as the one that is most like it, so that it gains no lead by being itself. Papers
    whose likeness is not known count as the least like.

    >>> found = with_feedback({"a": 0.5, "b": 0.48, "c": 0.48}, {"b": 0.4, "c": 0.8})
    >>> {paper: round(score, 3) for paper, score in found.items()}
    {'a': 0.518, 'b': 0.475, 'c': 0.499}
    """
    if not likeness:
        return dict(scores)
    least, most = min(likeness.values()), max(likeness.values())
    first = top_by_score(scores)
    others = BM25_WEIGHT + WINDOW_WEIGHT + ABSTRACT_WEIGHT + LATE_INTERACTION_WEIGHT
    return {
        paper: (others * score + FEEDBACK_WEIGHT * (most if paper == first else likeness.get(paper, least)))
        / (others + FEEDBACK_WEIGHT)
        for paper, score in scores.items()
    }


def with_rest(first: Mapping[str, float], rest: Mapping[str, float]) -> dict[str, float]:
    """Return the scores of the first papers, and those of the rest below them.

    >>> with_rest({"a": 0.5, "b": 0.4}, {"c": 0.45, "b": 0.3, "d": 0.2})
    {'c': 0.4, 'b': 0.4, 'd': 0.2, 'a': 0.5}
    """
    lowest = min(first.values(), default=1.0)
    return {**{paper: min(score, lowest) for paper, score in rest.items()}, **first}


def best_cosines(passages: Mapping[str, Spans]) -> dict[str, float]:
    """Return the cosine of the nearest passage of each paper."""
    return {paper: max(spans.values()) for paper, spans in passages.items()}


def ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Return the ranks of the papers by score, from 1 on.

    >>> ranks({"a": 0.5, "b": 0.75})
    {'b': 1, 'a': 2}
    """
    return {paper: place for place, paper in enumerate(sorted_by_score(scores), 1)}


def sorted_by_score(scores: Mapping[Ranked, float]) -> Sequence[Ranked]:
    """Return ids, or positions in a search, by descending score; equal ones in their own order."""
    # Two sorts: the second keeps the order of what is equal, and a key made in Python takes three times as long.
    return sorted(sorted(scores), key=scores.__getitem__, reverse=True)


def top_by_score(scores: Mapping[str, float]) -> str:
    """Return the first paper by score, of equal ones by id.

    >>> top_by_score({"b": 0.5, "a": 0.5, "c": 0.25})
    'a'
    """
    most = max(scores.values())
    return min(paper for paper, score in scores.items() if score == most)


def _first(passages: Mapping[str, Spans], number: int) -> dict[str, Spans]:
    """Return the nearest passages, up to this number, by paper."""
    nearest_first = sorted((cosine for spans in passages.values() for cosine in spans.values()), reverse=True)
    if len(nearest_first) <= number:
        return dict(passages)
    least = nearest_first[number - 1]
    near = {paper: {key: c for key, c in spans.items() if c >= least} for paper, spans in passages.items()}
    return {paper: spans for paper, spans in near.items() if spans}
