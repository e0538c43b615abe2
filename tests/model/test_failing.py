"""What happens when a prompt does not fit, or the server dies."""

from collections.abc import Generator

from app.answer import Answer
from app.engine import Engine
from app.request import Question
from tests.model.conftest import Connect, Serve
from tests.model.running import LlamaServer

QUESTION = Question("What is QuellTune?")


def last(engine: Engine) -> Answer:
    return engine.finished(QUESTION)


def begun(engine: Engine) -> Generator[Answer, None, None]:
    """Return an answer in the middle of the model's first words."""
    answering = engine.answer(QUESTION)
    for snapshot in answering:
        if snapshot.model and snapshot.text:
            return answering
    raise AssertionError("the model wrote nothing")


def test_a_prompt_fits_a_window_of_1024_tokens(serve: Serve, connect: Connect) -> None:
    server = serve(context=1024)
    answer = last(connect(server, context_window=1024, max_tokens=400))
    assert answer.model or answer.unbacked
    assert "context window" in answer.notice
    spent = server.usage
    assert spent.read + spent.written < 1024


def test_a_prompt_longer_than_the_window_is_sent_again_with_fewer_papers(serve: Serve, connect: Connect) -> None:
    engine = connect(serve(context=512), context_window=8192, max_tokens=20)
    answer = last(engine)
    assert answer.model or answer.unbacked
    assert answer.model_calls == 2
    assert "did not fit into the model's context window" in answer.notice
    # The window that the server named is remembered.
    assert last(engine).model_calls == 1


def test_a_server_that_dies_in_mid_answer_can_be_started_again(serve: Serve, connect: Connect) -> None:
    server = serve()
    engine = connect(server, max_tokens=500)
    answering = begun(engine)
    before = next(answering)
    server.kill()
    *_, answer = answering
    assert answer.stage == "done"
    # What it wrote is kept, below the quotes if nothing of it is backed yet.
    assert (answer.unbacked or answer.text).startswith(before.text)
    assert "broke off in the middle of the answer" in answer.notice

    answer = last(engine)
    assert "connection refused" in answer.notice
    assert answer.cited[0].paper.title.startswith("QuellTune")

    server.start()
    assert last(connect(server, max_tokens=10)).model_calls == 1


def test_an_answer_cut_at_its_length_names_the_setting(server: LlamaServer, connect: Connect) -> None:
    assert "PAPERCHAT_MAX_TOKENS" in last(connect(server, max_tokens=5)).notice
