"""`paperchat eval retrieval` as scripts and people use it, with the word-count encoder."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.engine import Engine
from app.evaluation.retrieval_command import Openers, eval_group
from index.errors import PaperchatError
from index.evaluation.metrics import MEASURES
from index.evaluation.runs import RUNS
from index.papers import Paper
from index.retrieval.reranking import Ranking, Reranker
from tests.app.cli.command import lines
from tests.conftest import WordEncoder
from tests.index.evaluation.sets import OFFICIAL, OURS, QUERIES, write_set

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

ALL = ",".join(RUNS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_set(tmp_path / "mine", OFFICIAL)


class Attentive:
    """A reranker that leaves the order as it is and remembers what it was asked."""

    fingerprint = "attentive"
    depth = 50

    def __init__(self) -> None:
        self.asked: list[str] = []

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.asked.append(question)
        return Ranking(tuple(range(len(papers))))


def no_engine() -> AbstractContextManager[Engine]:
    """Test sets are searched in stores of their own."""
    raise AssertionError


def run(*arguments: object, encoder: WordEncoder | None = None, reranker: Reranker | None = None) -> Result:
    openers = Openers(lambda: encoder or WordEncoder(), lambda: reranker, no_engine)
    group = click.Group("paperchat", commands=[eval_group(openers)])
    words = ["eval", "retrieval", *map(str, arguments), "--cache", "cache"]
    return CliRunner().invoke(group, words, env={"COLUMNS": "160"})


def test_the_table_has_a_line_a_run_and_one_a_difference(folder: Path):
    result = run(folder, "--compare", ALL)
    assert result.exit_code == 0, result.output
    shown = [line.split() for line in result.stdout.splitlines() if line]
    assert shown[0] == ["mine", "test"]
    (head,) = (number for number, words in enumerate(shown) if words[0] == "run")
    assert shown[head][1:6] == list(MEASURES)
    assert [words[0] for words in shown[head + 1 : head + 6]] == list(RUNS)
    assert shown[head + 1][1:3] == ["1.000", "[1.00,1.00]"]
    assert shown[head + 6][:3] == ["minus", "default", "nDCG@10"]
    assert [words[0] for words in shown[head + 7 :]] == list(RUNS)[1:]


def test_json_is_a_line_a_set(folder: Path, tmp_path: Path):
    other = write_set(tmp_path / "other", OURS)
    first, second = lines(run(folder, other, "--json", "--compare", ALL, "--per-query"))
    assert (first["set"], first["split"], second["set"], second["split"]) == ("mine", "test", "other", "dev")
    assert [one["run"] for one in first["runs"]] == list(RUNS)
    assert [one["run"] for one in first["differences"]] == list(RUNS)[1:]
    assert [one["query"] for one in first["per_query"]] == ["q1", "q2"]
    assert "diff" not in first


def test_a_reranker_is_measured_beside_the_product(folder: Path):
    reranker = Attentive()
    (report,) = lines(run(folder, "--compare", "default,rerank", "--json", reranker=reranker))
    default, rerank = report["runs"]
    assert (default["run"], rerank["run"]) == ("default", "rerank")
    assert default["measures"] == rerank["measures"]
    assert len(set(reranker.asked)) == 2


def test_without_a_reranker_there_is_none_to_measure(folder: Path):
    result = run(folder, "--compare", "rerank")
    assert isinstance(result.exception, PaperchatError)
    assert "PAPERCHAT_RERANK" in result.exception.hint


def test_without_options_the_product_is_measured_alone(folder: Path):
    (report,) = lines(run(folder, "--json"))
    assert [one["run"] for one in report["runs"]] == ["default"]
    assert report["differences"] == []
    assert "per_query" not in report


def test_a_second_run_encodes_only_questions(folder: Path):
    first, second = WordEncoder(), WordEncoder()
    run(folder, encoder=first)
    result = run(folder, encoder=second)
    assert result.exit_code == 0, result.output
    assert set(second.encoded) == {query["text"] for query in QUERIES}
    assert len(set(first.encoded)) > len(QUERIES)


def test_limit_takes_the_first_queries(folder: Path):
    (report,) = lines(run(folder, "--limit", "1", "--json"))
    assert report["queries"] == 1
    assert report["notes"][0] == "1 queries (the first of 2), 4 records."


@pytest.fixture
def differing(tmp_path: Path) -> Path:
    """A set on which words and vectors differ for both queries: vectors reach papers that share no word."""
    # That a query holds something like markup and a control sequence changes nothing.
    queries = [{"_id": "q1", "text": "[bold]energy\x1b[31m"}, QUERIES[1]]
    grades = "".join(f"{query}\t{record}\t1\n" for query in ("q1", "q2") for record in ("d3", "d4"))
    return write_set(tmp_path / "mine", {**OFFICIAL, "queries.jsonl": queries, "qrels/test.tsv": grades})


def test_diff_lists_queries_and_brings_its_runs(differing: Path):
    (report,) = lines(run(differing, "--compare", "default", "--diff", "bm25,dense", "--json"))
    assert [one["run"] for one in report["runs"]] == ["default", "bm25", "dense"]
    assert report["diff"]["runs"] == ["bm25", "dense"]
    assert {one["query"] for one in report["diff"]["queries"]} == {"q1", "q2"}
    assert [one["first_relevant"][0] for one in report["diff"]["queries"]] == [None, None]
    assert all(one["nDCG@10"][0] == 0 < one["nDCG@10"][1] for one in report["diff"]["queries"])
    shown = run(differing, "--diff", "bm25,dense").stdout
    assert "[bold]energy [31m" in shown
    assert "\x1b" not in shown


def test_top_cuts_the_list_of_differing_queries(differing: Path):
    (report,) = lines(run(differing, "--diff", "bm25,dense", "--top", "1", "--json"))
    assert len(report["diff"]["queries"]) == 1


def test_it_says_if_two_runs_do_not_differ(folder: Path):
    assert "bm25 and default rank every query equally well." in run(folder, "--diff", "bm25,default").stdout


def test_a_missed_threshold_exits_with_1(tmp_path: Path):
    folder = write_set(tmp_path / "mine", {**OFFICIAL, "qrels/test.tsv": "q1\td2\t1\nq1\td9\t1\n"})
    assert run(folder, "--at-least", "r@5=0.5", "--at-least", "mrr=1").exit_code == 0
    result = run(folder, "--at-least", "r@5=0.51", "--at-least", "ndcg=0.1")
    assert result.exit_code == 1
    assert result.stderr.strip() == "mine test: R@5 of default is 0.500, below 0.51."


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--compare", "default,best"], "there is no run 'best'; the runs are default, bm25"),
        (["--diff", "bm25"], "two different runs"),
        (["--diff", "bm25,bm25"], "two different runs"),
        (["--at-least", "r=0.5"], "'r' is not one of"),
        (["--at-least", "ndcg"], "is not of the form"),
        (["--per-query"], "--per-query needs --json"),
    ],
)
def test_an_option_that_means_nothing_is_a_usage_error(folder: Path, arguments: list[str], reason: str):
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert reason in " ".join(result.output.split())


def test_an_error_in_any_set_is_reported_before_indexing(folder: Path, tmp_path: Path):
    encoder = WordEncoder()
    result = run(folder, tmp_path / "nowhere", encoder=encoder)
    assert isinstance(result.exception, PaperchatError)
    assert encoder.encoded == []


def test_the_help_names_every_run():
    group = eval_group(Openers(WordEncoder, lambda: None, no_engine))
    report = CliRunner().invoke(group, ["retrieval", "--help"], env={"COLUMNS": "160"}).output
    assert ALL in report
