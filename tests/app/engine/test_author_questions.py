"""Papers by an author: of those whom the papers name, and of somebody else."""

from collections.abc import Callable

import pytest

from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper

TIDES = Paper("Tides", "They turn with the moon.", authors=("Ada Müller", "Wei Dune"), sources=("a.txt",))
GULLS = Paper("Gulls", "They count the tides.", authors=("Wei Dune",), sources=("a.txt",))
SAND = Paper("Sand", "It drifts.", sources=("a.txt",))


@pytest.fixture
def engine(stores: Stores, add_papers: Callable[..., object]) -> Engine:
    add_papers(TIDES, GULLS, SAND)
    return Engine(stores)


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("papers by Ada Muller", [TIDES.id]),
        ("papers by A. Müller", [TIDES.id]),
        ("Which papers are by dune?", [GULLS.id, TIDES.id]),
    ],
)
def test_papers_by_an_author_are_listed(engine: Engine, question: str, papers: list[str]) -> None:
    answer = engine.finished(Question(question))
    assert sorted(item.paper.id for item in answer.items) == sorted(papers)
    assert [chip.key for chip in answer.chips] == ["condition:author"]
    assert "1 paper is left out because its sources do not give the author names." in answer.notice


def test_an_author_of_no_paper_is_reported(engine: Engine) -> None:
    answer = engine.finished(Question("papers by Ola Gull"))
    assert (answer.text, answer.refused) == ("No paper in your collection names “Ola Gull” as an author.", True)


def test_the_rest_of_the_question_is_answered_all_the_same(engine: Engine) -> None:
    answer = engine.finished(Question("papers by Ola Gull on tides"))
    assert {item.paper.id for item in answer.items} >= {TIDES.id}
    assert answer.notice == "No paper in your collection names “Ola Gull” as an author."
