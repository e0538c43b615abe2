from dataclasses import replace
from datetime import date

import pytest

from index.questions.chip_words import all_words, chip_words, condition_words
from index.questions.query import Chip, Condition, Correction, Query

SINCE = Condition("date", least=date(2024, 3, 1))
FROM = Condition("organisation", names=("Reef Lab",))
QUERY = Query("low tide", (SINCE, FROM), ("low tide",), ("coral", "sand maps"), "newest", "list")


def test_everything_that_filters_or_reorders_is_a_chip() -> None:
    assert all_words(QUERY.chips) == (
        *("since Mar 2024", "from Reef Lab"),
        *("“low tide”", "not coral", "not sand maps", "newest first"),
    )


def test_a_plain_question_has_no_chips() -> None:
    assert Query("What turns with the tide?").chips == ()


def test_keys_are_unique_and_do_not_change_with_the_words_shown() -> None:
    assert [chip.key for chip in QUERY.chips] == [
        *("condition:date", "condition:organisation"),
        *("phrase:low tide", "exclusion:coral", "exclusion:sand maps", "order:newest"),
    ]


@pytest.mark.parametrize(
    ("key", "left"),
    [
        ("condition:date", {"conditions": (FROM,)}),
        ("condition:organisation", {"conditions": (SINCE,)}),
        ("phrase:low tide", {"phrases": ()}),
        ("exclusion:coral", {"excluded": ("sand maps",)}),
        ("order:newest", {"order": "relevance"}),
        ("order:oldest", {}),
        ("coral", {}),
    ],
)
def test_a_chip_is_dropped_by_its_key_and_nothing_else_is(key: str, left: dict[str, object]) -> None:
    dropped = tuple(chip for chip in QUERY.chips if chip.key == key)
    assert QUERY.without([key]) == replace(QUERY, dropped=dropped, **left)  # type: ignore[arg-type]  # fields by name


def test_dropping_all_chips_leaves_the_topic_and_the_intent() -> None:
    bare = QUERY.without([chip.key for chip in QUERY.chips])
    assert bare == Query("low tide", intent="list", dropped=QUERY.chips)


def test_a_dropped_correction_keeps_the_word_as_typed() -> None:
    chip = Chip("correction", Correction("turbnies", "turbines"))
    assert chip_words(chip) == "turbines instead of turbnies"
    assert Query("turbnies at sea").without([chip.key]).kept == ("turbnies",)
    assert Query("turbnies at sea").without(["order:newest"]).kept == ()


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("authors", 1, 1), "1 author"),
        (Condition("authors", 5), "at least 5 authors"),
        (Condition("upvotes", 51), "more than 50 upvotes"),
        (Condition("comments", None, 3), "at most 3 comments"),
        (Condition("comments", None, 9), "fewer than 10 comments"),
        (Condition("authors", 2, 5), "between 2 and 5 authors"),
        (Condition("source", names=("a.txt", "b.txt")), "in a.txt or b.txt"),
        (Condition("id", names=("a", "b"), place="last"), "in the last 2 papers"),
    ],
)
def test_a_condition_is_put_into_words(condition: Condition, words: str) -> None:
    assert condition_words(condition) == words
