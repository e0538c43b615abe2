"""`paperchat eval answers` as scripts and people use it, with the word-count encoder and a scripted endpoint."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from app.engine import Engine
from app.evaluation.answering import without_model
from app.evaluation.measures import MEASURES
from app.evaluation.retrieval_command import Openers, eval_group
from app.llm.endpoint import Endpoint
from app.llm.reranker import ListwiseReranker
from index.collection import Stores
from index.errors import PaperchatError
from tests.app.evaluation.test_retrieval_command import Attentive, no_engine
from tests.conftest import WordEncoder, paper
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

RAYS = paper("Rays: Light for Deep Water", "Divers need lamps. Rays saves 40 percent of the energy of a lamp.")
SEALS = paper("Songs of Seals", "Seals sing below the ice. Each song is learned from a mother.")

SAVING: dict[str, Any] = {
    "question": "How much energy does Rays save?",
    "papers": [RAYS.title],
    "facts": ["40 percent"],
    "kind": "a",
}
SINGING: dict[str, Any] = {
    "question": "Where do seals sing?",
    "papers": [SEALS.title],
    "facts": ["ice", "winter"],
    "kind": "a",
}
BREAD: dict[str, Any] = {"question": "Sourdough crumb hydration?", "papers": [], "facts": []}

Ask = Callable[..., Result]


@pytest.fixture
def ask(stores: Stores, add_papers: Callable[..., object], tmp_path: Path) -> Ask:
    add_papers(RAYS, SEALS)

    def run(lines: Sequence[Mapping[str, object]], *options: str, endpoint: ScriptedEndpoint | None = None) -> Result:
        (tmp_path / "cwd" / "mine.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        engine = Engine(stores, Endpoint(endpoint.url, None, None, timeout=5.0) if endpoint else None)
        openers = Openers(WordEncoder, lambda: None, lambda: nullcontext(engine))
        group = click.Group("paperchat", commands=[eval_group(openers)])
        return CliRunner().invoke(group, ["eval", "answers", "mine.jsonl", *options], env={"COLUMNS": "160"})

    return run


def parsed(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_json_has_all_measures(ask: Ask) -> None:
    found = parsed(ask([SAVING, SINGING, BREAD], "--json"))
    assert (found["file"], found["questions"], found["answerable"], found["papers"]) == ("mine.jsonl", 3, 2, 2)
    assert (found["model"], found["model_calls"], found["prompt_tokens"]) == (None, 0, 0)
    assert list(found["measures"]) == list(MEASURES)
    assert found["measures"]["citation-recall"]["mean"] == 1
    assert found["measures"]["fact-recall"] == {"mean": 0.75, "low": 0.5, "high": 1.0, "questions": 2}
    assert found["measures"]["unanswerable-refused"]["questions"] == 1
    assert [(kind, one["questions"]) for kind, one in found["kinds"].items()] == [("a", 2), ("", 1)]
    assert found["kinds"]["a"]["measures"]["fact-recall"] == 0.75
    assert set(found["seconds"]) == {"p50", "p95"}
    assert "per_question" not in found


def test_per_question_has_a_line_for_each(ask: Ask) -> None:
    _, singing, bread = parsed(ask([SAVING, SINGING, BREAD], "--json", "--per-question"))["per_question"]
    assert (singing["question"], singing["missing_facts"]) == (SINGING["question"], ["winter"])
    assert SEALS.title in singing["cited"]
    assert (singing["missing_papers"], singing["refused"]) == ([], False)
    assert (bread["refused"], bread["cited"]) == (True, [])


def test_the_table_has_a_line_a_measure_and_one_a_kind(ask: Ask) -> None:
    result = ask([SAVING, SINGING, BREAD])
    assert result.exit_code == 0, result.output
    shown = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert result.stdout.startswith("mine.jsonl: 3 questions, 2 of them answerable, 2 papers.\nAnswers are quoted")
    assert "0 of 2 answerable questions were refused, 0 of 1 others were answered." in result.stdout
    assert [words[0] for words in shown if words[0] in MEASURES] == list(MEASURES)
    assert ["fact-recall", "0.750", "[0.50,1.00]", "2"] in [words[:4] for words in shown]
    assert {"a", "-"} <= {words[0] for words in shown}
    assert SINGING["question"] not in result.stdout


def test_questions_that_fall_short_are_listed(ask: Ask) -> None:
    odd = BREAD | {"question": "[bold]How do seals\x1b[31m sing songs below the ice?"}
    shown = ask([SAVING, SINGING, odd], "--per-question").stdout
    assert f"{SINGING['question']}\n  cited: {SEALS.title}" in shown
    assert "  missing facts: winter\n" in shown
    assert "[bold]How do seals [31m sing songs below the ice?\n" in shown
    assert "  expected: a refusal\n" in shown
    assert "\x1b" not in shown
    assert SAVING["question"] not in shown


def test_a_connected_model_answers_and_is_counted(ask: Ask, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("Rays saves 40 percent of the energy of a lamp [1]. It was built in Ghent [1]."))
    found = parsed(ask([SAVING], "--json", "--per-question", endpoint=endpoint))
    assert (found["model"], found["model_calls"], len(endpoint.requests)) == ("tiny-model", 1, 1)
    assert found["prompt_tokens"] > 100
    assert found["measures"]["sentences-found"]["mean"] == 0.5
    assert found["per_question"][0]["flagged"] == ["It was built in Ghent [1]."]
    assert found["measures"]["fact-recall"]["mean"] == 1
    assert found["fallen_back"] == 0


def test_what_a_model_writes_is_listed_as_plain_text(ask: Ask, endpoint: ScriptedEndpoint) -> None:
    # A text of which nothing is backed would be quoted instead.
    endpoint.says(Say("Rays saves 40 percent of the energy [1]. It was\x1b[31m built in Ghent\nlast year [1]."))
    shown = ask([SAVING], "--per-question", endpoint=endpoint).stdout
    assert "  missing the source of: It was [31m built in Ghent last year [1].\n" in shown


def test_quotes_after_a_model_failed_are_counted(ask: Ask, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(500))
    assert "1 answers are quoted because the model gave none." in ask([SAVING], endpoint=endpoint).stdout


def test_no_model_calls_with_no_model(ask: Ask, endpoint: ScriptedEndpoint) -> None:
    found = parsed(ask([SAVING], "--json", "--no-model", endpoint=endpoint))
    assert (found["model"], endpoint.requests) == (None, [])


def test_without_the_model_it_does_not_rerank_either(stores: Stores) -> None:
    model, other = Endpoint("http://127.0.0.1:9/v1", "tiny-model", None), Attentive()
    assert without_model(Engine(stores, model, reranker=ListwiseReranker(model))) == Engine(stores)
    assert without_model(Engine(stores, model, reranker=other)) == Engine(stores, reranker=other)


def test_a_missed_threshold_exits_with_1(ask: Ask) -> None:
    assert ask([SAVING, SINGING], "--at-least", "fact-recall=0.75", "--at-least", "citation-r=1").exit_code == 0
    result = ask([SAVING, SINGING], "--at-least", "fact-recall=0.76", "--at-least", "unanswerable=0.1", "--json")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "mine.jsonl: fact-recall is 0.750, below 0.76.",
        "mine.jsonl: unanswerable-refused applies to none of the questions.",
    ]
    assert json.loads(result.stdout)["questions"] == 2


@pytest.mark.parametrize(
    ("value", "reason"), [("citation=1", "'citation' is not one of"), ("fact-recall", "of the form")]
)
def test_a_threshold_that_means_nothing_is_a_usage_error(ask: Ask, value: str, reason: str) -> None:
    result = ask([SAVING], "--at-least", value)
    assert result.exit_code == 2
    assert reason in " ".join(result.output.split())


def test_an_error_in_the_file_is_reported_before_the_first_answer(ask: Ask, endpoint: ScriptedEndpoint) -> None:
    result = ask([SAVING, SAVING | {"question": "Why?", "papers": ["Rays"]}], endpoint=endpoint)
    assert isinstance(result.exception, PaperchatError)
    assert result.exception.message.startswith("mine.jsonl:2: the library has no paper 'Rays'")
    assert endpoint.requests == []


def test_the_help_names_every_measure() -> None:
    group = eval_group(Openers(WordEncoder, lambda: None, no_engine))
    shown = " ".join(CliRunner().invoke(group, ["answers", "--help"], env={"COLUMNS": "160"}).output.split())
    assert [name for name in MEASURES if name not in shown] == []
