"""An answer from papers that may only be near to what is asked says so, and is given all the same."""

from dataclasses import replace

from app.answer import Answer
from app.answers.quoted import INTRODUCTION, answer_with_quotes
from index.collection import Stores
from index.questions.query import Query
from index.retrieval.answerability import Lead
from index.retrieval.results import SearchResult
from index.retrieval.search import search


def quoted(stores: Stores, found: SearchResult) -> Answer:
    growing = answer_with_quotes(stores, Answer("How do seals sing?", "writing"), found)
    while True:
        try:
            next(growing)
        except StopIteration as ended:
            answer: Answer = ended.value
            return answer


def test_quotes_of_a_paper_that_hardly_leads_have_another_opening(shore: Stores) -> None:
    found = search(shore, Query("How do seals sing?"), 4)
    assert found.signals
    leading = replace(found, signals=replace(found.signals, asks=True, lead=Lead(0.6, score=0.9, cosine=0.9)))
    near = replace(found, signals=replace(found.signals, asks=True, lead=Lead(0.2, score=0.05, cosine=0.05)))
    sure, unsure = quoted(shore, leading), quoted(shore, near)
    assert sure.text.startswith(INTRODUCTION)
    assert unsure.text.startswith("Your papers may not answer this. The closest say:")
    assert (unsure.refused, [one.paper for one in unsure.cited]) == (False, [one.paper for one in sure.cited])
