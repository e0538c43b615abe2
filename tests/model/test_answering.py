"""What a small real model does with questions, and what is made of its answers."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.answer import Answer, cited_papers
from app.citations.marks import without_marks
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.request import Question
from tests.model.conftest import Connect
from tests.model.running import LlamaServer

QUESTIONS = (
    "What is QuellTune?",
    "How many parameters does TarnNet have?",
    "How much energy does MarlCache save?",
    "How is the loss of soil on hillsides predicted?",
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def answered(engine: Engine, question: str) -> list[Answer]:
    return list(engine.answer(Question(question)))


def written(snapshots: list[Answer]) -> list[Answer]:
    """Return the snapshots that show what the model has written so far."""
    return [snapshot for snapshot in snapshots if snapshot.model and snapshot.text]


def test_the_servers_only_model_is_found(server: LlamaServer) -> None:
    endpoint = Endpoint(server.url, None, None)
    assert endpoint.known_model is None
    assert endpoint.model == "SmolLM2-135M-Instruct.Q4_1"
    assert endpoint.known_model == endpoint.model


def test_an_answer_streams_from_search_to_check(server: LlamaServer, connect: Connect) -> None:
    before = server.usage
    snapshots = answered(connect(server), QUESTIONS[0])
    spent = server.usage - before
    first = snapshots.index(written(snapshots)[0])
    assert snapshots[0].stage == "searching"
    assert snapshots[first - 1].sources[0].paper.title.startswith("QuellTune")
    assert len({snapshot.text for snapshot in written(snapshots)}) > 10
    assert [snapshot.stage for snapshot in snapshots].index("done") == len(snapshots) - 1
    assert snapshots[-1].model_calls == 1
    assert 10 < spent.written <= 60
    # Off by no more than the share of the window that is kept free for it.
    assert snapshots[-1].prompt_tokens == pytest.approx(spent.read + spent.cached, rel=0.15)


def test_a_second_question_reads_only_what_is_new(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server, max_tokens=5)
    answered(engine, QUESTIONS[1])
    before = server.usage
    answered(engine, QUESTIONS[2])
    spent = server.usage - before
    # The rules of the prompt, which stand before the papers.
    assert spent.cached > 150
    assert spent.read > 0


def test_no_figure_is_found_that_its_source_lacks(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server)
    finished = [answered(engine, question)[-1] for question in QUESTIONS]
    for answer in finished:
        papers = cited_papers(answer.sources)
        for check in answer.checks:
            sentence = answer.text[check.start : check.end]
            cited = " ".join(papers[number].text for number, _ in check.evidence)
            lacking = set(_FIGURE.findall(without_marks(sentence))) - set(_FIGURE.findall(cited))
            assert check.flagged or (cited and not lacking), sentence
    assert any(answer.checks for answer in finished)


def test_two_people_share_one_slot(server: LlamaServer, connect: Connect) -> None:
    engine = connect(server, max_tokens=20)
    with ThreadPoolExecutor(2) as people:
        first, second = people.map(lambda question: answered(engine, question), QUESTIONS[:2])
    assert written(first)
    assert written(second)
    assert [snapshots[-1].stage for snapshots in (first, second)] == ["done", "done"]
    assert [snapshots[-1].question for snapshots in (first, second)] == list(QUESTIONS[:2])
