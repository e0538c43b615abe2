"""What the page counts, over real stores and a scripted model."""

import re
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from app.answer import Answer
from app.connect.choice import Form
from app.connect.current_model import CurrentModel
from app.engine import Engine
from app.operations.page_metrics import PageMetrics
from app.page_backend import PageBackend
from app.request import Question
from app.settings import Settings
from index.collection import Stores
from tests.app.cli.command import PAGE
from tests.app.engine.answered import FEMTO, RAR
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

QUESTION = "What is FemtoDet?"


def counted(text: str) -> dict[str, float]:
    """Read the text as Prometheus does: a name with its label, and a number."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.fixture
def backend(stores: Stores, add_papers: Callable[..., object]) -> PageBackend:
    add_papers(RAR, FEMTO)
    return PageBackend(stores, CurrentModel(Settings(Path.cwd() / "home")), lambda: Engine(stores))


def test_answers_are_counted_by_outcome_with_the_time_to_their_papers(backend: PageBackend) -> None:
    list(backend.answer(Question(QUESTION), "ann"))
    list(backend.answer(Question("How do I bake a sourdough bread?"), "ann"))
    now = counted(backend.metrics())
    assert now["paperchat_questions_total"] == 2
    assert now['paperchat_answers_total{outcome="quoted"}'] == 1
    assert now['paperchat_answers_total{outcome="refused"}'] == 1
    assert now["paperchat_seconds_to_papers_count"] >= 1
    assert now['paperchat_seconds_to_papers_bucket{le="+Inf"}'] == now["paperchat_seconds_to_papers_count"]
    assert now["paperchat_model_calls_total"] == now["paperchat_seconds_to_first_token_count"] == 0
    assert now["paperchat_papers"] == 2
    assert now["paperchat_passages"] >= 2


def test_calls_of_the_model_and_their_failures_are_counted(backend: PageBackend, endpoint: ScriptedEndpoint) -> None:
    endpoint.says(Say("FemtoDet is a detector with only 68.77k parameters [1]."))
    backend.model.save(Form(base_url=endpoint.url, model="tiny-model"))
    list(backend.answer(Question(QUESTION), "ann"))
    now = counted(backend.metrics())
    assert now['paperchat_answers_total{outcome="written"}'] == 1
    assert (now["paperchat_model_calls_total"], now["paperchat_model_failures_total"]) == (1, 0)
    assert now["paperchat_seconds_to_first_token_count"] == 1
    endpoint.says(Fail(500))
    list(backend.answer(Question(QUESTION), "ann"))
    now = counted(backend.metrics())
    assert now['paperchat_answers_total{outcome="quoted"}'] == 1
    assert now["paperchat_model_failures_total"] == 1


def test_an_answer_that_is_stopped_is_counted_and_stops_the_engine(backend: PageBackend) -> None:
    snapshots = backend.answer(Question(QUESTION), "ann")
    next(snapshots)
    snapshots.close()
    assert counted(backend.metrics())['paperchat_answers_total{outcome="stopped"}'] == 1


def failing() -> Generator[Answer, None, None]:
    yield Answer(QUESTION, "searching")
    raise RuntimeError


def test_an_answer_that_fails_is_counted() -> None:
    metrics = PageMetrics()
    with pytest.raises(RuntimeError):
        list(metrics.answering(failing(), lambda: False))
    assert counted(metrics.text(0, 0))['paperchat_answers_total{outcome="failed"}'] == 1


def test_new_papers_are_counted_once(backend: PageBackend) -> None:
    for _ in range(2):
        for _ in backend.add(list(backend.inputs([], PAGE))):
            pass
    assert counted(backend.metrics())["paperchat_papers_added_total"] > 0
    again = counted(backend.metrics())["paperchat_papers_added_total"]
    for _ in backend.add(list(backend.inputs([], PAGE))):
        pass
    assert counted(backend.metrics())["paperchat_papers_added_total"] == again


def test_nothing_that_was_typed_or_read_is_in_the_metrics(backend: PageBackend) -> None:
    list(backend.answer(Question(QUESTION), "ann"))
    text = backend.metrics()
    assert not re.search("femto|rar", text, re.IGNORECASE)
    assert re.fullmatch(r"(?:(?:# (?:HELP|TYPE) )?paperchat_[^\n]+\n)+", text)
