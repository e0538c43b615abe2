"""Papers with a link to their code: in the record or the abstract; where none has one, the word is searched for."""

from collections.abc import Callable

from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from index.questions.at_hand.code_links import WITH_CODE
from index.questions.query import Query
from index.retrieval.search import search

RECORD = Paper("Sonar", "It finds fish.", code_url="https://github.com/tern/sonar", sources=("a.txt",))
ABSTRACT = Paper("Radar", "It finds birds: https://github.com/tern/radar.", sources=("a.txt",))
TALK = Paper("Codes", "We release code and models.", sources=("a.txt",))
ALL_WITH_CODE = Query("", (WITH_CODE,), intent="list")


def test_an_address_in_the_record_or_the_abstract_counts(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RECORD, ABSTRACT, TALK)
    found = search(stores, ALL_WITH_CODE)
    assert {hit.paper.title for hit in found.hits} == {"Sonar", "Radar"}
    # Of the third paper it is not known.
    assert found.incomplete == 1


def test_where_no_paper_has_a_link_the_word_is_searched_for(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(TALK, Paper("Tides", "They turn with the moon.", sources=("a.txt",)))
    found = search(stores, ALL_WITH_CODE)
    assert [hit.paper.title for hit in found.hits] == ["Codes"]
    assert [chip.about for chip in found.set_aside] == [WITH_CODE]


def test_the_list_gives_the_address(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RECORD, TALK)
    answer = Engine(stores).finished(Question("which papers have code?"))
    assert "- Sonar (code: https://github.com/tern/sonar) [1]" in answer.text
