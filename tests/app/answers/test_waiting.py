"""What there is to read while a model lets people wait: the quotes that it would have without a model, and a line."""

from collections.abc import Sequence
from typing import Literal

import pytest
from llama_index.core.llms import MockLLM

from app.answer import Answer
from app.answers.from_search import answer_from_search
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.llm.llama_index_model import LlamaIndexModel
from app.reply.wait import Wait
from app.request import OverviewRequest, Question, Request, ReviewRequest
from index.collection import Stores
from index.questions.query import Query
from index.retrieval.search import search
from tests.app.answers.conftest import GULLS, SAND
from tests.scripted_endpoint import Fail, Hang, Say, ScriptedEndpoint

REQUESTS: list[Request] = [
    Question("How much sand does the tide move?"),
    Question("List papers about the tide"),
    OverviewRequest("summary", paper_ids=(GULLS.id, SAND.id)),
]


def connected(stores: Stores, endpoint: ScriptedEndpoint) -> Engine:
    return Engine(stores, Endpoint(endpoint.url, "tiny-model", None, timeout=30.0))


@pytest.mark.parametrize("request_", REQUESTS, ids=["question", "list", "overview"])
def test_the_answer_without_a_model_is_there_before_the_first_word(
    coast: Stores, endpoint: ScriptedEndpoint, request_: Request
) -> None:
    endpoint.says(Hang())
    without = Engine(coast).finished(request_)
    growing = connected(coast, endpoint).answer(request_)
    waiting = next(snapshot for snapshot in growing if snapshot.quotes)
    growing.close()
    assert waiting.readable.text == without.text
    assert [source.number for source in waiting.readable.sources] == [source.number for source in without.sources]
    assert waiting.readable.cited


def test_quotes_are_there_while_a_shorter_prompt_is_read(coast: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Fail(400, "This model's maximum context length is 512 tokens. You requested 900."), Hang())
    growing = connected(coast, endpoint).answer(REQUESTS[0])
    waiting = next(snapshot for snapshot in growing if len(endpoint.requests) == 2 and snapshot.quotes)
    growing.close()
    assert "3 tons" in waiting.readable.text


def test_a_text_that_begins_at_once_needs_no_quotes(coast: Stores) -> None:
    question = "How much sand does the tide move?"
    model = LlamaIndexModel(MockLLM())
    growing = answer_from_search(coast, model, Answer(question, "searching"), search(coast, question))
    assert not any(snapshot.quotes for snapshot in growing)


def test_a_question_is_parsed_once(coast: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def count(self: Engine, text: str, shown: Sequence[str] = ()) -> Query:
        parsed.append(text)
        return parse(self, text, shown)

    parse = Engine.parse
    monkeypatch.setattr(Engine, "parse", count)
    list(Engine(coast).answer(REQUESTS[0]))
    assert parsed == ["How much sand does the tide move?"]


def test_in_steps_the_quotes_are_there_before_the_notes(coast: Stores, endpoint: ScriptedEndpoint) -> None:
    question = Question("How much sand does the tide move?", multi_step=True)
    endpoint.says(Say("1. How much sand does the tide move?"), Hang())
    growing = connected(coast, endpoint).answer(question)
    waiting = next(snapshot for snapshot in growing if snapshot.quotes)
    growing.close()
    assert "3 tons" in waiting.readable.text


@pytest.mark.slow
def test_the_wait_names_the_model_and_its_papers(coast: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Hang())
    growing = connected(coast, endpoint).answer(REQUESTS[0])
    waits = (snapshot.wait for snapshot in growing if snapshot.wait)
    assert next(wait for wait in waits if wait.doing == "reading") == Wait("reading", 0, "tiny-model", 2, 2)
    assert next(wait for wait in waits if wait.seconds).seconds == 1
    growing.close()


@pytest.mark.parametrize(("action", "doing"), [("check", "judging"), ("rewrite", "rewriting")])
def test_a_review_shows_what_the_model_does(
    coast: Stores, endpoint: ScriptedEndpoint, action: Literal["check", "rewrite"], doing: str
) -> None:
    endpoint.says(Say("The tide moves 3 tons of sand in a year [1]. It sings of gold."), Hang())
    engine = connected(coast, endpoint)
    answer = engine.finished(REQUESTS[0])
    growing = engine.answer(ReviewRequest(answer, action))
    assert next(snapshot.wait.doing for snapshot in growing if snapshot.wait) == doing
    growing.close()


def test_a_finished_answer_of_a_model_holds_no_quotes(coast: Stores, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("The tide moves 3 tons of sand in a year [1]."))
    answer = connected(coast, endpoint).finished(REQUESTS[0])
    assert (answer.model, answer.quotes, answer.wait) == ("tiny-model", None, None)


def test_quotes_in_place_of_an_answer_keep_what_it_cost() -> None:
    quotes = Answer("q", "done", text="“Tides.” [1]", notice="3 papers left out.")
    growing = Answer("q", "writing", text="So", quotes=quotes, notice="It broke off.", model_calls=2, prompt_tokens=30)
    answer = growing.with_quotes_instead()
    assert (answer.stage, answer.text, answer.model) == ("done", "“Tides.” [1]", None)
    assert (answer.model_calls, answer.prompt_tokens) == (2, 30)
    assert answer.notice == "3 papers left out. It broke off."
