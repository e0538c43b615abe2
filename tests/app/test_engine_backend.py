from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.engine import Engine
from app.engine_backend import PageBackend
from app.llm.endpoint import Endpoint
from app.request import Question
from index.collection import Stores
from index.questions.query import Chip
from tests.app.test_cli import PAGE
from tests.app.test_engine import FEMTO, RAR


def test_it_describes_the_collection(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    backend = PageBackend(Engine(stores))
    collection = backend.collection()
    assert (collection.papers, collection.sources, collection.model) == (2, (("page.txt", 2),), None)
    assert "What is FemtoDet?" in backend.example_questions()


def test_the_model_is_named_without_a_call(stores: Stores) -> None:
    named = Endpoint("http://127.0.0.1:9/v1", "llama3.2", None)
    assert PageBackend(Engine(stores, named)).collection().model == "llama3.2"
    nameless = Endpoint("http://127.0.0.1:9/v1", None, None)
    assert PageBackend(Engine(stores, nameless)).collection().model == "http://127.0.0.1:9/v1"


def test_files_are_added_and_can_be_asked_about(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    backend = PageBackend(Engine(stores))
    *_, last = backend.add_files([path])
    assert (last.files[0].counts.added, last.done, last.total) == (2, 2, 2)
    *_, answer = backend.answer(Question("What is FemtoDet?"))
    assert answer.cited


def test_a_dropped_chip_does_not_filter(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    backend = PageBackend(Engine(stores))
    *_, narrowed = backend.answer(Question('What of "point clouds"?'))
    assert narrowed.chips == (Chip("phrase", "point clouds"),)
    *_, wide = backend.answer(Question('What of "point clouds"?', dropped=tuple(chip.key for chip in narrowed.chips)))
    assert (wide.chips, wide.dropped) == ((), narrowed.chips)


def test_the_map_and_its_papers(stores: Stores, add_papers: Callable[..., object]) -> None:
    backend = PageBackend(Engine(stores))
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
    backend = PageBackend(Engine(stores))
    titles = {"What is FemtoDet?": FEMTO.title, "What is RAR?": RAR.title}
    questions = list(titles) * 4
    with ThreadPoolExecutor(len(questions)) as people:
        answers = list(people.map(lambda question: list(backend.answer(Question(question)))[-1], questions))
    assert [answer.cited[0].paper.title for answer in answers] == [titles[question] for question in questions]
