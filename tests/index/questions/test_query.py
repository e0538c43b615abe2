from dataclasses import replace
from datetime import date

import pytest

from index.questions.query import Condition, Correction, Query

SINCE = Condition("date", "since Mar 2024", least=date(2024, 3, 1))
FROM = Condition("organisation", "from Reef Lab", names=("Reef Lab",))
QUERY = Query("low tide", (SINCE, FROM), ("low tide",), ("coral", "sand maps"), "newest", "list")


def test_all_that_narrows_or_reorders_has_a_label() -> None:
    assert QUERY.labels == (
        *("since Mar 2024", "from Reef Lab"),
        *("“low tide”", "not coral", "not sand maps", "newest first"),
    )


def test_a_plain_question_has_no_labels() -> None:
    assert Query("What turns with the tide?").labels == ()


@pytest.mark.parametrize(
    ("label", "left"),
    [
        ("since Mar 2024", {"conditions": (FROM,)}),
        ("from Reef Lab", {"conditions": (SINCE,)}),
        ("“low tide”", {"phrases": ()}),
        ("not coral", {"excluded": ("sand maps",)}),
        ("newest first", {"order": "relevance"}),
        ("oldest first", {}),
        ("coral", {}),
    ],
)
def test_each_is_dropped_by_its_label_and_nothing_else(label: str, left: dict[str, object]) -> None:
    assert QUERY.without([label]) == replace(QUERY, **left)  # type: ignore[arg-type]  # fields by name


def test_all_labels_dropped_leave_the_topic_and_the_kind() -> None:
    assert QUERY.without(QUERY.labels) == Query("low tide", intent="list")


def test_a_dropped_correction_keeps_the_word_as_it_was_typed() -> None:
    correction = Correction("turbnies", "turbines")
    assert correction.label == "turbines instead of turbnies"
    assert Query("turbnies at sea").without([correction.label]).kept == ("turbnies",)
    assert Query("turbnies at sea").without(["newest first"]).kept == ()
