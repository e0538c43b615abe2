"""Requests for similar papers: what they name or point to."""

from datetime import date as Date

import pytest

from index.questions.parser import parse_question
from index.questions.query import Condition, Names, Query


def parsed(text: str, shown: tuple[str, ...] = ("a", "b", "c")) -> Query:
    return parse_question(text, today=Date(2026, 11, 28), names=Names(), shown=shown)


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("papers similar to Pointer Networks", "Pointer Networks"),
        ("something similar to Pointer Networks", "Pointer Networks"),
        ("Which papers are most similar to Pointer Networks?", "Pointer Networks"),
        ("find similar papers to “Pointer Networks”", "Pointer Networks"),
        ("show me more papers like Pointer Networks, please", "Pointer Networks"),
        ("papers similar to the paper called Pointer Networks", "Pointer Networks"),
        ("papers like 2305.12345", "2305.12345"),
        ("nearest neighbours of Pointer Networks", "Pointer Networks"),
    ],
)
def test_a_named_paper(text: str, paper: str) -> None:
    query = parsed(text)
    assert (query.intent, query.paper, query.conditions) == ("similar", paper, ())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("more like these", ("a", "b", "c")),
        ("more of this kind", ("a", "b", "c")),
        ("similar papers?", ("a", "b", "c")),
        ("related work?", ("a", "b", "c")),
        ("more like this one", ("a",)),
        ("what else is similar to it?", ("a",)),
        ("anything similar?", ("a", "b", "c")),
        ("is there something like that?", ("a", "b", "c")),
    ],
)
def test_papers_shown_before(text: str, ids: tuple[str, ...]) -> None:
    query = parsed(text)
    assert (query.intent, query.paper, query.conditions) == ("similar", "", (Condition("id", names=ids),))


def test_a_place_in_the_last_answer_and_a_number() -> None:
    assert parsed("papers like the second one").conditions == (Condition("id", names=("b",), place="second"),)
    assert parsed("5 more papers like these").limit == 5


def test_the_time_they_should_be_from() -> None:
    query = parsed("anything similar from 2025?")
    assert (query.intent, [one.field for one in query.conditions]) == ("similar", ["id", "date"])
    assert parsed("anything similar in mice?").intent != "similar"


@pytest.mark.parametrize(
    "text",
    ["How is BERT similar to GPT?", "methods like LoRA", "papers that use similar losses", "papers on similarity"],
)
def test_other_questions_ask_for_no_similar_papers(text: str) -> None:
    assert parsed(text).intent != "similar"


def test_without_papers_shown_nothing_is_pointed_to() -> None:
    assert parsed("more like these", ()).intent != "similar"
