"""What a search finds, and in which order."""

import pytest

from index.collection import Stores
from index.questions.query import Condition, Query
from index.retrieval import prepare
from index.retrieval.explanation import evidence_for, sentences_backing
from index.retrieval.search import search
from tests.index.retrieval.search.searched import DUNE, KELP, LIFTS, PAPERS, REEF, TIDE, titles, titles_of


class TestRanking:
    papers = PAPERS

    @pytest.mark.parametrize("question", ["Tidewright", "tidewright?", "What is Tidewright?", "TIDEWRIGHT nets"])
    def test_a_coined_name_comes_first(self, world: Stores, question: str) -> None:
        assert titles(world, question)[0] == TIDE.title

    def test_each_paper_comes_once_however_many_passages_match(self, world: Stores) -> None:
        found = titles(world, "Who looks on? A gull. What do maps and nets do?")
        assert len(found) == len(set(found)) == 4

    def test_the_limit_is_respected(self, world: Stores) -> None:
        everything = titles(world, "a gull looks on")
        assert titles(world, "a gull looks on", 2) == everything[:2]
        assert titles(world, "a gull looks on", 0) == []

    def test_scores_fall_from_at_most_one(self, world: Stores) -> None:
        hits = search(world, "nets that follow the tide").hits
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert 0 <= scores[-1] < scores[0] <= 1
        assert hits[0].bm25 > 0
        assert all(0 < cosine <= 1.000001 for cosine in hits[0].windows.values())

    def test_a_paper_without_a_word_of_it_is_found_by_its_vector(self, world: Stores) -> None:
        hits = {hit.paper.id: hit for hit in search(world, "kelp").hits}
        assert hits[KELP.id].bm25 > 0
        assert hits[TIDE.id].bm25 == 0
        assert hits[TIDE.id].windows

    def test_the_windows_of_a_hit_are_its_own(self, world: Stores) -> None:
        for hit in search(world, "a gull looks on").hits:
            # Three sentences have two windows.
            assert set(hit.windows) == {(0, 2), (1, 3)}

    def test_the_best_sentence_is_the_one_that_answers(self, world: Stores) -> None:
        question = "When does the wind move dunes?"
        found = search(world, question)
        hits = found.hits
        ranked = evidence_for(world, found)
        assert len(ranked) == len(hits)
        assert hits[0].paper == DUNE
        texts = [DUNE.abstract[item.start : item.end] for item in ranked[0]]
        assert texts[0] == "The wind moves them at night."
        assert sorted(texts) == [
            "A gull looks on.",
            "Maps of dunes help those who walk.",
            "The wind moves them at night.",
        ]

    @pytest.mark.parametrize("question", ["", "  ", "\n"])
    def test_no_question_has_no_hits(self, world: Stores, question: str) -> None:
        found = search(world, question)
        assert found.hits == ()
        assert not found.answerable

    @pytest.mark.parametrize("question", ["?!", "潮汐", "' OR 1=1; --", "tide " * 5000, "\x00", "text:(tide AND"])
    def test_no_question_is_too_much(self, world: Stores, question: str) -> None:
        assert len(titles(world, question)) <= 8

    def test_a_claim_is_backed_by_the_sentence_that_shares_its_words(self, world: Stores) -> None:
        first, *rest = sentences_backing(world, "The fish of the reef listen", REEF)
        assert REEF.abstract[first.start : first.end] == "Fish listen to them."
        assert rest == []
        assert sentences_backing(world, "The moon is far away", REEF) == []


class TestNames:
    papers = PAPERS

    def test_a_question_about_an_unknown_name_is_not_answered_from_other_papers(self, world: Stores) -> None:
        known, other = (search(world, f"Do nets of {name} follow the tide?") for name in ("rope", "Tidewright-XL"))
        assert known.answerable
        assert not other.answerable
        assert other.signals
        assert other.signals.absent == ("Tidewright-XL",)

    def test_a_side_of_that_name_is_missing(self, world: Stores) -> None:
        query = Query("Compare rope nets and KelpNet-2", intent="compare", sides=("nets of rope", "KelpNet-2"))
        assert search(world, query).missing == ("KelpNet-2",)


class TestAcronyms:
    """Three papers on guided lift of light: one defines its acronym, one spells it out, one only uses the acronym."""

    papers = LIFTS

    @pytest.fixture(autouse=True)
    def filled(self, world: Stores) -> None:
        self.stores = world

    @pytest.mark.parametrize("question", ["What is GLL?", "What is guided lift of light?"])
    def test_papers_are_found_by_both(self, question: str) -> None:
        hits = search(self.stores, question).hits
        assert {hit.paper.title for hit in hits if hit.keyword_rank} == {"Wings", "Winds", "Waves"}

    @pytest.mark.parametrize("topic", ["GLL", "guided lift of light"])
    def test_papers_on_a_topic_mention_either_form(self, topic: str) -> None:
        found = search(self.stores, Query(topic, intent="count"))
        assert found.mention_count == 3

    def test_the_explanation_names_the_expansion(self) -> None:
        assert {hit.expansion for hit in search(self.stores, "Is GLL weak?").hits} == {"Is guided lift of light weak?"}
        assert {hit.expansion for hit in search(self.stores, "Who has eggs?").hits} == {""}

    def test_a_sentence_that_spells_it_out_is_evidence(self) -> None:
        question = "What does GLL do?"
        found = search(self.stores, question)
        ranked = dict(zip(titles_of(found), evidence_for(self.stores, found), strict=True))
        (sentence,) = ranked["Winds"]
        assert sentence.words == {"gll"}

    def test_a_paper_that_spells_it_out_states_it(self) -> None:
        within = (Condition("id", names=(self.papers[1].id,)),)
        signals = search(self.stores, Query("What does GLL give birds?", within)).signals
        assert signals
        assert signals.sentence == pytest.approx(1)

    def test_the_expansion_has_its_share_in_the_vector(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def cosine(question: str, share: float) -> float:
            monkeypatch.setattr(prepare, "EXPANSION_SHARE", share)
            return {hit.paper.title: hit.cosine for hit in search(self.stores, question).hits}["Winds"]

        own, mixed, other = (cosine("Is GLL weak?", share) for share in (0.0, 1 / 3, 1.0))
        assert own < mixed < other
        assert other == pytest.approx(cosine("Is guided lift of light weak?", 0.0))
