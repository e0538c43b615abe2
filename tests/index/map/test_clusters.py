"""Clusters: the topics of a collection of a few dozen papers."""

import numpy as np
import pytest

from index.map.clusters import cluster, lay_out_clusters, ward, without_common_part


def kinds(*sizes, seed=4, common=2.0, noise=0.6):
    """Unit vectors of kinds that have much in common, in order, and the kind of each."""
    chance = np.random.default_rng(seed)
    middles = chance.normal(size=(len(sizes), 48)) + common * chance.normal(size=48)
    kind = np.repeat(np.arange(len(sizes)), sizes)
    rows = middles[kind] + noise * chance.normal(size=(len(kind), 48))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), kind


@pytest.mark.parametrize("sizes", [(8, 6, 4), (30, 20, 10, 5)])
def test_a_topic_has_the_papers_of_a_kind(sizes: tuple[int, ...]):
    vectors, kind = kinds(*sizes)
    topic, groups = cluster(vectors, len(sizes), len(sizes))
    assert topic.tolist() == kind.tolist()
    assert groups == list(range(len(sizes)))


def test_what_all_papers_have_in_common_makes_none_similar():
    vectors, _ = kinds(20, 20)
    assert (vectors[:20] @ vectors[20:].T).mean() > 0.5
    apart = without_common_part(vectors)
    assert (apart[:20] @ apart[20:].T).mean() < 0 < (apart[:20] @ apart[:20].T).mean()


def test_a_paper_like_no_other_joins_a_topic():
    vectors, _ = kinds(20, 20, 1)
    topic, _ = cluster(vectors, 3, 3)
    assert np.bincount(topic).min() >= 3
    assert topic[:20].tolist() == [topic[0]] * 20


def test_a_group_has_whole_topics_that_are_similar():
    vectors, kind = kinds(12, 12, 12, 12)
    pairs = np.zeros((4, 48), dtype=np.float32)
    pairs[:2, 0] = pairs[2:, 1] = 0.8
    topic, groups = cluster(vectors + pairs[kind], 4, 2)
    of_kind = [groups[topic[12 * number]] for number in range(4)]
    assert of_kind[0] == of_kind[1] != of_kind[2] == of_kind[3]


def test_joining_begins_with_what_is_nearest():
    points = np.array([[0.0], [1.0], [10.0], [11.5], [30.0]], dtype=np.float32)
    assert ward(points, np.ones(5), 3).tolist() == [0, 0, 1, 1, 2]
    assert ward(points, np.ones(5), 2).tolist() == [0, 0, 0, 0, 1]
    assert len(set(ward(points, np.ones(5), 9).tolist())) == 5


def test_a_topic_is_a_patch_of_the_map():
    vectors, _ = kinds(20, 16, 12, 8, noise=2.2)
    topic, groups = cluster(vectors, 4, 4)
    points = lay_out_clusters(vectors, topic, groups)
    middles = np.stack([np.median(points[topic == number], axis=0) for number in range(4)])
    nearest = ((points[:, None] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
    assert np.mean(nearest == topic) > 0.95
    assert points.min() == pytest.approx(0, abs=1e-6)
    assert points.max() == pytest.approx(1)


@pytest.mark.parametrize("sizes", [(16, 14, 12, 9, 8, 4), (9, 7, 4)])
def test_topics_that_share_no_neighbour_fill_the_map_all_the_same(sizes: tuple[int, ...]):
    vectors, _ = kinds(*sizes)
    points = lay_out_clusters(vectors, *cluster(vectors, len(sizes), len(sizes)))
    fields = {tuple(field) for field in np.minimum((points * 8).astype(int), 7).tolist()}
    assert len(fields) >= 0.35 * min(len(points), 64)
