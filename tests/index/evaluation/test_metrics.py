"""Our measures are those of the reference, ir_measures."""

import random
from collections.abc import Sequence

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from index.evaluation.metrics import MEASURES, first_relevant, ndcg

# The reference orders equal scores by falling id, but where it computes RR with a cutoff by rising id.
REFERENCE = {
    "nDCG@10": (nDCG @ 10, True),
    "R@5": (R @ 5, True),
    "R@20": (R @ 20, True),
    "R@100": (R @ 100, True),
    "MRR@10": (RR @ 10, False),
}


def ranked(scores: dict[str, float], *, falling: bool) -> Sequence[str]:
    by_id = sorted(scores, reverse=falling)
    return sorted(by_id, key=lambda id_: -scores[id_])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", MEASURES)
def test_they_equal_the_reference_on_random_graded_data(name: str, seed: int):
    draw = random.Random(seed)  # noqa: S311 - to repeat it, not to keep a secret
    papers = [f"p{number:03}" for number in range(150)]
    queries = [f"q{number}" for number in range(60)]
    judged = {
        query: {id_: draw.choice((0, 0, 1, 2, 3)) for id_ in draw.sample(papers, draw.randint(1, 30))}
        for query in queries
    }
    judged["q0"] = dict.fromkeys(papers[:3], 0)
    # Few different scores, so that many are equal; every seventh query was not answered.
    runs = {
        query: {id_: float(draw.randint(0, 9)) for id_ in draw.sample(papers, draw.randint(1, 120))}
        for query in queries[::7] + queries[1:]
        if queries.index(query) % 7 != 3
    }
    reference, falling = REFERENCE[name]
    theirs = {metric.query_id: metric.value for metric in ir_measures.iter_calc([reference], judged, runs)}
    ours = {
        query: MEASURES[name](ranked(runs.get(query, {}), falling=falling), grades) for query, grades in judged.items()
    }
    assert ours == pytest.approx(theirs, abs=1e-9, rel=0)
    mean = ir_measures.calc_aggregate([reference], judged, runs)[reference]
    assert sum(ours.values()) / len(ours) == pytest.approx(mean, abs=1e-9)


def test_the_gain_is_the_grade_itself():
    # With 2^grade - 1 the ideal would be 7 + ... and the value 0.71.
    assert ndcg(["a", "b"], {"a": 1, "b": 3}, depth=10) == pytest.approx(0.7967, abs=1e-4)


def test_first_relevant_is_a_rank_from_1():
    assert first_relevant(["a", "b"], {"a": 0, "b": 2}) == 2
    assert first_relevant(["a"], {"b": 1}) is None
