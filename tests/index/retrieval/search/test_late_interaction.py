"""Token vectors refine the ranking."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.papers import Entry
from index.questions.query import Intent, Query
from index.retrieval import search as searching
from index.retrieval.answerability import Lead
from index.retrieval.fusion import refine, sorted_by_score, with_feedback
from index.retrieval.late_interaction import late_interaction
from index.retrieval.prepare import prepare_query
from index.retrieval.search import search
from tests.conftest import SpellingEncoder, WordEncoder, paper
from tests.index.retrieval.search.searched import DUNE, FLOCK, PAPERS, titles_of


@pytest.fixture(scope="class")
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stores, Stores]]:
    """Stores with the papers of the class, under an encoder that gives word vectors and under one that gives none."""
    home = tmp_path_factory.mktemp("both")
    token_encoder, plain = open_stores(home, SpellingEncoder()), open_stores(home, WordEncoder())
    token_encoder.library.upsert([Entry(item, line) for line, item in enumerate(request.cls.papers, 1)])
    for _ in ingest.catch_up(token_encoder):
        pass
    yield token_encoder, plain
    token_encoder.close()
    plain.close()


class TestLateInteraction:
    papers = (*PAPERS, *FLOCK, paper("Bare Ponds", ""))
    question = "Which gull walks on the dune at night?"

    def test_scores_are_refined_by_late_interaction(self, both: tuple[Stores, Stores]) -> None:
        after, before = (search(stores, self.question, 20) for stores in both)
        alignments = {hit.paper.id: hit.late_interaction for hit in after.hits if hit.late_interaction}
        assert len(alignments) == len(self.papers) - 1
        assert max(alignments, key=alignments.__getitem__) == DUNE.id
        refined = refine({hit.paper.id: hit.score for hit in before.hits}, alignments)
        prepared = prepare_query(both[0], self.question)
        matches = late_interaction(both[0], prepared, list(alignments))
        expected = with_feedback(refined, matches.likeness(DUNE.id))
        assert (
            [hit.paper.id for hit in after.hits] == sorted_by_score(expected) != [hit.paper.id for hit in before.hits]
        )
        assert {hit.paper.id: hit.score for hit in after.hits} == pytest.approx(expected)

    def test_only_the_first_papers_are_compared(
        self, both: tuple[Stores, Stores], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = search(both[1], self.question, 2).hits
        monkeypatch.setattr(searching, "PAPERS_COMPARED", 2)
        hits = search(both[0], self.question, 20).hits
        assert {hit.paper.id for hit in hits if hit.late_interaction} == {hit.paper.id for hit in first}
        assert {hit.paper.id for hit in hits[:2]} == {hit.paper.id for hit in first}

    def test_stop_words_are_not_compared(self, both: tuple[Stores, Stores]) -> None:
        bare, filled = (search(both[0], text, 20).hits for text in ("gull", "the gull, and of the?"))
        expected = {hit.paper.id: hit.late_interaction for hit in bare}
        assert {hit.paper.id: hit.late_interaction for hit in filled} == pytest.approx(expected, abs=1e-6)
        assert bare[0].late_interaction == pytest.approx(1, abs=0.01)
        assert {hit.late_interaction for hit in search(both[0], "what is the", 20).hits} == {0.0}

    @pytest.mark.parametrize("kind", ["find", "list"])
    def test_what_is_listed_and_answerable_does_not_change(self, both: tuple[Stores, Stores], kind: Intent) -> None:
        after, before = (search(stores, Query("gull dune", intent=kind), 20) for stores in both)
        assert after.signals
        assert after.signals.lead
        assert (replace(after.signals, lead=None), after.answerable) == (before.signals, before.answerable)
        assert (after.mention_count, after.related_count) == (before.mention_count, before.related_count)
        assert set(titles_of(after)) == set(titles_of(before))

    @pytest.mark.parametrize(("text", "asks"), [("Does a gull walk?", True), ("gull walk", False)])
    def test_only_a_question_needs_a_paper_that_leads(
        self, text: str, asks: bool, both: tuple[Stores, Stores], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert search(both[0], text).answerable
        monkeypatch.setattr(searching, "lead_of", lambda *_: Lead(0.1, 0.0, 0.0))
        assert search(both[0], text).answerable is not asks

    def test_a_question_in_everyday_words_must_be_near(
        self, both: tuple[Stores, Stores], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("index.retrieval.answerability.everyday_threshold", lambda _: 1.1)
        assert not search(both[0], "Does the wind walk?").answerable
        # Key words, a name, a rarer word, a list, papers that are chosen.
        chosen = Query("Does the wind walk?").among((DUNE.id,))
        for question in ("wind walk", "Does WIND walk?", "Does a gull walk?", "Which papers are on wind?", chosen):
            signals = search(both[0], question).signals
            assert signals
            assert not signals.everyday

    def test_an_encoder_without_token_vectors_compares_none(self, both: tuple[Stores, Stores]) -> None:
        hits = search(both[1], self.question, 20).hits
        assert hits
        assert {hit.late_interaction for hit in hits} == {0.0}

    def test_the_question_is_encoded_once(self, both: tuple[Stores, Stores]) -> None:
        encoder = both[0].encoder
        assert isinstance(encoder, SpellingEncoder)
        encoder.encoded.clear()
        search(both[0], self.question)
        assert encoder.encoded == [self.question]
