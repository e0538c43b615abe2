"""A question to chosen papers searches among these alone; an empty library says how to fill it."""

from collections.abc import Callable

from app.engine import Engine
from app.request import Question
from index.collection import Stores
from tests.conftest import paper

REEFS = paper("Reefs at Night", "Sand covers the reef at night.")
DUNES = paper("Dunes by Day", "Sand moves by day.")


def test_only_the_chosen_papers_are_searched(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(REEFS, DUNES)
    engine = Engine(stores)
    answer = engine.finished(Question("Where does sand move?", within=(REEFS.id,)))
    assert [source.paper.title for source in answer.sources] == ["Reefs at Night"]
    free = engine.finished(Question("Where does sand move?", within=(REEFS.id,), dropped=("condition:id",)))
    assert len(free.sources) == 2


def test_an_empty_library_refuses_nothing(stores: Stores) -> None:
    answer = Engine(stores).finished(Question("Where does sand move?"))
    assert (answer.refused, "Your library has no papers yet." in answer.text) == (False, True)
