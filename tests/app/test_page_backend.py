import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.connect.choice import Form
from app.connect.current_model import CurrentModel
from app.connect.endpoints import model_reranker
from app.engine import Engine
from app.page_backend import PageBackend
from app.request import Question
from app.settings import Settings
from index import ingest
from index.collection import Stores
from index.errors import PaperchatError
from index.questions.query import Chip, Condition
from tests.app.cli.command import PAGE
from tests.app.engine.answered import FEMTO, RAR
from tests.scripted_endpoint import Say, ScriptedEndpoint

ANN, BEN = "a" * 64, "b" * 64


def backend_of(stores: Stores) -> PageBackend:
    return PageBackend(stores, CurrentModel(Settings(Path.cwd() / "home")), lambda: Engine(stores))


def test_it_describes_the_collection(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    backend = backend_of(stores)
    collection = backend.collection()
    assert (collection.papers, collection.sources) == (2, (("page.txt", 2),))
    assert "What is FemtoDet?" in backend.example_questions()


class Gone:
    """A store that is not there any more, whatever it is asked."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        def fail(*_: object, **__: object) -> object:
            raise PaperchatError("It is gone.", "Look for it.")

        return fail


@pytest.mark.parametrize("store", ["library", "words", "vectors"])
def test_it_is_ready_while_every_store_can_be_searched(
    stores: Stores, add_papers: Callable[..., object], store: str
) -> None:
    add_papers(RAR, FEMTO)
    assert backend_of(stores).is_ready()
    without: dict[str, Any] = {store: Gone()}
    assert not backend_of(replace(stores, **without)).is_ready()


@pytest.mark.slow
def test_what_is_damaged_is_made_again_when_the_page_starts(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    file = stores.lock.with_name("windows.db")
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    assert stores.windows.fault()
    backend_of(stores).warm_up()
    for _ in range(600):
        if not (stores.windows.fault() or ingest.is_behind(stores)):
            return
        time.sleep(0.1)
    pytest.fail("it stays damaged")


@pytest.mark.slow
@pytest.mark.parametrize("papers", [(), (RAR, FEMTO)], ids=["no papers", "no map"])
def test_what_is_only_new_starts_without_a_warning(
    stores: Stores, add_papers: Callable[..., object], caplog: pytest.LogCaptureFixture, papers: tuple[Any, ...]
) -> None:
    if papers:
        add_papers(*papers)
        stores.lock.with_name("map.json").unlink(missing_ok=True)
        assert ingest.is_behind(stores)
    backend_of(stores).warm_up()
    for _ in range(600):
        if not ingest.is_behind(stores):
            break
        time.sleep(0.1)
    assert caplog.messages == []


def test_a_change_of_the_model_takes_effect_with_the_next_question(
    stores: Stores, add_papers: Callable[..., object], endpoint: ScriptedEndpoint
) -> None:
    add_papers(RAR, FEMTO)
    backend = backend_of(stores)
    *_, quoted = backend.answer(Question("What is FemtoDet?"), ANN)
    endpoint.says(Say("FemtoDet is a detector with only 68.77k parameters [1]."))
    backend.model.save(Form(base_url=endpoint.url, model="tiny-model"))
    *_, written = backend.answer(Question("What is FemtoDet?"), ANN)
    backend.model.disconnect()
    *_, again = backend.answer(Question("What is FemtoDet?"), ANN)
    assert [answer.model for answer in (quoted, written, again)] == [None, "tiny-model", None]


def test_a_model_that_was_dropped_reranks_no_more(
    stores: Stores, add_papers: Callable[..., object], endpoint: ScriptedEndpoint
) -> None:
    add_papers(RAR, FEMTO)
    settings = Settings(Path.cwd() / "home", base_url=endpoint.url, model="tiny-model", rerank="model")
    backend = PageBackend(stores, CurrentModel(settings), lambda: Engine(stores, reranker=model_reranker(settings)))
    backend.model.disconnect()
    list(backend.answer(Question("What is FemtoDet?"), ANN))
    assert endpoint.requests == []


def test_files_are_added_and_can_be_asked_about(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    backend = backend_of(stores)
    *_, last = backend.add(tuple(backend.inputs([path])))
    assert (last.files[0].counts.added, last.done, last.total) == (2, 2, 2)
    *_, answer = backend.answer(Question("What is FemtoDet?"), ANN)
    assert answer.cited


def test_a_dropped_chip_does_not_filter(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    backend = backend_of(stores)
    *_, narrowed = backend.answer(Question('What of "point clouds"?'), ANN)
    assert narrowed.chips == (Chip("phrase", "point clouds"),)
    *_, wide = backend.answer(
        Question('What of "point clouds"?', dropped=tuple(chip.key for chip in narrowed.chips)), ANN
    )
    assert (wide.chips, wide.dropped) == ((), narrowed.chips)


def test_the_map_and_its_papers(stores: Stores, add_papers: Callable[..., object]) -> None:
    backend = backend_of(stores)
    assert backend.map() is None
    assert backend.paper(RAR.id) is None
    add_papers(RAR, FEMTO)
    drawn = backend.map()
    assert drawn
    assert set(drawn.ids) == {RAR.id, FEMTO.id}
    found = backend.paper(RAR.id)
    assert found
    assert found.title == RAR.title


def test_people_ask_at_the_same_time(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    backend = backend_of(stores)
    titles = {"What is FemtoDet?": FEMTO.title, "What is RAR?": RAR.title}
    questions = list(titles) * 4
    with ThreadPoolExecutor(len(questions)) as people:
        answers = list(people.map(lambda question: list(backend.answer(Question(question), ANN))[-1], questions))
    assert [answer.cited[0].paper.title for answer in answers] == [titles[question] for question in questions]


def test_new_since_the_last_visit_depends_on_who_asks(
    stores: Stores, add_papers: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    backend = backend_of(stores)
    with monkeypatch.context() as patched:
        patched.setattr(backend.chats.visits, "clock", lambda: yesterday)
        list(backend.answer(Question("What is FemtoDet?"), ANN))
    add_papers(RAR, FEMTO)
    list(backend.answer(Question("What is FemtoDet?"), BEN))
    question = Question("What is new since my last visit?")
    of_ann, of_ben = (list(backend.answer(question, visitor))[-1].chips for visitor in (ANN, BEN))
    since = Chip("condition", Condition("added", least=yesterday))
    assert (since in of_ann, any(chip.kind == "condition" for chip in of_ben)) == (True, False)


# Starts a program.
@pytest.mark.slow
def test_the_page_is_up_before_what_answers_need_is_loaded() -> None:
    code = (
        "import sys, app.page_backend, app.ui.page;"
        " print({'app.engine', 'index.questions.parser', 'index.retrieval.search'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "set()\n"


# Starts a program.
@pytest.mark.slow
def test_the_first_question_loads_nothing_for_other_languages() -> None:
    code = (
        "import sys; from app.page_backend import WARM_UP; from index.text.language import language_of;"
        " print(language_of(WARM_UP), 'py3langid' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "None False\n"
