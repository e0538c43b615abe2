"""Ranking measures for one query: nDCG, recall and reciprocal rank, as trec_eval computes them. Pure.

A paper is relevant if its grade is 1 or more. A query with no relevant paper, or nothing found, scores 0.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

Grades = Mapping[str, int]
Measure = Callable[[Sequence[str], Grades], float]


def ndcg(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """Return the normalised discounted cumulative gain of the first `depth` papers, 0 to 1.

    The gain is the grade, not 2^grade - 1, and the discount is log2(rank + 1): Järvelin and Kekäläinen 2002, as in
    trec_eval's `ndcg_cut`, which BEIR and ir_measures report.

    >>> ndcg(["b", "a"], {"a": 1}, depth=10) == 1 / math.log2(3)
    True
    """
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth]
    gains = [max(grades.get(id_, 0), 0) for id_ in ranked[:depth]]
    return _dcg(gains) / _dcg(ideal) if ideal else 0.0


def recall(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """Return the share of relevant papers among the first `depth`.

    >>> recall(["b", "a"], {"a": 2, "b": 0, "c": 1}, depth=5)
    0.5
    """
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """Return 1 / rank of the first relevant paper, or 0 if none is among the first `depth`.

    >>> reciprocal_rank(["b", "a"], {"a": 1}, depth=10)
    0.5
    """
    rank = first_relevant(ranked[:depth], grades)
    return 1 / rank if rank else 0.0


def first_relevant(ranked: Sequence[str], grades: Grades) -> int | None:
    """Return the rank of the first relevant paper, counting from 1; None if there is none."""
    return next((rank for rank, id_ in enumerate(ranked, 1) if grades.get(id_, 0) > 0), None)


NDCG = "nDCG@10"
MEASURES: Mapping[str, Measure] = {
    NDCG: partial(ndcg, depth=10),
    "R@5": partial(recall, depth=5),
    "R@20": partial(recall, depth=20),
    "R@100": partial(recall, depth=100),
    "MRR@10": partial(reciprocal_rank, depth=10),
}
"""All measures, by the name they are reported under."""


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
