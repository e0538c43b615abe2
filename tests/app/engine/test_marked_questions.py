"""Questions about what a person marked are answered as lists of those papers, never by searching for the words."""

from collections.abc import Callable

import pytest

from app.answer import Answer
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from tests.conftest import paper

REEFS = paper("Reefs at Night", "Which papers have I not read yet, asks a diver on the reef.")
DUNES = paper("Dunes by Day", "Sand moves by day.")
TIDES = paper("Tides Turn", "Tides turn the sand.")


@pytest.fixture
def engine(stores: Stores, add_papers: Callable[..., object]) -> Engine:
    add_papers(REEFS, DUNES, TIDES)
    change_marks(stores.library, [REEFS.id], MarkChange(read=True, starred=True, add_tags=("to cite",)))
    return Engine(stores)


def listed(answer: Answer) -> list[str]:
    return sorted(item.paper.title for item in answer.items)


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Which papers have I not read yet?", ["Dunes by Day", "Tides Turn"]),
        ("my starred papers", ["Reefs at Night"]),
        ("papers tagged to cite", ["Reefs at Night"]),
        ("papers about sand that I have not read", ["Dunes by Day", "Tides Turn"]),
    ],
)
def test_the_papers_are_listed(engine: Engine, question: str, titles: list[str]) -> None:
    answer = engine.finished(Question(question))
    assert (listed(answer), answer.refused, answer.notice) == (titles, False, "")


def test_nothing_marked_is_said_in_one_line(engine: Engine) -> None:
    answer = engine.finished(Question("papers tagged frogs"))
    assert (answer.refused, answer.text) == (
        True,
        "Nothing in your collection answers this. No paper matches: tagged frogs.",
    )


def test_a_chip_is_dropped_like_any_other(engine: Engine) -> None:
    answer = engine.finished(Question("which papers have I not read?", dropped=("condition:read",)))
    assert len(listed(answer)) == 3
