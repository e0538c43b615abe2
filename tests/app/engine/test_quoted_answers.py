"""Answers without a model."""

from dataclasses import replace

import pytest

from app import engine
from app.answer import Turn
from app.engine import Engine
from index.collection import Stores
from index.questions.chip_words import all_words
from index.questions.query import Query
from index.retrieval.reranking import Ranking
from index.retrieval.results import SearchResult
from index.retrieval.search import search
from tests.app.engine.answered import CORAL, FEMTO, LAMP, SEALS, FixedReranker, last


def test_without_a_model_the_answer_quotes_and_cites(filled: Stores) -> None:
    answer = last(Engine(filled), "How many parameters does FemtoDet detect objects with?")
    assert "“FemtoDet detects objects with 68.77k parameters.” [1]" in answer.text.replace(
        "“Detectors waste energy. ", "“"
    )
    assert answer.cited[0].paper.title == FEMTO.title
    assert answer.cited[0].sentence == "FemtoDet detects objects with 68.77k parameters."
    assert (answer.model, answer.model_calls, answer.refused, answer.stage) == (None, 0, False, "done")


def test_every_quote_is_in_the_abstract_it_cites(filled: Stores) -> None:
    answer = last(Engine(filled), "point clouds music energy")
    for source in answer.cited:
        quoted = next(line for line in answer.text.splitlines() if line.endswith(f"[{source.number}]"))
        for quote in quoted.split("“")[1:]:
            assert quote.split("”")[0] in source.paper.abstract


def test_a_question_without_an_answer_is_refused_with_the_reason(filled: Stores) -> None:
    answer = last(Engine(filled), "Mumpsimus of a yaffle")
    assert answer.refused
    assert answer.text == (
        "No paper in your collection mentions “Mumpsimus” or “yaffle”. The closest papers are shown."
    )
    assert answer.cited == ()
    assert answer.sources


def test_a_list_on_what_no_paper_mentions_shows_the_nearest_papers(filled: Stores) -> None:
    answer = last(Engine(filled), "Which papers are about mumpsimus detection?")
    assert answer.refused
    assert answer.text == "No paper in your collection mentions “mumpsimus”. The closest papers are shown."
    assert answer.sources[0].paper.title == FEMTO.title


class TestFinding:
    def test_papers_are_found_with_explanations(self, shore: Stores) -> None:
        found, whys = Engine(shore).find("How is coral counted?", 2)
        assert [hit.paper for hit in found.hits][:1] == [CORAL]
        assert len(found.hits) == len(whys) == 2
        assert whys[0].words == ("coral", "counted")

    def test_the_smaller_limit_applies(self, shore: Stores) -> None:
        engine = Engine(shore)
        assert len(engine.find("the two newest papers", 8)[0].hits) == 2
        assert len(engine.find("the two newest papers", 1)[0].hits) == 1

    def test_the_question_is_read(self, shore: Stores) -> None:
        found, whys = Engine(shore, reranker=FixedReranker(Ranking((1,)))).find("papers from Reef Lab since 2024", 8)
        assert (all_words(found.chips), [hit.paper for hit in found.hits]) == (("from Reef Lab", "since 2024"), [LAMP])
        assert whys[0].keyword_rank is None


def test_a_paper_of_an_earlier_turn_is_found_by_its_name(shore: Stores) -> None:
    history = [
        Turn("What does Lantern save?", "40 percent [1].", (LAMP.id,)),
        *(Turn(f"What do seals sing in winter {n}?", "A song [1].", (SEALS.id,)) for n in range(6)),
    ]
    answer = last(Engine(shore), "How much energy does Lantern save?", history)
    assert answer.cited[0].paper.id == LAMP.id
    assert answer.searched == ""


def test_a_detail_that_abstracts_do_not_state_is_refused_with_what_they_say(filled: Stores) -> None:
    answer = last(Engine(filled), "Which learning rate does FemtoDet use?")
    assert answer.text.startswith("The abstracts found do not state the learning rate. What they say:")
    assert answer.refused
    assert answer.cited[0].paper.title == FEMTO.title


def test_everyday_words_are_not_blamed_for_a_refusal(filled: Stores) -> None:
    answer = last(Engine(filled), "Who won the cup in Paris?")
    assert answer.refused
    assert "mentions" not in answer.text


def test_a_short_follow_up_that_is_refused_alone_is_asked_with_the_question_before(
    shore: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused_alone(stores: Stores, query: Query, limit: int) -> SearchResult:
        found = search(stores, query, limit)
        return found if "seals" in query.text else replace(found, answerable=False)

    monkeypatch.setattr(engine, "search", refused_alone)
    history = [Turn("What do seals sing?", "A song [1].", (SEALS.id,), cited=1)]
    answer = last(Engine(shore), "Are there mothers?", history)
    assert answer.searched == "What do seals sing? Are there mothers?"
    assert [source.paper.id for source in answer.cited] == [SEALS.id]
    assert not answer.refused
    assert last(Engine(shore), "Are there mothers?").refused
