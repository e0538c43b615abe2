"""`More` goes on with a list: the papers on its topic, then those less close; where they end, that is said."""

from collections.abc import Iterator

import pytest

from app.answer import Answer, Turn
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.questions.query import Query
from index.retrieval.search import search
from tests.conftest import opened, paper

TIDES = [paper(f"Tides {number}", f"Tides rise in bay {number}.") for number in range(4)]
NEAR = paper("Rising Water", "Water rises in every bay of the north.")
FAR = paper("Wrens", "Wrens sing in hedges.")


@pytest.fixture(scope="module")
def bay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("bay"), *TIDES, NEAR, FAR)


def listed(stores: Stores, after: int, limit: int = 50) -> set[str]:
    found = search(stores, Query("tides rise in bay", intent="list", after=after), limit)
    return {hit.paper.id for hit in found.hits}


def test_the_papers_on_the_topic_come_before_the_others(bay: Stores) -> None:
    first = listed(bay, 0, limit=3)
    rest = listed(bay, 3, limit=3)
    assert not first & rest
    assert first | rest >= {one.id for one in TIDES}


def test_those_less_close_follow_and_those_far_off_do_not(bay: Stores) -> None:
    on_topic = listed(bay, 0)
    others = listed(bay, len(on_topic))
    assert not on_topic & others
    assert FAR.id not in others


def test_a_list_of_all_papers_continues(bay: Stores) -> None:
    found = search(bay, Query("", intent="list", after=4), 50)
    assert len(found.hits) == 2
    engine = Engine(bay)
    turn = Turn("list all papers", "Four.", tuple(one.id for one in TIDES), cited=4)
    answer = engine.finished(Question("more", history=(turn,)))
    assert answer.text.startswith("Papers 5 to 6 of 6.")


def test_the_end_of_the_list_is_reported(bay: Stores) -> None:
    turn = Turn("list all papers", "Six.", tuple(one.id for one in (*TIDES, NEAR, FAR)), cited=6)
    answer: Answer = Engine(bay).finished(Question("show more", history=(turn,)))
    assert answer.text == "That is all: no other paper comes close."
    assert answer.refused
