from dataclasses import replace

import pytest

from index.questions.at_hand.author_conditions import take_authors
from index.questions.chip_words import all_words
from index.questions.parser import parse_question
from index.questions.query import Condition, Query
from index.text.person_names import matches_name
from tests.index.questions.asking import NAMES, TODAY

AUTHORS = ("Yann LeDune", "Kim Long", "Ada C. Tern", "Tern, Ben", "Wei Dune", "Laurens van der Strand")


def read(question: str) -> Query:
    names = replace(NAMES, find_authors=lambda name: tuple(one for one in AUTHORS if matches_name(one, name)))
    return parse_question(question, today=TODAY, names=names)


@pytest.mark.parametrize(
    ("question", "authors", "text"),
    [
        ("papers by Ada Tern", ("Ada C. Tern",), ""),
        ("papers by Dune on tides", ("Wei Dune",), "tides"),
        ("Which papers are written by B. Tern and Wei Dune?", ("Tern, Ben", "Wei Dune"), ""),
        ("What has Tern written on tides?", ("Ada C. Tern", "Tern, Ben"), "tides"),
        ("Wei Dune's papers", ("Wei Dune",), ""),
        ("show me papers from van der Strand", ("Laurens van der Strand",), ""),
        ("list all papers authored by Wei Dune about gulls", ("Wei Dune",), "gulls"),
        ("papers with Dune as first author", ("Wei Dune",), ""),
        ("show me Dune papers on gulls", ("Wei Dune",), "gulls"),
        ("Wei Dune papers", ("Wei Dune",), ""),
        ("Dune and Tern papers", ("Wei Dune", "Ada C. Tern", "Tern, Ben"), ""),
        ("papers from Dune on gulls", ("Wei Dune",), "gulls"),
        ("work by Dune on gulls", ("Wei Dune",), "gulls"),
        ("newest LeDune papers", ("Yann LeDune",), ""),
        ("newest ledune papers", ("Yann LeDune",), ""),
        ("wei dune papers on gulls", ("Wei Dune",), "gulls"),
    ],
)
def test_an_author_is_a_condition(question: str, authors: tuple[str, ...], text: str) -> None:
    query = read(question)
    assert (query.conditions, query.text, query.intent) == ((Condition("author", names=authors),), text, "list")


@pytest.mark.parametrize(
    "question",
    [
        "papers by hand",
        "long papers",
        "newest long papers on tides",
        "How does Dune write stories?",
        "Which methods are inspired by Dune fields?",
        "What did Dune propose?",
        "papers by Ada",
        "Dune papers on gulls",
        "dune papers",
        "What do papers on Dune say?",
        "Newest Gull papers",
    ],
)
def test_other_words_are_no_author(question: str) -> None:
    query = read(question)
    assert (query.conditions, query.unknown_author) == ((), "")


def test_an_unknown_author_is_no_topic() -> None:
    query = read("papers by Ola Gull on tides")
    assert (query.unknown_author, query.text, query.conditions) == ("Ola Gull", "tides", ())


def test_an_organisation_stays_one() -> None:
    assert [one.field for one in read("papers by Google").conditions] == ["organisation"]


def test_the_chip_says_by_whom() -> None:
    assert all_words(read("papers by Wei Dune, newest first").chips) == ("by Wei Dune", "newest first")


@pytest.mark.parametrize("question", ["Newest Dune papers", "the latest Dune papers", "recent work by Dune"])
def test_an_author_and_an_order_stand_together(question: str) -> None:
    query = read(question)
    assert (query.conditions, query.text, query.intent) == ((Condition("author", names=("Wei Dune",)),), "", "list")
    assert query.order == "newest"


@pytest.mark.parametrize("question", ["What do the papers say about tides?", "which of my papers are new"])
def test_small_words_are_looked_up_as_nobody(question: str) -> None:
    def find(name: str) -> tuple[str, ...]:
        raise AssertionError(name)

    assert take_authors(question, find).text == question
