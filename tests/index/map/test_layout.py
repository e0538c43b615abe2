"""The layout: near stays near, nothing is random, and few, many or identical papers all work."""

import numpy as np
import pytest

from index.map import layout
from index.map.layout import lay_out, neighbours, place, principal_components, weighted_mean


def unit(rows):
    rows = np.asarray(rows, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def clustered(count, centres=8, seed=3):
    """Unit vectors around centres, those of a centre in a row, and the number of each one's centre."""
    chance = np.random.default_rng(seed)
    middles = chance.normal(size=(centres, 32))
    belongs = np.arange(count) * centres // count
    return unit(middles[belongs] + 0.4 * chance.normal(size=(count, 32))), belongs


def kept(vectors, points, count=10):
    """The share of each vector's nearest that are among its nearest on the plane."""
    near = neighbours(vectors, vectors, count + 1)[0]
    distances = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    on_plane = np.argsort(distances, axis=1)[:, : count + 1]
    return np.mean([len(({*a} & {*b}) - {row}) / count for row, (a, b) in enumerate(zip(near, on_plane, strict=True))])


def test_near_vectors_stay_nearer_than_with_principal_components():
    vectors, _ = clustered(240)
    laid = kept(vectors, lay_out(vectors))
    assert laid > 0.4
    assert laid > 1.5 * kept(vectors, principal_components(vectors))


def test_clusters_are_separate():
    vectors, belongs = clustered(160)
    points = lay_out(vectors)
    nearest = np.argsort(((points[:, None] - points[None]) ** 2).sum(axis=2), axis=1)[:, 1]
    assert np.mean(belongs[nearest] == belongs) > 0.97


def test_the_same_vectors_give_the_same_layout_within_the_square():
    vectors, _ = clustered(60)
    points = lay_out(vectors)
    assert np.array_equal(points, lay_out(vectors))
    assert points.min() >= 0
    assert points.max() <= 1
    assert np.ptp(points, axis=0).max() == pytest.approx(1)


@pytest.mark.parametrize("count", range(8))
def test_few_papers_have_different_places(count: int):
    vectors, _ = clustered(max(count, 1))
    points = lay_out(vectors[:count])
    assert points.shape == (count, 2)
    assert len({tuple(point) for point in points.tolist()}) == count


def test_identical_papers_have_places_too():
    assert np.isfinite(lay_out(unit(np.ones((40, 8))))).all()


def test_a_new_paper_is_placed_among_its_neighbours():
    vectors, belongs = clustered(200)
    points = lay_out(vectors)
    known = np.arange(200) % 10 != 0
    placed = place(vectors[~known], vectors[known], points[known])
    nearest = ((placed[:, None] - points[known][None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.mean(belongs[known][nearest] == belongs[~known]) > 0.9


def test_a_large_collection_is_laid_out_from_a_sample(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(layout, "SAMPLE", 100)
    vectors, belongs = clustered(240)
    points = lay_out(vectors)
    nearest = np.argsort(((points[:, None] - points[None]) ** 2).sum(axis=2), axis=1)[:, 1]
    assert np.mean(belongs[nearest] == belongs) > 0.9


def test_neighbours_are_the_exact_ones_with_their_cosines():
    vectors, _ = clustered(50)
    near, cosines = neighbours(vectors[:7], vectors, 4)
    similar = vectors[:7] @ vectors.T
    assert [set(row) for row in near.tolist()] == [set(row[-4:]) for row in np.argsort(similar).tolist()]
    assert cosines == pytest.approx(np.take_along_axis(similar, near, axis=1), abs=1e-6)


def test_no_vector_is_its_own_neighbour_even_among_duplicates():
    vectors = np.concatenate([clustered(20)[0], np.repeat(clustered(1)[0], 10, axis=0)])
    assert (layout.nearest_others(vectors, 4) != np.arange(30)[:, None]).all()


def test_the_mean_point_is_closer_to_the_nearer_neighbour():
    points = np.array([[0, 0], [1, 0]], dtype=np.float32)
    assert weighted_mean(points, np.array([0.5, 0.5], dtype=np.float32)) == pytest.approx([0.5, 0])
    assert 0.8 < weighted_mean(points, np.array([0.5, 0.7], dtype=np.float32))[0] < 1


@pytest.mark.slow
def test_the_grid_approximates_the_exact_forces(monkeypatch: pytest.MonkeyPatch):
    vectors, _ = clustered(200)
    points = 20 * lay_out(vectors)
    by_grid, over_pairs = layout.forces_by_grid(points), layout.forces_over_pairs(points)
    assert np.corrcoef(by_grid[:2].ravel(), over_pairs[:2].ravel())[0, 1] > 0.98
    assert by_grid[2].sum() == pytest.approx(over_pairs[2].sum(), rel=0.1)
    monkeypatch.setattr(layout, "FEW_POINTS", 0)
    assert kept(vectors, lay_out(vectors)) > 0.4
