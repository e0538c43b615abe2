"""How far a mean over queries can be trusted: percentile bootstrap intervals. Knows numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 2000
"""How often the queries are drawn anew, as many as there are, with repetition."""
LEVEL = 0.95
# Any number will do; a fixed one gives the same interval for the same values.
_SEED = 20260
# Drawn at a time: with 10,000 queries 16 MB.
_BLOCK = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries and its 95 % interval."""

    mean: float
    low: float
    high: float


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of one value a query with its percentile bootstrap interval (Efron and Tibshirani 1993, ch. 13).

    Of differences, query by query, it is that of the paired bootstrap (Sakai 2006). Raises ValueError for no values.
    """
    if not values:
        raise ValueError("no values")
    told, random = np.asarray(values, dtype=np.float64), np.random.default_rng(_SEED)
    count = len(told)
    means = [told[random.integers(0, count, (_BLOCK, count))].mean(axis=1) for _ in range(DRAWS // _BLOCK)]
    low, high = np.quantile(np.concatenate(means), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(told.mean()), float(low), float(high))
