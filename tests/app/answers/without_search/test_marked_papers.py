from collections.abc import Callable

import pytest

from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.stores.by_hand.paper_marks import MarkChange, change_marks

TIDES = Paper("Tides: A Model", "They turn with the moon.", sources=("a.txt",))
DUNES = Paper("Dunes", "They move with the wind.", sources=("a.txt",))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Have I read Tides?", "You have marked “Tides: A Model” as read [1]."),
        ("Have I read the Tides paper?", "You have marked “Tides: A Model” as read [1]."),
        ("Have I read the paper on the moon?", "You have marked “Tides: A Model” as read [1]."),
        ("Have I read the paper called Dunes?", "You have not marked “Dunes” as read [1]."),
        ("Have I already read Dunes?", "You have not marked “Dunes” as read [1]."),
        ("have I starred Dunes", "You have starred “Dunes” [1]."),
        ('Have I starred "Tides: A Model"?', "You have not starred “Tides: A Model” [1]."),
        ("Did I write a note on Dunes?", "You have written a note on “Dunes” [1]."),
        ("Have I written a note on Tides?", "You have written no note on “Tides: A Model” [1]."),
    ],
)
def test_whether_a_paper_is_marked(question: str, text: str, stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    change_marks(stores.library, [TIDES.id], MarkChange(read=True))
    change_marks(stores.library, [DUNES.id], MarkChange(starred=True, note="sand"))
    answer = Engine(stores).finished(Question(question))
    assert (answer.text, answer.refused) == (text, False)


def test_which_papers_are_marked_is_a_list(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TIDES, DUNES)
    change_marks(stores.library, [TIDES.id], MarkChange(read=True))
    answer = Engine(stores).finished(Question("Have I read any papers?"))
    assert [item.paper.id for item in answer.items] == [TIDES.id]
    assert Engine(stores).finished(Question("Did I read a paper on sand?")).chips == answer.chips
