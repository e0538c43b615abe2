"""Who works on a topic is answered with names: in the opening of the list, and with each paper."""

from collections.abc import Callable

from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from tests.conftest import paper


def asked(stores: Stores, question: str) -> str:
    answer = Engine(stores).finished(Question(question))
    return answer.text


def tide_paper(title: str, *authors: str, organisation: str | None = None) -> Paper:
    return paper(title, f"We study tides. {title} is new.", authors=authors, organisation=organisation)


def test_authors_are_named_those_with_most_papers_first(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(tide_paper("Ebb", "Ann Sterna"), tide_paper("Flood", "Bo Larus", "Ann Sterna"), tide_paper("Neap"))
    text = asked(stores, "who wrote about tides?")
    assert "mention “tides”. By Ann Sterna (2), Bo Larus." in text
    assert "- Flood (Bo Larus, Ann Sterna) [" in text
    assert "- Neap [" in text
    assert "By Ann Sterna" not in asked(stores, "papers about tides")


def test_many_names_are_cut_short(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(tide_paper("Ebb", *(f"Author {letter}" for letter in "ABCDEFGHIJ")))
    text = asked(stores, "who works on tides?")
    assert "Author G, Author H and 2 more." in text
    assert "- Ebb (Author A, Author B, Author C and 7 more) [1]" in text


def test_labs_are_named(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(tide_paper("Ebb", organisation="Reef Lab"), tide_paper("Flood", organisation="Reef Lab"))
    text = asked(stores, "which labs work on tides?")
    assert "From Reef Lab (2)." in text
    assert "- Ebb (Reef Lab) [" in text


def test_sources_without_author_names_are_reported(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(tide_paper("Ebb"))
    assert "Your sources do not give the author names of these papers." in asked(stores, "who works on tides?")
