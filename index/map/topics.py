"""Finds the topics of a map. Knows positions; knows no vectors and no file.

A topic is a hill in the density of the papers on the map, so it is one connected patch. There are two levels: groups,
and the topics within them. `naming.py` names them.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.map.layout import Indices, Points

MAX_GROUPS = 8
"""As many as there are colours that all readers can distinguish."""
_FEWEST_TOPICS, _MAX_TOPICS = 3, 40
_TOO_FEW_TO_PART = 12
_GRID = 128
_WIDTHS = (0.004, 0.5)
_HALVINGS = 8


@dataclass(frozen=True, slots=True)
class Topic:
    """A patch of the map."""

    name: str
    """Its characteristic words, the most specific first, with ` · ` between them."""
    x: int
    y: int
    """Where its papers are densest, in the units of the map."""
    papers: int
    group: int
    """The number of the group that it belongs to; for a group, its own number."""


def topic_counts(papers: int) -> tuple[int, int]:
    """Return how many topics and groups to look for: √(n/2) topics, a rule of thumb for clusters."""
    if papers < _TOO_FEW_TO_PART:
        return 1, 1
    topics = min(_MAX_TOPICS, max(_FEWEST_TOPICS, round(math.sqrt(papers / 2))))
    # A few topics need no groups: each is one.
    return topics, topics if topics <= MAX_GROUPS else max(_FEWEST_TOPICS * 2, min(MAX_GROUPS, topics // 2))


def hills(points: Points, at_most: int) -> tuple[Indices, Points]:
    """Return the hill that each point is on, and the summits; the hill with the most points comes first.

    The density is smoothed until `at_most` hills are left; hills with very few points join the nearest other hill.
    """
    low, high = _WIDTHS
    found = _hills(points, high, at_most)
    for _ in range(_HALVINGS if at_most > 1 else 0):
        width = math.sqrt(low * high)
        tried = _hills(points, width, at_most)
        if len(tried[1]) <= at_most:
            high, found = width, tried
        else:
            low = width
    return found


def hills_in_groups(points: Points, topics: int, groups: int) -> tuple[Indices, list[int]]:
    """Return the topic of each point, and the group of each topic: that of the higher hill which most of it is on."""
    if topics == 1 or not len(points):
        return np.zeros(len(points), dtype=np.intp), [0] * min(1, len(points))
    topic = hills(points, topics)[0]
    # Groups without a topic of their own leave gaps.
    parents = np.unique(groups_of(topic, hills(points, groups)[0]), return_inverse=True)[1]
    return topic, parents.tolist()


def groups_of(topics: Indices, groups: Indices) -> list[int]:
    """Return for each topic the group that most of its papers are in."""
    return [int(np.bincount(groups[topics == topic]).argmax()) for topic in range(int(topics.max()) + 1)]


def _hills(points: Points, width: float, at_most: int) -> tuple[Indices, Points]:
    """Return the hills of the density, smoothed by a Gaussian of this width."""
    cells = np.minimum((points * _GRID).astype(np.intp), _GRID - 1)
    cell = cells[:, 1] * _GRID + cells[:, 0]
    axis = np.arange(_GRID) / _GRID
    blur = np.exp(-((axis[:, None] - axis[None, :]) ** 2) / (2 * width**2))
    counted = np.bincount(cell, minlength=_GRID * _GRID).reshape(_GRID, _GRID).astype(np.float64)
    summits, hill = np.unique(_climbed(blur @ counted @ blur)[cell], return_inverse=True)
    places = np.stack([summits % _GRID + 0.5, summits // _GRID + 0.5], axis=1).astype(np.float32) / _GRID
    sizes = np.bincount(hill)
    kept = np.argsort(-sizes, kind="stable")
    kept = kept[sizes[kept] >= min(max(2, len(points) // (10 * at_most)), sizes.max())]
    belongs = ((places[:, None] - places[kept][None]) ** 2).sum(axis=2).argmin(axis=1)
    return belongs[hill], places[kept]


def _climbed(density: NDArray[np.float64]) -> Indices:
    """Return for each cell, in one row, the summit at the end of the steepest ascent."""
    padded = np.pad(density, 1, constant_values=-1)
    steps = [(0, 0), *((down, across) for down in (-1, 0, 1) for across in (-1, 0, 1) if down or across)]
    around = np.stack([padded[1 + d : 1 + d + _GRID, 1 + a : 1 + a + _GRID] for d, a in steps])
    offsets = np.array([d * _GRID + a for d, a in steps])
    above: Indices = np.arange(_GRID * _GRID) + offsets[around.argmax(axis=0)].ravel()
    while (above != above[above]).any():
        above = above[above]
    return above
