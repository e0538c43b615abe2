"""What a stopped answer leaves behind at a real server."""

from collections.abc import Generator

from app.answer import Answer
from app.engine import Engine
from app.request import Question
from tests.model.conftest import Connect, Serve
from tests.model.running import LlamaServer

QUESTION = Question("What is QuellTune?")


def last(engine: Engine) -> Answer:
    return engine.finished(QUESTION)


def asked(engine: Engine) -> Generator[Answer, None, None]:
    """Return an answer whose sources are shown and whose call is on its way."""
    answering = engine.answer(QUESTION)
    for snapshot in answering:
        if snapshot.sources:
            return answering
    raise AssertionError("no sources")


def begun(engine: Engine) -> Generator[Answer, None, None]:
    """Return an answer in the middle of the model's first words."""
    answering = asked(engine)
    for snapshot in answering:
        if snapshot.model and snapshot.text:
            return answering
    raise AssertionError("the model wrote nothing")


def test_stopping_while_the_model_writes_frees_the_slot(server: LlamaServer, connect: Connect) -> None:
    written = server.usage.written
    begun(connect(server, max_tokens=2000)).close()
    # llama.cpp looks at its connections once a second.
    server.wait_until(slots_busy=0, seconds=10)
    assert last(connect(server, max_tokens=5)).model_calls == 1
    assert server.usage.written - written < 500


def test_stopping_while_the_prompt_is_read_frees_the_slot(serve: Serve, connect: Connect) -> None:
    # A server of its own: nothing of the prompt is in its cache yet.
    server = serve(batch=32)
    answering = asked(connect(server))
    server.wait_until(slots_busy=1, seconds=30)
    answering.close()
    # This server reads a prompt to its end before it looks at its connections, however they are closed.
    server.wait_until(slots_busy=0, seconds=30)
    assert server.usage.written < 5


def test_after_stopping_the_next_question_is_answered_by_the_only_slot(server: LlamaServer, connect: Connect) -> None:
    written = server.usage.written
    begun(connect(server, max_tokens=2000)).close()
    # Had the first one gone on, 2,000 tokens would stand before this answer.
    assert last(connect(server, max_tokens=5)).model_calls == 1
    assert server.usage.written - written < 500
