"""New papers by what was starred: the nearest first, what was set aside pushes others back."""

from collections.abc import Callable

import pytest

from index.browsing.my_ranking import my_ranking
from index.browsing.table_page import page_of
from index.browsing.table_selection import Selection
from index.collection import Stores
from index.questions.query import Condition
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from tests.conftest import paper

GULLS = paper("Gulls dive", "gulls dive for fish near boats at sea")
TERNS = paper("Terns dive", "terns dive for fish near boats at sea")
MOSS = paper("Moss grows", "moss grows slowly on old stone walls")
FERNS = paper("Ferns grow", "ferns grow slowly on old stone walls")
LAMPS = paper("Lamps", "bulbs glow")


@pytest.fixture
def filled(stores: Stores, add_papers: Callable[..., object]) -> Stores:
    add_papers(GULLS, TERNS, MOSS, FERNS, LAMPS)
    return stores


def titles(stores: Stores, **selection: object) -> list[str]:
    page = page_of(stores, Selection(sort="mine", **selection), 0, 50)  # type: ignore[arg-type]
    assert page.total == len(page.rows)
    return [row.paper.title for row in page.rows]


def test_without_stars_there_is_no_ranking_and_the_table_is_whole(filled: Stores) -> None:
    assert my_ranking(filled) == []
    assert len(titles(filled)) == 5


def test_the_nearest_to_a_star_come_first_and_marked_papers_last(filled: Stores) -> None:
    change_marks(filled.library, [GULLS.id], MarkChange(starred=True))
    assert my_ranking(filled)[0] == TERNS.id
    assert GULLS.id not in my_ranking(filled)
    assert (titles(filled)[0], titles(filled)[-1], len(titles(filled))) == ("Terns dive", "Gulls dive", 5)


def test_pages_go_on_from_the_ranked_papers_to_the_others(filled: Stores) -> None:
    change_marks(filled.library, [GULLS.id], MarkChange(starred=True))
    for ascending in (False, True):
        pages = [page_of(filled, Selection(sort="mine", ascending=ascending), start, 2) for start in (0, 2, 4)]
        assert [row.paper.title for page in pages for row in page.rows] == titles(filled, ascending=ascending)
        assert {page.total for page in pages} == {5}


def test_what_was_read_and_not_starred_pushes_the_like_of_it_back(filled: Stores) -> None:
    change_marks(filled.library, [LAMPS.id], MarkChange(starred=True))
    before = my_ranking(filled)
    change_marks(filled.library, [MOSS.id], MarkChange(read=True))
    after = my_ranking(filled)
    assert MOSS.id not in after
    assert after[-1] == FERNS.id
    assert before != after


def test_filters_and_the_other_direction_apply(filled: Stores) -> None:
    change_marks(filled.library, [GULLS.id], MarkChange(starred=True))
    unread = (Condition("starred", names=("no",)),)
    assert titles(filled, conditions=unread)[0] == "Terns dive"
    assert "Gulls dive" not in titles(filled, conditions=unread)
    assert titles(filled, ascending=True)[:4][-1] == "Terns dive"
    assert titles(filled, words="moss") == ["Moss grows"]
