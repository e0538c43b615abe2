"""Topics: connected patches of the map."""

import numpy as np

from index.map.topics import groups_of, hills, topic_counts


def patches(*places, papers=30):
    chance = np.random.default_rng(5)
    points = np.concatenate([chance.normal(place, 0.02, size=(papers, 2)) for place in places])
    return points.clip(0, 1).astype(np.float32)


def test_each_patch_is_a_hill_with_its_summit_in_it():
    points = patches((0.2, 0.2), (0.8, 0.3), (0.5, 0.8))
    hill, summits = hills(points, 3)
    assert [len(set(part)) for part in np.split(hill, 3)] == [1, 1, 1]
    assert len(set(hill)) == 3
    for part, number in zip(np.split(points, 3), hill[::30], strict=True):
        assert np.abs(part.mean(axis=0) - summits[number]).max() < 0.05


def test_there_are_no_more_hills_than_requested():
    points = np.random.default_rng(1).random((500, 2), dtype=np.float32)
    assert 2 <= len(hills(points, 7)[1]) <= 7
    assert len(hills(points, 1)[1]) == 1


def test_a_paper_on_its_own_belongs_to_the_nearest_hill():
    points = np.concatenate([patches((0.2, 0.2), (0.8, 0.8)), np.array([[0.95, 0.95]], dtype=np.float32)])
    hill, summits = hills(points, 5)
    assert len(summits) <= 5
    assert hill[-1] in set(hill[30:60])


def test_a_topic_is_in_the_group_of_most_of_its_papers():
    assert groups_of(np.array([0, 0, 0, 1, 1]), np.array([4, 4, 2, 2, 2])) == [4, 2]


def test_more_papers_have_more_topics_within_bounds():
    assert topic_counts(3) == (1, 1)
    assert topic_counts(313) == (13, 6)
    assert topic_counts(10_000) == (40, 8)
