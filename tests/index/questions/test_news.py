"""Questions for what is new or trending: which time they mean, and what else they ask."""

from datetime import UTC, datetime
from datetime import date as Date

import pytest

from index.questions.chip_words import condition_words
from index.questions.parser import parse_question
from index.questions.query import SINCE_LAST_VISIT, Condition, Names, Query

TODAY, NEWEST = Date(2026, 11, 28), Date(2026, 8, 21)


def parsed(text: str) -> Query:
    return parse_question(text, today=TODAY, names=Names(organisations=("Reef Lab",), newest=NEWEST))


@pytest.mark.parametrize(
    ("text", "topic", "condition", "order"),
    [
        ("What is new since last week?", "", Condition("appeared", Date(2026, 11, 16)), "newest"),
        ("what's new?", "", Condition("appeared", Date(2026, 8, 15)), "newest"),
        ("whats new", "", Condition("appeared", Date(2026, 8, 15)), "newest"),
        ("what was new last monday", "", Condition("appeared", Date(2026, 11, 23), Date(2026, 11, 23)), "newest"),
        ("What is new today?", "", Condition("appeared", TODAY, TODAY), "newest"),
        ("what's new in reef ecology?", "reef ecology", Condition("appeared", Date(2026, 8, 15)), "newest"),
        ("Is there anything new since my last visit?", "", SINCE_LAST_VISIT, "newest"),
        ("anything new on tides since I was last here?", "tides", SINCE_LAST_VISIT, "newest"),
        ("new papers since Monday", "", Condition("appeared", Date(2026, 11, 23)), "newest"),
        ("new papers on tides today", "tides", Condition("appeared", TODAY, TODAY), "newest"),
        ("what was added today?", "", Condition("added", TODAY, TODAY), "newest"),
        ("papers on tides added since last week", "tides", Condition("added", Date(2026, 11, 16)), "newest"),
        ("What is trending?", "", Condition("appeared", Date(2026, 8, 15)), "upvotes"),
        ("What topics are trending?", "", Condition("appeared", Date(2026, 8, 15)), "upvotes"),
        ("what are the trending topics", "", Condition("appeared", Date(2026, 8, 15)), "upvotes"),
        ("hot topics right now", "", Condition("appeared", Date(2026, 8, 15)), "upvotes"),
        ("Which themes are trending this month?", "", Condition("appeared", Date(2026, 7, 23)), "upvotes"),
        ("trending papers on tides this month", "tides", Condition("appeared", Date(2026, 7, 23)), "upvotes"),
    ],
)  # fmt: skip
def test_a_question_for_news_is_a_list_of_that_time(text: str, topic: str, condition: Condition, order: str) -> None:
    query = parsed(text)
    assert (query.intent, query.text, query.conditions, query.order) == ("list", topic, (condition,), order)


@pytest.mark.parametrize(
    "text",
    [
        "What is new about this method?",
        "What is the new loss function?",
        "How do trending topics spread?",
        "Hot topic detection in tweets",
        "papers on trend detection",
        "papers added by hand",
        "Which new methods were proposed?",
    ],
)
def test_other_questions_with_such_words_are_not_about_news(text: str) -> None:
    assert not parsed(text).asks_for_news


def test_filters_and_numbers_stand_beside_the_time() -> None:
    query = parsed("top 5 trending papers from Reef Lab")
    assert (query.limit, [condition.field for condition in query.conditions]) == (5, ["appeared", "organisation"])


def test_trending_is_counted_from_the_newest_day_and_says_so() -> None:
    assert parsed("what is trending today?").conditions == (Condition("appeared", NEWEST),)
    assert parsed("what is trending?").counted_from == NEWEST


@pytest.mark.parametrize(
    "condition",
    [Condition("appeared", Date(2026, 8, 10)), Condition("added", Date(2026, 8, 10)), SINCE_LAST_VISIT],
)
def test_a_time_in_words_is_parsed_as_the_same_time(condition: Condition) -> None:
    words = f"List papers about tides, {condition_words(condition)}, newest first"
    assert parsed(words) == Query("tides", (condition,), order="newest", intent="list")


def test_the_last_visit_is_a_moment_and_without_one_everything_is_new() -> None:
    query = parsed("what is new since my last visit?")
    moment = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert query.since(moment).conditions == (Condition("added", moment),)
    assert query.since(None).conditions == ()
