"""Percentile bootstrap intervals for means over queries. Knows numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
"""How many resamples of the queries to draw, with replacement, each as large as the original."""
LEVEL = 0.95
# Any fixed number: the same values then always give the same interval.
_SEED = 20260
# Resamples drawn at once: 16 MB for 10,000 queries.
_BLOCK = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries and its 95 % interval."""

    mean: float
    low: float
    high: float


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of one value per query, with its percentile bootstrap interval.

    Efron and Tibshirani 1993, ch. 13; for per-query differences it is the paired bootstrap (Sakai 2006). Raises
    ValueError if there are no values.
    """
    if not values:
        raise ValueError("no values")
    array, random = np.asarray(values, dtype=np.float64), np.random.default_rng(_SEED)
    count = len(array)
    means = [array[random.integers(0, count, (_BLOCK, count))].mean(axis=1) for _ in range(DRAWS // _BLOCK)]
    low, high = np.quantile(np.concatenate(means), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(array.mean()), float(low), float(high))
