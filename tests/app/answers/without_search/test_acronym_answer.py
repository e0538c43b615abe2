"""What an acronym stands for is answered from the papers that spell it out."""

from collections.abc import Callable

import pytest

from app.engine import Engine
from app.request import Question
from index.collection import Stores
from tests.conftest import paper

GULLS = paper("Gulls", "We cut the time to first gull (TTFG) in half.")
TERNS = paper("Terns", "TTFG is high where terns are.")


@pytest.mark.parametrize(
    "question",
    [
        "what does TTFG stand for",
        "What does the abbreviation TTFG mean?",
        "what is the acronym “TTFG”?",
        "what does ttfg stand for?",
    ],
)
def test_the_long_form_is_the_answer(stores: Stores, add_papers: Callable[..., object], question: str) -> None:
    add_papers(TERNS, GULLS)
    answer = Engine(stores).finished(Question(question))
    assert answer.text.casefold() == "ttfg stands for “time to first gull” [1]."
    assert [source.paper.title for source in answer.cited] == ["Gulls"]


@pytest.mark.parametrize("question", ["what does TERN stand for", "what does Engel stand for?", "What is TTFG?"])
def test_other_questions_are_left_to_the_search(
    stores: Stores, add_papers: Callable[..., object], question: str
) -> None:
    add_papers(TERNS, GULLS)
    assert "stands for" not in Engine(stores).finished(Question(question)).text
