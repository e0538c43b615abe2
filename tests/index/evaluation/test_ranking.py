"""Queries are put to runs, judged and timed; what is found is summed up."""

from pathlib import Path

import pytest

from index.collection import Stores
from index.evaluation.beir import JudgedSet, read_set
from index.evaluation.metrics import MEASURES, NDCG
from index.evaluation.ranking import RankingOutcome, rank_queries
from index.evaluation.ranking_report import contrast_json, contrasts, describe, ranking_json, report_ranking
from index.evaluation.runs import Run
from index.identity import paper_id
from tests.index.evaluation.sets import OFFICIAL, QUERIES, RECORDS, write_set

DETECTORS, REGISTRATION, READING = map(paper_id, ("Small detectors", "Region-aware registration", "Reading long texts"))


@pytest.fixture
def data(tmp_path: Path) -> JudgedSet:
    return read_set(write_set(tmp_path / "mine", OFFICIAL))


def always(*ranked: str) -> Run:
    return lambda *_: list(ranked)


def test_each_query_is_judged_for_each_run(stores: Stores, data: JudgedSet):
    runs = {"good": always(DETECTORS, REGISTRATION), "bad": always(READING)}
    first, second = rank_queries(stores, data, runs)
    assert list(first) == list(second) == ["good", "bad"]
    assert first["good"].values == dict.fromkeys(MEASURES, 1.0)
    assert second["good"].values == {NDCG: pytest.approx(0.631, abs=1e-3), "MRR@10": 0.5, **recalls(1.0)}
    assert [one["good"].first for one in (first, second)] == [1, 2]
    # A paper of grade 0 is not relevant.
    assert second["bad"].values == dict.fromkeys(MEASURES, 0.0)
    assert second["bad"].first is None


def recalls(value: float) -> dict[str, float]:
    return dict.fromkeys(("R@5", "R@20", "R@100"), value)


def test_another_run_goes_first_each_time_and_warm_up_is_not_judged(stores: Stores, data: JudgedSet):
    asked: list[tuple[str, str]] = []

    def noted(name: str) -> Run:
        def ask(_: Stores, question: str) -> list[str]:
            asked.append((name, question))
            return []

        return ask

    assert len(list(rank_queries(stores, data, {"a": noted("a"), "b": noted("b")}))) == 2
    one, two = (query["text"] for query in QUERIES)
    assert asked[4:] == [("a", one), ("b", one), ("b", two), ("a", two)]
    assert {question for _, question in asked[:4]} == {one, two}


def test_a_query_that_is_its_own_record_does_not_find_itself(stores: Stores, tmp_path: Path):
    files = {**OFFICIAL, "queries.jsonl": [{"_id": "d2", "text": "Small"}], "qrels/test.tsv": "d2\td1\t1\n"}
    data = read_set(write_set(tmp_path, files))
    (outcome,) = rank_queries(stores, data, {"run": always(DETECTORS, REGISTRATION)})
    assert outcome["run"].first == 1
    assert outcome["run"].values[NDCG] == 1.0


def outcome(value: float, first: int | None, seconds: float) -> RankingOutcome:
    return RankingOutcome({**dict.fromkeys(MEASURES, 0.0), NDCG: value}, first, seconds)


OUTCOMES = [
    {"bm25": outcome(1.0, 1, 0.002), "default": outcome(0.5, 2, 0.004), "rrf": outcome(0.5, 2, 0.01)},
    {"bm25": outcome(0.0, None, 0.003), "default": outcome(0.8, 1, 0.006), "rrf": outcome(0.9, 1, 0.02)},
]


def test_means_times_and_differences(data: JudgedSet):
    found = report_ranking(data, OUTCOMES)
    assert [one.run for one in found.summaries] == ["bm25", "default", "rrf"]
    assert [one.measures[NDCG].mean for one in found.summaries] == pytest.approx([0.5, 0.65, 0.7])
    assert (found.base.run, found.base.p50, found.base.p95) == ("default", 0.004, 0.006)
    words, ranks = found.differences
    assert (words.run, words.against, words.better, words.worse) == ("bm25", "default", 1, 1)
    assert (words.ndcg.mean, words.ndcg.low, words.ndcg.high) == pytest.approx((-0.15, -0.8, 0.5))
    assert (ranks.run, ranks.better, ranks.worse) == ("rrf", 1, 0)


def test_without_the_default_the_first_run_is_compared_with(data: JudgedSet):
    found = report_ranking(data, [{name: one[name] for name in ("rrf", "bm25")} for one in OUTCOMES])
    assert found.base.run == "rrf"
    assert [(one.run, one.against) for one in found.differences] == [("bm25", "rrf")]


def test_contrasts_come_with_the_largest_difference_first(data: JudgedSet):
    found = report_ranking(data, OUTCOMES)
    large, small = contrasts(found, "bm25", "default")
    assert (large.query, large.text, large.ndcg, large.first) == ("q2", QUERIES[1]["text"], (0.0, 0.8), (None, 1))
    assert small.query == "q1"
    assert contrast_json(large) == {
        "query": "q2",
        "text": QUERIES[1]["text"],
        "nDCG@10": [0.0, 0.8],
        "first_relevant": [None, 1],
    }
    # Equal ones are left out.
    assert [one.query for one in contrasts(found, "default", "rrf")] == ["q2"]


def test_the_json(data: JudgedSet):
    found = report_ranking(data, OUTCOMES)
    report = ranking_json(found)
    assert report.keys() == {
        *("set", "split", "queries", "records", "papers", "notes", "bootstrap", "runs", "differences")
    }
    assert report["runs"][1]["run"] == "default"
    assert report["runs"][1]["measures"].keys() == MEASURES.keys()
    assert report["runs"][1]["measures"][NDCG].keys() == {"mean", "low", "high"}
    assert report["runs"][1]["seconds"] == {"p50": 0.004, "p95": 0.006}
    assert report["differences"][0].keys() == {*("run", "against", "measure", "mean", "low", "high", "better", "worse")}
    (one, two) = ranking_json(found, per_query=True)["per_query"]
    assert (one["query"], two["query"]) == ("q1", "q2")
    assert two["runs"]["bm25"] == {
        "measures": dict(OUTCOMES[1]["bm25"].values),
        "first_relevant": None,
        "seconds": 0.003,
    }


def test_differences_from_the_official_set_are_described(tmp_path: Path):
    twin = {"_id": "d5", "title": "Small Detectors", "text": "Again."}
    own = {"_id": "d1", "text": "Region-aware registration"}
    files = {
        "corpus.jsonl": [*RECORDS, twin],
        "queries.jsonl": [*QUERIES, own],
        "qrels/test.tsv": "q1\td5\t1\nq2\td9\t1\nd1\td3\t1\n",
    }
    data = read_set(write_set(tmp_path, files))
    notes = " ".join(describe(data))
    assert notes.startswith("3 queries, 5 records.")
    assert "same title: 1; queries with such a paper in their judgements: 1." in notes
    assert "removed from their own ranking: 1." in notes
    assert "missing from the corpus: 1." in notes
    assert describe(data.first(1))[0] == "1 queries (the first of 3), 5 records."
    assert len(describe(data.first(1))) == 2
