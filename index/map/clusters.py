"""The topics of a small collection: a few dozen papers are too few for hills on a map. Knows vectors; knows no file.

Ward's method (1963) joins, again and again, the two clusters whose union spreads the least.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding.encoder import Vectors
from index.map.layout import Indices, Points, lay_out, scaled_to_square

FEW_PAPERS = 1000
"""Up to this many papers are clustered: the time for it grows with the cube of their number."""
_FEWEST = 3
"""The papers of smaller clusters each join the most similar other cluster."""
_GATHERED = 0.45
"""How far a paper moves on the map towards the middle of its topic."""
_SPREADING_STEPS, _SPREADING_SIDE = 4, 48


def cluster(vectors: Vectors, topics: int, groups: int) -> tuple[Indices, list[int]]:
    """Return the topic of each vector, and the group of each topic; the largest come first."""
    apart = without_common_part(vectors)
    topic = _largest_first(_without_tiny(apart, ward(apart, np.ones(len(apart)), topics)))
    group = ward(_means(apart, topic), np.bincount(topic), groups)
    group = _largest_first(group[topic])
    return topic, [int(group[topic == number][0]) for number in range(int(topic.max()) + 1)]


def lay_out_clusters(vectors: Vectors, topic: Indices, group: Sequence[int]) -> Points:
    """Return a place for each vector, so that a topic is one patch, and the topics of a group are neighbours."""
    apart = without_common_part(vectors)
    levels = (topic, np.array(group)[topic])
    points = _spread(lay_out(_unit(apart + sum(_unit(_means(apart, level))[level] for level in levels))))
    middles = np.stack([np.median(points[topic == number], axis=0) for number in range(int(topic.max()) + 1)])
    return scaled_to_square(points + _GATHERED * (middles[topic] - points))


def _spread(points: Points) -> Points:
    """Return the points with more even distances: topics that share no neighbour are dots far apart otherwise.

    A few steps of Lloyd’s method (1982): a point moves to the middle of the area that is nearer to it than to others.
    """
    at = (np.arange(_SPREADING_SIDE, dtype=np.float32) + 0.5) / _SPREADING_SIDE
    cells = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    for _ in range(_SPREADING_STEPS):
        # The squared distance, without the part that is the same for each point.
        owner = ((points**2).sum(axis=1) - 2 * (cells @ points.T)).argmin(axis=1)
        owned = np.bincount(owner, minlength=len(points))[:, None]
        sums = np.stack([np.bincount(owner, column, minlength=len(points)) for column in cells.T], axis=1)
        points = np.where(owned > 0, sums / np.maximum(owned, 1), points).astype(np.float32)
    return points


def without_common_part(vectors: Vectors) -> Vectors:
    """Return unit vectors without their common part, which makes all papers of one field similar."""
    return _unit(vectors - vectors.mean(axis=0))


def ward(points: Vectors, sizes: NDArray[np.generic], at_most: int) -> Indices:
    """Return the cluster of each point, of which there are `sizes` at the same place; at most `at_most` clusters."""
    size = sizes.astype(np.float64)
    squares = (points.astype(np.float64) ** 2).sum(axis=1)
    apart = squares[:, None] + squares[None] - 2 * (points @ points.T).astype(np.float64)
    cost = apart * (size[:, None] * size[None] / (size[:, None] + size[None]))
    np.fill_diagonal(cost, np.inf)
    belongs = np.arange(len(points))
    for _ in range(len(points) - at_most):
        one, other = divmod(int(cost.argmin()), len(points))
        joined = _joined_cost(cost, size, one, other)
        cost[one], cost[:, one] = joined, joined
        cost[other], cost[:, other] = np.inf, np.inf
        size[one] += size[other]
        belongs[belongs == other] = one
    return np.unique(belongs, return_inverse=True)[1]


def _joined_cost(cost: NDArray[np.float64], size: NDArray[np.float64], one: int, other: int) -> NDArray[np.float64]:
    """Return the cost of joining each cluster to the union of two (Lance and Williams 1967)."""
    both = size[one] + size[other]
    joined: NDArray[np.float64] = (
        (size[one] + size) * cost[one] + (size[other] + size) * cost[other] - size * cost[one, other]
    )
    joined /= both + size
    joined[[one, other]] = np.inf
    return joined


def _without_tiny(vectors: Vectors, clusters: Indices) -> Indices:
    sizes = np.bincount(clusters)
    kept = np.flatnonzero(sizes >= min(_FEWEST, sizes.max()))
    nearest = kept[(vectors @ _unit(_means(vectors, clusters)[kept]).T).argmax(axis=1)]
    return np.where(np.isin(clusters, kept), clusters, nearest)


def _means(vectors: Vectors, clusters: Indices) -> Vectors:
    return np.stack([vectors[clusters == number].mean(axis=0) for number in range(int(clusters.max()) + 1)])


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit


def _largest_first(clusters: Indices) -> Indices:
    """Return the clusters with new numbers, without gaps."""
    numbers, sizes = np.unique(clusters, return_counts=True)
    rank = np.empty(int(numbers.max()) + 1, dtype=np.intp)
    rank[numbers[np.argsort(-sizes, kind="stable")]] = np.arange(len(numbers))
    return rank[clusters]
