"""Logistic regressions, fitted by Newton's method: of yes or no, and of the choice among a few."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_PENALTY = 0.02
_STEPS = 30


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


def choice(groups: Sequence[Array], right: Sequence[Array], weights: Sequence[float], penalty: float) -> Array:
    """Return the coefficients under which the likeliest choice in each group is one of its right rows.

    `right`: 1 for each right row of a group, else 0; `weights`: of the groups, adding up to 1.
    """
    size = groups[0].shape[1]
    found = np.zeros(size)
    for _ in range(_STEPS):
        slope, curvature = 2 * penalty * found, 2 * penalty * np.eye(size)
        for inputs, own, weight in zip(groups, right, weights, strict=True):
            scores = inputs @ found
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            wanted = chances * own / (chances @ own)
            mean = chances @ inputs
            slope += weight * (inputs.T @ (chances - wanted))
            curvature += weight * ((inputs * chances[:, None]).T @ inputs - np.outer(mean, mean))
        found -= np.linalg.solve(curvature, slope)
    return found
