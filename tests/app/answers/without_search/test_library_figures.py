"""Figures of the whole library are answered without a search; other questions are left alone."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.answers.without_search.library_figures import Average, Counted, requested_figure
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from tests.conftest import opened, paper

SHORT = paper("Wrens of the North Sea", "Wrens sing.", date=date(2024, 3, 5), author_count=2, sources=("one.txt",))
LONG = paper("Terns", "Terns come back to the nests they know.", date=date(2024, 7, 1), author_count=5)
OLD = paper("Skuas", "Skuas steal what terns catch.", date=date(2021, 1, 1))
UNDATED = paper("Gulls", "Gulls sit on posts.")


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    for stores in opened(tmp_path_factory.mktemp("birds"), SHORT, LONG, OLD, UNDATED):
        change_marks(stores.library, [SHORT.id, LONG.id], MarkChange(add_tags=("sea",)))
        change_marks(stores.library, [LONG.id], MarkChange(add_tags=("to read",)))
        yield stores


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("what is the longest abstract?", "The longest abstract has 8 words: “Terns” [1]."),
        ("which abstract is shortest", "The shortest abstract has 2 words: “Wrens of the North Sea” [1]."),
        ("longest paper title", "The longest title has 5 words: “Wrens of the North Sea” [1]."),
        ("Which paper has the longest title?", "The longest title has 5 words: “Wrens of the North Sea” [1]."),
        ("which one of them has the wordiest title", "The longest title has 5 words: “Wrens of the North Sea” [1]."),
        ("which tags do i use", "Papers by your tags:\n\n- sea: 2\n- to read: 1"),
        ("papers per tag", "Papers by your tags:\n\n- sea: 2\n- to read: 1"),
        ("average number of authors", "2 papers have 3.5 authors on average; half of them have at most 3.5."),
        ("how many papers per year", "Papers by year:\n\n- 2021: 1\n- 2024: 2\n- not known: 1"),
        ("average number of upvotes", "None of the pages you saved gives this."),
    ],
)
def test_a_figure_is_answered(birds: Stores, question: str, text: str) -> None:
    assert Engine(birds).finished(Question(question)).text == text


@pytest.mark.parametrize(
    ("question", "mean"),
    [
        ("mean number of words per abstract", "words"),
        ("how long is an abstract on average?", "words"),
        ("what's the average title length", "title words"),
        ("average number of comments per paper", "comments"),
    ],
)
def test_what_is_averaged(question: str, mean: Counted) -> None:
    assert requested_figure(question) == Average(mean)


@pytest.mark.parametrize(
    "question",
    [
        *(
            "what is the longest path in a graph",
            "average treatment effect",
            "how many papers use radar per year of data",
        ),
        *(
            "papers by year of birth",
            "shortest path",
            "what is the average accuracy?",
            "average number of authors who agree",
        ),
    ],
)
def test_other_questions_want_no_figure_of_the_library(question: str) -> None:
    assert requested_figure(question) is None
