"""Logistic regressions: of yes or no, by Newton's method, and of the choice among a few."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_PENALTY = 0.02
_STEPS = 30
_TURNS, _CLOSE = 200, 1e-6


def newton(inputs: Array, wanted: Array, weights: Array) -> Array:
    """Return the coefficients under which the wanted yes (1) or no (0) are most likely, with an L2 penalty.

    The last column of `inputs` is 1 everywhere and goes without the penalty.
    """
    found = np.zeros(inputs.shape[1])
    penalty = _PENALTY * len(inputs) / 100 * np.ones_like(found)
    penalty[-1] = 0
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (chances - wanted)) + penalty * found
        curvature = (inputs * (weights * chances * (1 - chances))[:, None]).T @ inputs + np.diag(penalty + 1e-9)
        found -= np.linalg.solve(curvature, slope)
    return found


@dataclass(frozen=True, slots=True)
class Sparse:
    """The values of a matrix that are not 0, with their rows and columns."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Array

    def times(self, vector: Array, rows: int) -> Array:
        """Return the product with a vector."""
        return np.bincount(self.rows, self.values * vector[self.columns], rows).astype(np.float64)

    def turned_times(self, vector: Array, columns: int) -> Array:
        """Return the product of the matrix, turned, with a vector."""
        return np.bincount(self.columns, self.values * vector[self.rows], columns).astype(np.float64)


def sparse_newton(inputs: Sparse, wanted: Array, weights: Array, penalty: float) -> Array:
    """Return the same as `newton`, for matrices that are too large for it; the last column is 1 everywhere."""
    rows, size = len(wanted), int(inputs.columns.max()) + 1
    found, shrunk = np.zeros(size), np.full(size, penalty)
    shrunk[-1] = 1e-6
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-inputs.times(found, rows)))
        slope = inputs.turned_times(weights * (chances - wanted), size) + shrunk * found
        doubt = weights * chances * (1 - chances)

        def curved(vector: Array, doubt: Array = doubt) -> Array:
            return inputs.turned_times(doubt * inputs.times(vector, rows), size) + shrunk * vector

        found -= _solved(curved, slope)
    return found


def _solved(times: Callable[[Array], Array], wanted: Array) -> Array:
    """Return the vector that a matrix turns into the wanted one, by conjugate gradients."""
    found, left = np.zeros_like(wanted), wanted.copy()
    way, size = left.copy(), left @ left
    for _ in range(_TURNS):
        if size < _CLOSE * (wanted @ wanted):
            break
        turned = times(way)
        step = size / (way @ turned)
        found += step * way
        left -= step * turned
        before, size = size, left @ left
        way = left + size / before * way
    return found


def choice(
    groups: Sequence[Array],
    right: Sequence[Array],
    weights: Sequence[float],
    penalty: float,
    offsets: Sequence[Array] | None = None,
) -> Array:
    """Return the coefficients under which the likeliest choice in each group is one of its right rows.

    `right`: 1 for each right row of a group, else 0; `weights`: of the groups, adding up to 1; `offsets`: what is added
    to the score of each row.
    """
    offsets = offsets or [np.zeros(len(own)) for own in right]
    size = groups[0].shape[1]
    found = np.zeros(size)
    for _ in range(_STEPS):
        slope, curvature = 2 * penalty * found, 2 * penalty * np.eye(size)
        for inputs, own, weight, offset in zip(groups, right, weights, offsets, strict=True):
            scores = inputs @ found + offset
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            wanted = chances * own / (chances @ own)
            mean = chances @ inputs
            slope += weight * (inputs.T @ (chances - wanted))
            curvature += weight * ((inputs * chances[:, None]).T @ inputs - np.outer(mean, mean))
        found -= np.linalg.solve(curvature, slope)
    return found
