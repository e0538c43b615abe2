"""What is asked of papers and no record gives is said, and no word of the topic is lost by it."""

import pytest

from index.questions.query import UnknownKind
from tests.index.questions.asking import read


@pytest.mark.parametrize(
    ("question", "kind", "topic"),
    [
        ("papers on tides by a Chinese team", "origin", "tides"),
        ("diffusion papers by german universities", "origin", "diffusion"),
        ("papers from universities in China on tides", "origin", "tides"),
        ("papers on tides written by women", "origin", "tides"),
        ("list papers about tides whose authors are from Japan", "origin", "tides"),
        ("open access papers on tides", "access", "tides"),
        ("papers on tides, open access only", "access", "tides"),
        ("peer-reviewed papers on tides", "review", "tides"),
    ],
)
def test_it_is_found_and_the_topic_searched_for(question: str, kind: UnknownKind, topic: str) -> None:
    query = read(question, ())
    assert query.unknown_filter
    assert (query.unknown_filter.kind, query.text, query.intent) == (kind, topic, "list")


@pytest.mark.parametrize(
    "question",
    [
        "papers on models trained by companies",
        "papers on feedback from teams",
        "papers on surveys of scientists",
        "papers from Show Lab on tides",
        "how do teams of women learn?",
        "what is peer review",
        "papers on the open access movement",
    ],
)
def test_other_words_stay(question: str) -> None:
    assert read(question, ()).unknown_filter is None


def test_where_nothing_else_is_asked_its_words_are_searched_for() -> None:
    query = read("papers from universities in China", ())
    assert query.unknown_filter
    assert query.text == "universities in China"


def test_long_texts_take_no_longer() -> None:
    assert read("papers by " + "teams by " * 25, ()).intent == "list"
