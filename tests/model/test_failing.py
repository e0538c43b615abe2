"""What happens when an answer is stopped, does not fit, or loses its server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answer import Answer
from app.engine import Engine
from app.request import Question
from tests.model.conftest import Connect
from tests.model.running import LlamaServer

pytestmark = pytest.mark.model

QUESTION = Question("What is QuellTune?")


@pytest.fixture
def small_window(gguf: Path, server_log: Path) -> Iterator[LlamaServer]:
    """A server whose model reads and writes no more than 1,024 tokens at once."""
    with LlamaServer(gguf, context=1024, log=server_log) as running:
        yield running


@pytest.fixture
def mortal(gguf: Path, server_log: Path) -> Iterator[LlamaServer]:
    """A server of the test's own, to be killed."""
    with LlamaServer(gguf, log=server_log) as running:
        yield running


def last(engine: Engine) -> Answer:
    *_, answer = engine.answer(QUESTION)
    return answer


def until_the_model_writes(engine: Engine) -> Iterator[Answer]:
    """Begin to answer, and return what is left of it after the model's first words."""
    answering = engine.answer(QUESTION)
    for snapshot in answering:
        if snapshot.model and snapshot.text:
            return answering
    raise AssertionError(f"the model wrote nothing: {snapshot.notice}")


def test_a_stopped_answer_frees_the_slot_for_the_next(server: LlamaServer, connect: Connect) -> None:
    written = server.usage.written
    until_the_model_writes(connect(server, max_tokens=2000)).close()  # type: ignore[attr-defined]  # a generator
    # llama.cpp looks at its connections once a second.
    server.wait_until(slots_busy=0, seconds=10)
    answer = last(connect(server, max_tokens=5))
    assert answer.stage == "done"
    assert answer.model_calls == 1
    assert server.usage.written - written < 2000


def test_a_prompt_is_cut_to_a_window_of_1024_tokens(small_window: LlamaServer, connect: Connect) -> None:
    answer = last(connect(small_window, context_window=1024, max_tokens=300))
    assert answer.model
    assert "did not fit the model's context window" in answer.notice
    spent = small_window.usage
    assert spent.read + spent.written <= 1024


def test_a_window_smaller_than_told_is_a_notice_and_quotes(small_window: LlamaServer, connect: Connect) -> None:
    # TODO
    answer = last(connect(small_window, context_window=8192))


def test_a_server_that_dies_in_mid_answer_is_a_notice(mortal: LlamaServer, connect: Connect) -> None:
    engine = connect(mortal, max_tokens=500)
    answering = until_the_model_writes(engine)
    mortal.kill()
    *_, answer = answering
    assert answer.stage == "done"
    assert answer.text
    assert "broke off in the middle of the answer" in answer.notice

    answer = last(engine)
    assert "connection refused" in answer.notice
    assert answer.cited[0].paper.title.startswith("QuellTune")

    mortal.start()
    answer = last(connect(mortal, max_tokens=10))
    assert answer.model
