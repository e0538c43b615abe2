"""Chips are said in every language, in English as the terminal says them."""

from datetime import date as Date
from typing import get_args

import pytest

from app.ui.languages.chips_in_words import chip_words
from app.ui.languages.visitor_language import languages, speaking
from index.questions import chip_words as terminal
from index.questions.query import SINCE_LAST_VISIT, Chip, Condition, Correction, Day, Mark, Order, Place

DAYS = [Date(2023, 1, 1), Date(2023, 12, 31), Date(2024, 3, 1), Date(2024, 3, 8), Date(2024, 3, 31), Date(2025, 1, 1)]
SPANS = [(None, None), *((least, None) for least in DAYS), *((None, most) for most in DAYS)]
SPANS += [(least, most) for least in DAYS for most in DAYS if least <= most]
NUMBERS = [(None, None), (5, None), (6, None), (1, None), (None, 4), (None, 3), (None, 1), (2, 8), (3, 3), (1, 1)]
CONDITIONS = [
    *(Condition(day, least, most) for day in get_args(Day) for least, most in SPANS),
    *(Condition(field, *numbers) for field in ("authors", "upvotes", "comments") for numbers in NUMBERS),
    *(Condition(field, names=names) for field in ("author", "tag", "category") for names in (("A",), ("A", "B"))),
    *(Condition(field, names=names) for field in ("organisation", "source") for names in (("A",), ("A", "B"))),
    *(Condition(mark, names=(value,)) for mark in get_args(Mark) for value in ("yes", "no")),
    *(Condition("id", names=ids, place=place) for place in (None, *get_args(Place)) for ids in (("a",), ("a", "b"))),
    SINCE_LAST_VISIT,
]
CHIPS = [
    *(Chip("condition", condition) for condition in CONDITIONS),
    *(Chip("order", order) for order in get_args(Order) if order != "relevance"),
    Chip("correction", Correction("turbnies", "turbines")),
    Chip("phrase", "tidal range"),
    Chip("exclusion", "coral"),
]


def test_chips_are_said_in_english_as_in_the_terminal() -> None:
    different = {chip_words(chip): terminal.chip_words(chip) for chip in CHIPS}
    assert {ours: theirs for ours, theirs in different.items() if ours != theirs} == {}


@pytest.mark.parametrize("language", languages()[1:])
def test_each_chip_has_words_of_another_language(language: str) -> None:
    english = {chip_words(chip) for chip in CHIPS}
    with speaking(language):
        same = {words for chip in CHIPS if (words := chip_words(chip)) in english}
    assert same <= {"“tidal range”", "in A"}
