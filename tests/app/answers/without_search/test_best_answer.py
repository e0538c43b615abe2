"""Which paper, or which side of a comparison, is the best: what the papers say and count, without a verdict."""

from collections.abc import Callable

import pytest

from app.answer import Answer, Turn
from app.answers.without_search.best_answer import best_answer
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Condition, Query

SONAR = Paper(
    "Sonar: Finding Fish by Sound",
    "Fish are hard to count. We propose sonar. Sonar finds 90% of the fish. Against radar, errors fall by 20%.",
    upvotes=3,
    comments=5,
    sources=("a.txt",),
)
RADAR = Paper(
    "Radar for Birds",
    "Birds fly at night. We propose radar. It finds 70% of the birds.",
    upvotes=9,
    sources=("a.txt",),
)
DUNES = Paper("Dunes", "They move with the wind. We measure that they move 3 metres.", sources=("a.txt",))
ASKED = Answer("which one wins?", "searching")


def best(stores: Stores, query: Query) -> Answer:
    return best_answer(stores, ASKED, query)


def test_without_a_topic_the_papers_with_the_highest_counts_are_named(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(SONAR, RADAR, DUNES)
    answer = Engine(stores).finished(Question("Which paper is the best?"))
    assert "- Most upvoted: Radar for Birds (9 upvotes)" in answer.text
    assert "- Most discussed: Sonar: Finding Fish by Sound (5 comments)" in answer.text
    assert {source.paper.id for source in answer.cited} >= {SONAR.id, RADAR.id}
    assert (answer.stage, answer.refused) == ("done", False)


def test_where_nothing_is_counted_it_says_so(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(DUNES, Paper("Tides", "They turn. We measure 4 metres.", sources=("a.txt",)))
    assert best(stores, Query("", intent="best")).text.endswith("to rank these papers by.")


def test_after_a_comparison_it_quotes_the_sentences_about_both(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(SONAR, RADAR)
    history = [Turn("compare sonar and radar", "Both [1][2].", (SONAR.id, RADAR.id), cited=2)]
    answer = Engine(stores).finished(Question("which one wins?", tuple(history)))
    assert "Sentences about both:" in answer.text
    assert "“Against radar, errors fall by 20%.” [1]" in answer.text
    quote = next(check for check in answer.checks if "20%" in answer.text[check.start : check.end])
    assert quote.verdict == "quoted"


def test_sides_that_no_sentence_compares_are_shown_with_their_results(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(RADAR, DUNES)
    among = (Condition("id", names=(RADAR.id, DUNES.id)),)
    text = best(stores, Query("", among, intent="best", sides=("radar", "dunes"))).text
    assert "No sentence in your collection is about both." in text
    assert "70% of the birds" in text


@pytest.mark.parametrize("question", ["what is the best method for counting fish?", "which sensor finds most fish?"])
def test_the_best_method_is_a_question_to_the_papers(
    stores: Stores, add_papers: Callable[..., object], question: str
) -> None:
    add_papers(SONAR, RADAR)
    assert Engine(stores).parse(question).intent == "find"


def test_of_a_topic_without_papers_it_says_so(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(DUNES)
    answer = best(stores, Query("zeolites", intent="best"))
    assert answer.refused


def test_where_no_paper_meets_the_filters_it_says_so(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(DUNES)
    answer = best(stores, Query("", (Condition("code", names=("link",)),), intent="best"))
    assert (answer.text, answer.refused) == ("No paper in your collection meets the filters.", True)
