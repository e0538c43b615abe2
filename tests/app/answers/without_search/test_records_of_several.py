"""A question about the records of several papers shown is answered for each of them, a cited line each."""

from collections.abc import Callable
from datetime import date

import pytest

from app.answer import Answer, Turn
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from tests.conftest import paper

TERN = paper(
    "Do Terns Return?", "Terns come back. We looked.", date=date(2025, 6, 8), authors=("Ann Sterna",), venue="Birds"
)
SKUA = paper("Skua Networks", "Networks that steal.", date=date(2024, 3, 5), authors=("Bo Larus", "Cy Auk"))
GULL = paper("Gull Eye", "Gulls read.", venue="Beaches", doi="10.1000/gull")


@pytest.fixture
def ask(stores: Stores, add_papers: Callable[..., object]) -> Callable[..., Answer]:
    add_papers(TERN, SKUA, GULL)

    def asked(question: str, *, cited: int = 2) -> Answer:
        turn = Turn("What do birds do?", "They read [1].", (TERN.id, SKUA.id, GULL.id), cited=cited)
        return Engine(stores).finished(Question(question, (turn,)))

    return asked


@pytest.mark.parametrize("question", ["who wrote them?", "who wrote these?", "who are the authors?"])
def test_each_paper_that_the_answer_cites_has_a_line(question: str, ask: Callable[..., Answer]) -> None:
    answer = ask(question)
    assert answer.text == "- “Do Terns Return?” is by Ann Sterna [1]\n- “Skua Networks” is by Bo Larus and Cy Auk [2]"
    assert [source.number for source in answer.sources] == [1, 2]
    assert not answer.refused
    assert [answer.text[part.start : part.end] for part in answer.said] == [
        "“Do Terns Return?” is by Ann Sterna",
        "“Skua Networks” is by Bo Larus and Cy Auk",
    ]


def test_what_a_record_does_not_give_is_said_of_that_paper(ask: Callable[..., Answer]) -> None:
    answer = ask("in which journals did they appear?", cited=3)
    first, second, third = answer.text.splitlines()
    assert (first, third) == (
        "- “Do Terns Return?” was published in Birds [1]",
        "- “Gull Eye” was published in Beaches [3]",
    )
    assert "does not give the venue of “Skua Networks” [2]" in second
    none = ask("what are their DOIs?")
    assert none.refused
    assert none.text == "Your sources do not give the DOI of these papers [1][2]."


@pytest.mark.parametrize("question", ["who wrote it?", "when was that paper published?", "when was it published?"])
def test_one_paper_is_meant_by_it(question: str, ask: Callable[..., Answer]) -> None:
    assert [source.paper for source in ask(question).sources] == [TERN]


def test_the_second_one_is_that_paper_alone(ask: Callable[..., Answer]) -> None:
    assert ask("and the second one, when was it published?").text == "“Skua Networks” was published on Mar 5, 2024 [1]."


def test_abstracts_of_several_are_quoted_one_after_the_other(ask: Callable[..., Answer]) -> None:
    answer = ask("the abstracts of these, please")
    assert answer.text == (
        "The abstract of “Do Terns Return?”:\n\n“Terns come back. We looked.” [1]\n\n"
        "The abstract of “Skua Networks”:\n\n“Networks that steal.” [2]"
    )
    quotes = [answer.text[check.start : check.end] for check in answer.checks]
    assert quotes == ["“Terns come back. We looked.”", "“Networks that steal.”"]


def test_which_of_these_has_the_most_is_asked_of_these(ask: Callable[..., Answer]) -> None:
    answer = ask("which of these has the most authors?")
    assert [item.paper.title for item in answer.items][:2] == ["Skua Networks", "Do Terns Return?"]
