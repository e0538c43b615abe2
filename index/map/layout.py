"""Lays vectors out on a plane so that near ones stay near, in numpy alone. Knows vectors; knows no papers and no file.

t-SNE (van der Maaten and Hinton 2008) from a start by principal components, with two simplifications that keep it to
seconds: every paper is drawn to its nearest neighbours alike (Böhm, Berens and Kobak, JMLR 23:95, 2022, find no
difference), and the repulsion is a convolution on a grid (as FIt-SNE, Linderman et al., Nature Methods 16:243, 2019).
Nothing is random: the same vectors give the same layout.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.embedding.encoder import Vectors

Points = NDArray[np.float32]
Indices = NDArray[np.intp]

SAMPLE = 10_000
"""The most vectors to lay out; the others are placed among them."""
_NEIGHBOURS, _LEAST_NEIGHBOURS = 15, 3
PLACED_BY = 6
"""The number of neighbours that a paper is placed between."""
_BLOCK = 512
_SMALLEST = 5
# Steps, how the attraction is exaggerated in them, and momentum: strongly at first, which gathers neighbours from afar.
_STAGES = ((40, 12.0, 0.8), (200, 1.0, 0.9))
_FARTHEST_STEP = 5.0
FEW_POINTS = 600
"""For up to this many points, summing over all pairs is faster than transforming a grid."""
# Cells of the grid: as fine as the kernel 1 / (1 + d²) needs, and few enough for a transform in milliseconds. Islands
# that share no neighbours would drift apart forever, so the grid limits how far.
_CELL = 0.5
_MAX_CELLS = 192
_ROOM = _CELL * (_MAX_CELLS - 2)


def lay_out(vectors: Vectors) -> Points:
    """Return a place for each unit vector, shape (n, 2), within the square from 0 to 1.

    Up to `SAMPLE` vectors are laid out by their neighbours. Of more, an even sample is, and the rest are placed within.
    """
    count = len(vectors)
    if count < _SMALLEST:
        return _in_a_row(count)
    if count <= SAMPLE:
        return scaled_to_square(_optimised(vectors))
    chosen = np.linspace(0, count - 1, SAMPLE).astype(np.intp)
    others = np.setdiff1d(np.arange(count), chosen)
    points = np.empty((count, 2), dtype=np.float32)
    points[chosen] = lay_out(vectors[chosen])
    points[others] = place(vectors[others], vectors[chosen], points[chosen])
    return points


def place(vectors: Vectors, known: Vectors, points: Points) -> Points:
    """Return a place for each vector among the `known` ones at `points`: between its nearest."""
    near, cosines = neighbours(vectors, known, min(PLACED_BY, len(known)))
    return weighted_mean(points[near], cosines)


def weighted_mean(points: Points, cosines: Vectors) -> Points:
    """Return the mean of the points of each neighbourhood, weighted by cosine: (..., k, 2) and (..., k) to (..., 2)."""
    weights = np.maximum(cosines, 0.01) ** 8
    mean: Points = np.einsum("...k,...kd->...d", weights / weights.sum(axis=-1, keepdims=True), points)
    return mean.astype(np.float32, copy=False)


def neighbours(vectors: Vectors, among: Vectors, count: int) -> tuple[Indices, Vectors]:
    """Return the `count` nearest of `among` for each vector, in no order, and their cosines: two arrays (n, count)."""
    near = np.empty((len(vectors), count), dtype=np.intp)
    cosines = np.empty((len(vectors), count), dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        similar = vectors[start : start + _BLOCK] @ among.T
        found = np.argpartition(similar, -count, axis=1)[:, -count:]
        near[start : start + _BLOCK] = found
        cosines[start : start + _BLOCK] = np.take_along_axis(similar, found, axis=1)
    return near, cosines


def principal_components(vectors: Vectors) -> Points:
    """Return the two principal components of each vector, shape (n, 2); the signs are fixed by the largest loading."""
    centred = vectors - vectors.mean(axis=0)
    axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))[1][:, :-3:-1]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    components: Points = (centred @ axes).astype(np.float32)
    return components


def _optimised(vectors: Vectors) -> Points:
    count = len(vectors)
    # With few papers, 15 neighbours would be most of them, and everything would be drawn to everything.
    near = nearest_others(vectors, min(_NEIGHBOURS, max(_LEAST_NEIGHBOURS, count // 10)))
    start = principal_components(vectors)
    points = start / max(float(start.std()), 1e-12) * 0.01
    moved = np.zeros_like(points)
    for steps, exaggeration, momentum in _STAGES:
        # The rate at which a stage is fast and does not diverge (Belkina et al., Nature Communications 10:5415, 2019).
        rate = max(count / exaggeration, 50.0)
        for _ in range(steps):
            force = exaggeration * _attraction(points, near) - _repulsion(points)
            moved = np.clip(momentum * moved - rate * force, -_FARTHEST_STEP, _FARTHEST_STEP)
            points = points + moved
            points *= min(1.0, _ROOM / _extent(points))
    return points


def nearest_others(vectors: Vectors, count: int) -> Indices:
    """Return the `count` nearest others of each vector."""
    near = neighbours(vectors, vectors, count + 1)[0]
    own = np.arange(len(vectors))[:, None]
    # Drop the vector itself; among exact duplicates, any of them.
    last = np.where((near == own).any(axis=1), (near == own).argmax(axis=1), count)
    near[own[:, 0], last] = near[:, count]
    return near[:, :count]


def _attraction(points: Points, near: Indices) -> Points:
    """Return the attraction between each point and its neighbours; all weights add up to 1."""
    count, many = near.shape
    # Axis by axis, because numpy is slow at sums over rows of two.
    apart = [column[:, None] - column[near] for column in points.T]
    nearness = 1 / (1 + apart[0] ** 2 + apart[1] ** 2)
    drawn = np.empty_like(points)
    for axis in (0, 1):
        pull = nearness * apart[axis]
        drawn[:, axis] = pull.sum(axis=1) - np.bincount(near.ravel(), pull.ravel(), minlength=count)
    weighed: Points = drawn / np.float32(2 * count * many)
    return weighed


def _repulsion(points: Points) -> Points:
    """Return how each point is pushed by all others: the sum of d / (1 + d²)² over that of 1 / (1 + d²)."""
    push_x, push_y, near = forces_over_pairs(points) if len(points) <= FEW_POINTS else forces_by_grid(points)
    total = max(float(near.sum()) - len(points), 1e-12)
    return np.stack([push_x, push_y], axis=1).astype(np.float32) / np.float32(total)


def forces_over_pairs(points: Points) -> Points:
    """Return for each point the sums of its push along x and along y, and of nearness, over all: shape (3, n)."""
    across, down = (column[:, None] - column[None, :] for column in points.T)
    near = 1 / (1 + across**2 + down**2)
    push = near**2
    sums: Points = np.stack([(across * push).sum(axis=1), (down * push).sum(axis=1), near.sum(axis=1)])
    return sums


def forces_by_grid(points: Points) -> Points:
    """Approximate `forces_over_pairs` in time that barely grows with the number of points."""
    where = (points - points.min(axis=0)) / np.float32(_CELL)
    # In steps, so that few kernels are made.
    side = min(_MAX_CELLS, 32 * math.ceil((_extent(points) / _CELL + 2) / 32))
    cells, shares = _spread(where, side)
    grid = np.bincount(cells.ravel(), shares.ravel(), minlength=side * side).reshape(side, side)
    fields = _convolved(grid.astype(np.float32))
    sums: Points = np.stack([(field.ravel()[cells] * shares).sum(axis=0) for field in fields])
    return sums


def _spread(where: Points, side: int) -> tuple[Indices, Points]:
    """Return the four cells around each point and its share in each: two arrays (4, n)."""
    corner = np.minimum(where.astype(np.intp), side - 2)
    share = where - corner.astype(np.float32)
    across, down = share[:, 0], share[:, 1]
    first = corner[:, 1] * side + corner[:, 0]
    cells = np.stack([first, first + 1, first + side, first + side + 1])
    shares: Points = np.stack([(1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down])
    return cells, shares


def _convolved(grid: Points) -> Points:
    """Return the push along x, that along y, and the nearness of all, at each cell: shape (3, side, side)."""
    side = len(grid)
    # Twice the side: the transform wraps around, and a push past one edge would come in at the other.
    mass = np.fft.rfft2(grid, s=(2 * side, 2 * side))
    fields = np.fft.irfft2(mass * _kernels(side), s=(2 * side, 2 * side))[:, :side, :side]
    return fields.astype(np.float32, copy=False)


@lru_cache(maxsize=8)
def _kernels(side: int) -> NDArray[np.complex64]:
    offset = np.fft.fftfreq(2 * side, 1 / (2 * side)).astype(np.float32) * np.float32(_CELL)
    down, across = offset[:, None], offset[None, :]
    near = 1 / (1 + across**2 + down**2)
    return np.fft.rfft2(np.stack([across * near**2, down * near**2, near])).astype(np.complex64, copy=False)


def _extent(points: Points) -> float:
    """Return the longer side of the box around the points."""
    return max(float((points.max(axis=0) - points.min(axis=0)).max()), 1e-12)


def scaled_to_square(points: Points) -> Points:
    """Return the points moved and scaled to fill the square from 0 to 1, without changing their proportions."""
    low, high = points.min(axis=0), points.max(axis=0)
    squared: Points = (0.5 + (points - (low + high) / 2) / _extent(points)).astype(np.float32)
    return np.clip(squared, 0, 1)


def _in_a_row(count: int) -> Points:
    """Return places for too few points to have neighbourhoods."""
    across = (np.arange(count, dtype=np.float32) + 0.5) / max(count, 1)
    return np.stack([across, np.full(count, 0.5, dtype=np.float32)], axis=1)
