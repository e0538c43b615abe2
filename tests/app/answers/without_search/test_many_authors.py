"""Of a large collaboration some names are told, and the others when they are asked for."""

from collections.abc import Callable

import pytest

from app.answer import Turn
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from tests.conftest import paper

TIDES = paper("Harbour Tides", "We measure tides.", authors=tuple(f"Ann Tern{number}" for number in range(320)))


@pytest.fixture
def engine(stores: Stores, add_papers: Callable[..., object]) -> Engine:
    add_papers(TIDES, paper("Few Reefs", "We measure reefs.", authors=("Bo Larus", "Cy Auk")))
    return Engine(stores)


def test_some_names_of_many_are_told_and_how_to_ask_for_the_others(engine: Engine) -> None:
    *_, answer = engine.answer(Question("Who wrote Harbour Tides?"))
    assert answer.text.startswith("“Harbour Tides” is by Ann Tern0, Ann Tern1, ")
    assert "Ann Tern19 and 300 more (ask for all authors" in answer.text
    assert "Ann Tern20" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Who are all the authors of Harbour Tides?",
        "Give me the full list of authors of Harbour Tides",
        "all its authors",
    ],
)
def test_all_names_are_told_when_they_are_asked_for(engine: Engine, question: str) -> None:
    history = (Turn("Who wrote Harbour Tides?", "“Harbour Tides” is by Ann Tern0 [1].", (TIDES.id,), cited=1),)
    *_, answer = engine.answer(Question(question, history))
    assert "Ann Tern20, " in answer.text
    assert "Ann Tern318 and Ann Tern319 [1]." in answer.text
