"""What is new, what is trending, and similar papers, as answers of the engine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as Date

import pytest

from app.answer import Answer, Turn
from app.engine import Engine
from app.request import Question, SimilarRequest
from index.collection import Stores
from tests.conftest import paper

# Submitted years ago, listed in one week of May.
OLD, MID, NEW = Date(2024, 5, 20), Date(2024, 5, 28), Date(2024, 5, 31)
GULLS = paper(
    "Gulls dive for fish", "Gulls dive for fish near boats.", date=Date(2020, 1, 1), listed_on=(OLD,), upvotes=9
)
TERNS = paper(
    "Terns dive for fish", "Terns dive for fish near ships.", date=Date(2021, 1, 1), listed_on=(MID,), upvotes=3
)
# It was listed before, so it is not new.
SEALS = paper("Seals hunt squid", "Seals hunt squid in the dark.", listed_on=(OLD, NEW), upvotes=7)
LAMPS = paper("Lamps: a history", "Light bulbs glow.", date=NEW, upvotes=5)


@pytest.fixture
def engine(stores: Stores, add_papers: Callable[..., object]) -> Engine:
    add_papers(GULLS, TERNS, SEALS, LAMPS)
    return Engine(stores)


def listed(answer: Answer) -> list[str]:
    return [item.paper.title for item in answer.items]


def test_new_is_what_a_listing_first_showed_then_counted_from_the_newest_day(engine: Engine) -> None:
    answer = engine.finished(Question("What is new in the last 7 days?"))
    assert listed(answer) == [LAMPS.title, TERNS.title]
    assert answer.opening == "2 papers in your collection are new since 24 May 2024, the newest first."
    assert "Your newest paper is of 31 May 2024" in answer.notice


def test_a_time_that_nobody_named_hides_no_answer(engine: Engine) -> None:
    answer = engine.finished(Question("What's new in squid?"))
    assert (listed(answer), answer.refused) == ([SEALS.title], False)
    assert "which would hide the best papers" in answer.notice
    assert listed(engine.finished(Question("What's new in fish?"))) == [TERNS.title]
    assert engine.finished(Question("What's new in squid since 25 May 2024?")).refused


def test_trending_is_the_most_upvoted_of_the_newest_week(engine: Engine) -> None:
    assert listed(engine.finished(Question("What is trending?"))) == [LAMPS.title, TERNS.title]


def test_since_the_last_visit_is_what_was_added_since(engine: Engine) -> None:
    question = Question("what is new since my last visit?")
    first = engine.finished(question)
    assert (len(listed(first)), "first known visit" in first.notice) == (4, True)
    before = replace(engine, last_visit=datetime(2024, 1, 1, tzinfo=UTC)).finished(question)
    assert (len(listed(before)), before.chips[0].key) == (4, "condition:added")
    assert "first known visit" not in before.notice
    assert replace(engine, last_visit=datetime(2124, 1, 1, tzinfo=UTC)).finished(question).refused


def test_similar_papers_are_the_nearest_others(engine: Engine) -> None:
    answer = engine.finished(Question("papers similar to gulls dive for fish"))
    assert listed(answer)[0] == TERNS.title
    assert GULLS.title not in listed(answer)
    assert answer.opening == "The 3 papers in your collection most similar to “Gulls dive for fish”."
    assert [source.number for source in answer.sources] == [1, 2, 3]


def test_more_like_these_leaves_out_those_that_were_shown(engine: Engine) -> None:
    turn = Turn("fish", "", (GULLS.id, LAMPS.id))
    assert set(listed(engine.finished(Question("more like these", (turn,))))) == {TERNS.title, SEALS.title}
    assert listed(engine.finished(Question("1 more like the first one", (turn,)))) == [TERNS.title]


def test_a_button_asks_with_ids(engine: Engine) -> None:
    answer = engine.finished(SimilarRequest((GULLS.id,), limit=1))
    assert (answer.question, listed(answer)) == ("Papers similar to “Gulls dive for fish”", [TERNS.title])


def test_what_is_no_title_is_a_topic(engine: Engine) -> None:
    answer = engine.finished(Question("papers similar to fish"))
    assert set(listed(answer)) == {GULLS.title, TERNS.title}


def test_a_filter_applies_to_similar_papers_asked_for_before(engine: Engine) -> None:
    turn = Turn("papers similar to Gulls dive for fish", "", (TERNS.id, SEALS.id, LAMPS.id))
    assert listed(engine.finished(Question("only from 2024", (turn,)))) == [LAMPS.title]
