import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.endpoint_errors import EndpointError
from index.papers import Entry, Paper
from index.questions.query import Chip, Condition, Correction, Intent, Order, Query
from index.retrieval import candidates, explanation, prepare
from index.retrieval import search as searching
from index.retrieval.answerability import Lead
from index.retrieval.explanation import evidence_for, explain, sentences_backing
from index.retrieval.fusion import by_score, refine, with_feedback
from index.retrieval.query_expansion import expand_query
from index.retrieval.reranking import Ranking
from index.retrieval.results import SearchResult
from index.retrieval.search import search
from index.stores import vector_store as storing
from index.stores.word_index import WordIndex
from index.text.acronyms import Expansion
from index.text.words import terms
from tests.conftest import SpellingEncoder, WordEncoder, paper

Add = Callable[..., ingest.Progress]

TIDE = paper("Tidewright: Nets for the Shore", "Nets of rope follow the tide. A gull looks on. It costs nothing.")
DUNE = paper("Dune Maps", "Maps of dunes help those who walk. The wind moves them at night. A gull looks on.")
REEF = paper("Reef Songs", "Songs are sung under the sea. Fish listen to them. Nobody claps.")
KELP = paper("Kelp Tables", "Tables are made of kelp. They are wet. We eat from them.")
PAPERS = (TIDE, DUNE, REEF, KELP)


# Of five papers on herons, the two of the Reef Lab come last by words and by meaning.
FLOCK = (
    paper("Heron Heron", "Heron by heron. Heron after heron."),
    paper("Heron Calls", "Heron calls heron. Heron answers heron."),
    paper("Heron Nests", "Heron and heron nest. Heron feeds heron."),
    paper("Ponds", "In ponds of clay a heron fishes. Frogs go there to sleep.", organisation="Reef Lab", upvotes=3),
    paper("Rivers", "Past rivers of silt a heron flies. Boats go there to rest.", organisation="Reef Lab", upvotes=8),
)
FROM_REEF = Condition("organisation", names=("Reef Lab",))


@pytest.fixture(scope="class")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Stores with the papers of the class, opened once: its tests only read them."""
    opened = open_stores(tmp_path_factory.mktemp("world"), WordEncoder())
    opened.library.upsert([Entry(item, line) for line, item in enumerate(request.cls.papers, 1)])
    for _ in ingest.catch_up(opened):
        pass
    yield opened
    opened.close()


def titles(stores: Stores, question: Query | str, limit: int = 8) -> list[str]:
    return titles_of(search(stores, question, limit))


def titles_of(found: SearchResult) -> list[str]:
    return [hit.paper.title for hit in found.hits]


@dataclass
class FixedReranker:
    """A reranker that gives a fixed ranking or fails, and records its calls."""

    ranking: Ranking | Exception
    depth: int = 50
    fingerprint: str = "fixed"
    calls: list[tuple[str, list[str]]] = field(default_factory=list)

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        self.calls.append((question, [item.title for item in papers]))
        if isinstance(self.ranking, Exception):
            raise self.ranking
        return self.ranking


SINCE_2023 = Condition("date", least=date(2023, 1, 1))


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

    papers = (
        paper("Wings", "Guided lift of light (GLL) helps gulls. Feathers do the rest."),
        paper("Winds", "Guided lift of light is what the wind gives to birds."),
        paper("Waves", "Over the waves GLL is weak."),
        paper("Nests", "Nests are made of straw. Eggs lie there."),
    )

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


class TestPreparingOnce:
    papers = TestAcronyms.papers

    @pytest.mark.parametrize(
        ("query", "texts"),
        [
            (Query("What is GLL?"), ["What is GLL?"]),
            (Query("GLL", intent="list"), ["GLL"]),
            (
                Query("GLLs and straw", intent="compare", sides=("GLLs", "straw")),
                ["GLLs", "straw", "GLLs and straw"],
            ),
        ],
    )
    def test_a_question_is_expanded_once_for_search_evidence_and_explanation(
        self, world: Stores, monkeypatch: pytest.MonkeyPatch, query: Query, texts: list[str]
    ) -> None:
        expanded: list[str] = []

        def counting(words: WordIndex, text: str) -> Expansion:
            expanded.append(text)
            return expand_query(words, text)

        monkeypatch.setattr(prepare, "expand_query", counting)
        found = search(world, query, 40)
        assert explain(world, found, evidence_for(world, found))
        assert expanded == texts

    def test_the_words_of_a_question_are_looked_up_again_when_papers_have_come(
        self, stores: Stores, add_papers: Add, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        looked_up: list[str] = []

        def counting(words: WordIndex, question: str, *given: object, **named: object) -> object:
            looked_up.append(question)
            return find(words, question, *given, **named)  # type: ignore[arg-type]  # passed on

        find = WordIndex.search
        monkeypatch.setattr(WordIndex, "search", counting)
        add_papers(DUNE)
        assert [titles(stores, "tide") for _ in range(2)] == [[DUNE.title]] * 2
        add_papers(TIDE)
        assert titles(stores, "tide")[0] == TIDE.title
        assert looked_up == ["tide", "tide"]

    def test_a_text_is_stemmed_for_the_evidence_and_not_again_for_the_explanation(
        self, world: Stores, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stemmed: list[str] = []

        def counting(text: str) -> tuple[str, ...]:
            stemmed.append(text)
            return terms(text)

        found = search(world, Query("GLL", intent="list"), 40)
        for module in (prepare, explanation):
            monkeypatch.setattr(module, "terms", counting)
        explain(world, found, evidence_for(world, found))
        titles = [hit.paper.title for hit in found.hits]
        parts = [part for hit in found.hits for part in hit.paper.abstract.split(". ")]
        # And the one word of the question.
        assert len([text for text in stemmed if text not in titles]) == len(parts) + 1


class TestStates:
    def test_an_empty_collection_has_no_hits(self, stores: Stores) -> None:
        found = search(stores, "Tidewright")
        assert (found.hits, found.answerable) == ((), False)

    def test_what_is_removed_is_not_found(self, stores: Stores, add_papers: Add) -> None:
        add_papers(*PAPERS)
        ingest.remove(stores, [TIDE.id])
        assert TIDE.title not in titles(stores, "Tidewright nets tide")

    def test_words_alone_find_papers_while_vectors_are_missing(self, stores: Stores) -> None:
        stores.library.upsert([Entry(item, line) for line, item in enumerate(PAPERS, 1)])
        stores.words.sync(stores.library)
        (hit,) = search(stores, "Tidewright").hits
        assert (hit.paper, hit.windows) == (TIDE, {})

    def test_vectors_alone_find_papers_while_words_are_missing(
        self, stores: Stores, add_papers: Add, tmp_path: Path
    ) -> None:
        add_papers(*PAPERS)
        stores.close()
        shutil.rmtree(tmp_path / "home" / "tantivy")
        opened = open_stores(tmp_path / "home", stores.encoder)
        found = search(opened, "nets of rope follow the tide").hits
        opened.close()
        assert found[0].paper == TIDE
        assert {hit.bm25 for hit in found} == {0}

    def test_a_paper_without_an_abstract_is_found_by_its_title(self, stores: Stores, add_papers: Add) -> None:
        bare = paper("Limpetware", "")
        add_papers(*PAPERS, bare)
        found = search(stores, "Limpetware")
        (hit,) = (hit for hit in found.hits if hit.paper == bare)
        assert (hit.keyword_rank, hit.windows) == (1, {})
        assert evidence_for(stores, replace(found, hits=(hit,))) == [[]]
        assert ingest.is_search_behind(stores) == ""

    def test_a_reader_sees_what_a_writer_adds(self, stores: Stores, add_papers: Add, tmp_path: Path) -> None:
        add_papers(DUNE)
        reader = open_stores(tmp_path / "home", stores.encoder)
        assert titles(reader, "Tidewright") == [DUNE.title]
        add_papers(TIDE, REEF)
        assert titles(reader, "Tidewright")[0] == TIDE.title
        assert search(reader, "Tidewright").hits[0].windows
        reader.close()


def test_vectors_find_what_keywords_do_not_and_only_answerable_questions_pass(
    bundled: BundledEncoder, tmp_path: Path
) -> None:
    stores = open_stores(tmp_path / "real", bundled)
    papers: tuple[Paper, ...] = (
        paper("Nocturne", "We treat sleeplessness in adults with evening light. Patients fall asleep sooner."),
        paper("Ledger", "We forecast the prices of shares with trees. Profits grow by four percent."),
        paper("Rover", "A robot walks over rubble with learned steps. It falls less often than before."),
    )
    stores.library.upsert([Entry(item, line) for line, item in enumerate(papers, 1)])
    for _ in ingest.catch_up(stores):
        pass
    found = search(stores, "insomnia therapy")
    assert found.hits[0].paper.title == "Nocturne"
    assert found.hits[0].bm25 == 0
    assert search(stores, "How are patients with sleeplessness treated?").answerable
    assert not search(stores, "What is the best recipe for pancakes?").answerable
    stores.close()


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
        likeness = both[0].token_vectors.likeness(DUNE.id, list(alignments))
        expected = with_feedback(refined, likeness)
        assert [hit.paper.id for hit in after.hits] == by_score(expected) != [hit.paper.id for hit in before.hits]
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
        monkeypatch.setattr("index.retrieval.answerability.nearness_of_everyday", lambda _: 1.1)
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


class TestConditions:
    papers = FLOCK

    @pytest.fixture(autouse=True)
    def shallow(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # So few candidates that the two could only come in if the search were filtered afterwards.
        for name in ("PAPERS_DEPTH", "ABSTRACTS_DEPTH", "WINDOWS_DEPTH"):
            monkeypatch.setattr(candidates, name, 2)

    @pytest.mark.parametrize("few", [1000, 1])
    def test_papers_far_down_the_ranking_are_found_by_words_and_vectors(
        self, world: Stores, monkeypatch: pytest.MonkeyPatch, few: int
    ) -> None:
        assert {"Ponds", "Rivers"}.isdisjoint(titles(world, "heron"))
        monkeypatch.setattr(storing, "FEW_PAPERS", few)
        found = search(world, Query("heron", (FROM_REEF,)))
        assert set(titles_of(found)) == {"Ponds", "Rivers"}
        assert {hit.keyword_rank for hit in found.hits} == {hit.semantic_rank for hit in found.hits} == {1, 2}
        assert all(hit.bm25 > 0 and hit.windows for hit in found.hits)
        assert (found.filtered, found.incomplete, found.chips) == (2, 3, (Chip("condition", FROM_REEF),))

    def test_a_plain_question_is_not_filtered(self, world: Stores) -> None:
        found = search(world, "heron")
        assert (found.filtered, found.incomplete, found.chips, found.query) == (None, 0, (), Query("heron"))

    def test_the_limit_applies_to_the_filtered_papers(self, world: Stores) -> None:
        assert len(search(world, Query("heron", (FROM_REEF,)), limit=1).hits) == 1

    def test_a_phrase_and_an_exclusion_filter(self, world: Stores) -> None:
        assert titles(world, Query("heron fishes", phrases=("heron fishes",))) == ["Ponds"]
        assert titles(world, Query("heron", (FROM_REEF,), excluded=("boats",))) == ["Ponds"]

    @pytest.mark.parametrize("text", ["heron", ""])
    def test_conditions_that_no_paper_meets_leave_nothing(self, world: Stores, text: str) -> None:
        found = search(world, Query(text, (FROM_REEF,), phrases=("blue moon",)))
        assert (found.answerable, found.filtered) == (False, 0)
        # The nearest papers without the filters, where there is a topic.
        assert bool(found.hits) == bool(text)

    def test_conditions_alone_return_the_papers_that_meet_them(self, world: Stores) -> None:
        found = search(world, Query(" ", (FROM_REEF,), order="upvotes"), limit=1)
        assert (titles_of(found), found.mention_count, found.related_count, found.answerable) == (
            ["Rivers"],
            2,
            0,
            True,
        )
        assert (found.hits[0].score, found.signals) == (1.0, None)

    @pytest.mark.parametrize("kind", ["list", "count"])
    def test_a_list_of_everything_has_all_papers(self, world: Stores, kind: str) -> None:
        found = search(world, Query("", intent=kind), limit=2)  # type: ignore[arg-type]  # one of them
        assert (titles_of(found), found.mention_count, found.filtered) == (["Heron Calls", "Heron Heron"], 5, None)
        assert found.answerable


class TestLists:
    """Papers with the words of the topic, and related papers."""

    NETS = paper("Nets", "Nets catch cod at night. Nobody sleeps.")
    TRAPS = paper("Traps", "Traps catch doc at night. Nobody sleeps.")
    LAMPS = paper("Lamps", "Lamps burn at night. Cod is fried.")
    SHOES = paper("Shoes", "Polished leather boots wear thin. Soles crack.")

    papers = (NETS, TRAPS, LAMPS, SHOES)

    def test_papers_with_the_words_come_first_then_related_ones(self, world: Stores) -> None:
        # To this encoder an anagram means the same.
        found = search(world, Query("catch cod", intent="list"))
        assert titles_of(found) == ["Nets", "Traps"]
        assert (found.mention_count, found.related_count) == (1, 1)

    def test_a_paper_far_from_the_topic_is_not_listed(self, world: Stores) -> None:
        found = search(world, Query("cod at night", intent="list"))
        assert "Shoes" not in titles_of(found)
        assert found.mention_count + found.related_count == len(found.hits)

    def test_the_limit_does_not_change_the_counts(self, world: Stores) -> None:
        whole, short = (search(world, Query("night", intent="count"), limit) for limit in (8, 1))
        assert (whole.mention_count, whole.related_count) == (short.mention_count, short.related_count)
        assert (whole.mention_count, whole.related_count) == (3, 0)
        assert titles_of(short) == titles_of(whole)[:1]

    def test_the_best_paper_comes_first_even_if_another_has_more_of_the_words(
        self, stores: Stores, add_papers: Add
    ) -> None:
        best = paper("Rope Nets Catch Cod", "Rope nets catch cod. Cod in nets of rope.")
        aside = "Boats go out. Gulls look on. It rains all day. Nobody sleeps. They sing songs of the sea."
        holder = paper("Harbour Diary", f"{aside} At dusk someone may catch cod. Nets lie there. Rope is old. {aside}")
        add_papers(best, holder, self.SHOES)
        found = search(stores, Query("rope nets catch cod at dusk", intent="list"))
        assert titles_of(found) == ["Rope Nets Catch Cod", "Harbour Diary"]
        assert (found.mention_count, found.related_count) == (1, 1)

    def test_a_list_is_answerable_if_papers_mention_the_topic(self, world: Stores) -> None:
        assert search(world, Query("night", intent="list")).answerable
        assert not search(world, Query("zorblat", intent="list")).answerable


class TestOrders:
    EARLY = paper("Early Tides", "Tides are measured with rope. Tides by tides.", date=date(2021, 3, 1), upvotes=7)
    LATE = paper("Late Tides", "Tides are measured from space. It is fast.", date=date(2024, 3, 1), upvotes=2)
    DATELESS = paper("Dateless Tides", "Tides are measured by crabs. It is odd.")
    OTHER = paper("Bread", "Flour and salt make loaves. Ovens bake.", date=date(2025, 1, 1), upvotes=99)

    papers = (EARLY, LATE, DATELESS, OTHER)

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            ("newest", ["Late Tides", "Early Tides", "Dateless Tides"]),
            ("oldest", ["Early Tides", "Late Tides", "Dateless Tides"]),
            ("upvotes", ["Early Tides", "Late Tides", "Dateless Tides"]),
        ],
    )
    def test_papers_on_the_topic_are_ordered_the_unknown_last(
        self, world: Stores, order: Order, expected: list[str]
    ) -> None:
        found = search(world, Query("tides are measured", order=order))
        assert (titles_of(found), found.unordered, found.filtered) == (expected, 1, 4)

    def test_papers_of_unknown_date_stand_apart_below_those_that_pass(self, world: Stores) -> None:
        found = search(world, Query("tides are measured", (SINCE_2023,), intent="list"))
        assert (titles_of(found), found.apart, found.undated) == (["Late Tides", "Dateless Tides"], 1, 1)
        assert (found.mention_count, found.incomplete) == (1, 0)
        only = search(world, Query("tides are measured", (SINCE_2023,), intent="list"), limit=1)
        assert (titles_of(only), only.apart, only.undated) == (["Late Tides"], 0, 1)

    def test_papers_of_unknown_date_are_read_for_an_answer(self, world: Stores) -> None:
        found = search(world, Query("measured by crabs", (SINCE_2023,)))
        assert titles_of(found)[0] == "Dateless Tides"
        assert (found.undated, found.apart) == (1, 0)

    def test_the_limit_cuts_the_order_and_not_the_ranking(self, world: Stores) -> None:
        assert titles(world, "tides", 1) == ["Early Tides"]
        assert titles(world, Query("tides", order="newest"), 1) == ["Late Tides"]

    def test_an_order_by_date_is_not_reranked(self, world: Stores) -> None:
        reranker = FixedReranker(Ranking((1, 0)))
        search(world, Query("tides", order="newest"), reranker=reranker)
        assert reranker.calls == []


class TestGuesses:
    """Filters that the question does not make certain."""

    OLD = paper("Kelp Nets", "Kelp nets hold fish. They are strong.", date=date(2020, 3, 1))
    NEW = paper("Reed Boats", "Reed boats float. They are light.", date=date(2024, 3, 1))

    papers = (OLD, NEW)

    def test_a_guess_that_hides_the_best_paper_is_dropped(self, world: Stores) -> None:
        guessed = Query("kelp nets", (SINCE_2023,), guessed=("condition:date",))
        found = search(world, guessed)
        assert titles_of(found)[0] == "Kelp Nets"
        assert found.set_aside == found.dropped == (Chip("condition", SINCE_2023),)
        assert found.chips == ()

    def test_a_guess_that_leaves_nothing_is_dropped(self, world: Stores) -> None:
        found = search(world, Query("kelp nets", phrases=("it depends",), guessed=("phrase:it depends",)))
        assert (titles_of(found)[0], found.set_aside) == ("Kelp Nets", (Chip("phrase", "it depends"),))

    def test_a_guess_that_keeps_the_best_paper_holds(self, world: Stores) -> None:
        found = search(world, Query("reed boats", (SINCE_2023,), guessed=("condition:date",)))
        assert (titles_of(found), found.set_aside) == (["Reed Boats"], ())
        assert found.chips == (Chip("condition", SINCE_2023),)

    def test_a_certain_filter_holds_whatever_it_hides(self, world: Stores) -> None:
        query = Query("kelp nets", (SINCE_2023,), guessed=("condition:date",)).insisting_on(["condition:date"])
        assert titles(world, query) == ["Reed Boats"]


class TestComparisons:
    papers = PAPERS

    def test_each_side_is_searched_on_its_own_and_taken_in_turn(self, world: Stores) -> None:
        sides = ("Songs under the sea", "Tables of kelp")
        found = search(world, Query("songs or tables", intent="compare", sides=sides), limit=4)
        assert [(hit.paper.title, hit.side) for hit in found.hits[:2]] == [
            ("Reef Songs", sides[0]),
            ("Kelp Tables", sides[1]),
        ]
        assert (found.missing, found.answerable) == ((), True)

    def test_each_paper_comes_once_and_the_limit_is_respected(self, world: Stores) -> None:
        sides = ("a gull looks on", "gull and maps", "kelp")
        hits = search(world, Query("x", intent="compare", sides=sides), limit=4).hits
        assert len({hit.paper.id for hit in hits}) == len(hits) <= 4
        assert {hit.side for hit in hits} >= {"a gull looks on", "kelp"}

    def test_a_missing_side_is_reported(self, world: Stores) -> None:
        found = search(world, Query("x", intent="compare", sides=("Zorblat", "Tables are made of kelp")))
        assert (found.missing, found.answerable) == (("Zorblat",), True)

    def test_a_paper_of_both_sides_belongs_to_the_side_that_is_covered(self, world: Stores) -> None:
        missing = "wet yaffle zorblat wimbrel"
        assert titles(world, missing, 1) == [KELP.title]
        found = search(world, Query("x", intent="compare", sides=(missing, "Tables are made of kelp")))
        assert found.missing == (missing,)
        (side,) = (hit.side for hit in found.hits if hit.paper == KELP)
        assert side == "Tables are made of kelp"

    def test_with_every_side_missing_there_is_no_answer(self, world: Stores) -> None:
        found = search(world, Query("x", intent="compare", sides=("Xylophone", "Mumpsimus")))
        assert (found.missing, found.answerable) == (("Xylophone", "Mumpsimus"), False)

    def test_conditions_apply_to_every_side(self, world: Stores) -> None:
        found = search(world, Query("x", intent="compare", sides=("nets", "kelp"), excluded=("gull",)))
        assert set(titles_of(found)) == {"Reef Songs", "Kelp Tables"}


class TestCorrections:
    papers = PAPERS

    def test_a_typo_is_corrected_before_the_search(self, world: Stores) -> None:
        found = search(world, "Who listens to sogns? Tabels are made of klep")
        assert found.corrections == (Correction("sogns", "songs"), Correction("Tabels", "tables"))
        assert found.query.text == "Who listens to songs? tables are made of klep"
        assert [chip.key for chip in found.chips] == ["correction:sogns", "correction:Tabels"]

    def test_an_everyday_word_is_not_a_typo(self, world: Stores) -> None:
        assert world.words.corrections(["listed"]) == {"listed": "listen"}
        assert search(world, "Who is listed?").corrections == ()

    def test_a_name_is_no_slip_of_an_everyday_word(self, world: Stores) -> None:
        assert search(world, "tabels").corrections == (Correction("tabels", "tables"),)
        assert search(world, "TaBels").corrections == ()

    def test_an_everyday_word_that_no_paper_has_decides_nothing(self, world: Stores) -> None:
        plain, padded = (search(world, text).signals for text in ("songs", "How big are songs?"))
        assert plain
        assert padded
        assert padded.terms == plain.terms

    def test_words_in_papers_are_not_corrected(self, world: Stores) -> None:
        found = search(world, "Following songs, walks and tabling")
        assert (found.corrections, found.query.text) == ((), "Following songs, walks and tabling")

    def test_a_word_that_is_kept_is_not_corrected(self, world: Stores) -> None:
        found = search(world, Query("sogns tabels", kept=("sogns",)))
        assert found.corrections == (Correction("tabels", "tables"),)
        as_typed = search(world, Query("sogns").without(["correction:sogns"]))
        assert (as_typed.chips, as_typed.dropped) == ((), (Chip("correction", Correction("sogns", "songs")),))

    def test_the_sides_of_a_comparison_are_corrected_too(self, world: Stores) -> None:
        found = search(world, Query("sogns vs tabels", intent="compare", sides=("sogns", "tabels")))
        assert found.query.sides == ("songs", "tables")
        assert found.hits[0].side == "songs"

    def test_a_pasted_text_is_not_corrected(self, world: Stores) -> None:
        pasted = "sogns " + " ".join(f"word{n}" for n in range(60))
        assert search(world, pasted).corrections == ()


class TestReranking:
    papers = PAPERS

    def test_the_papers_follow_the_order_of_the_reranker(self, world: Stores) -> None:
        before = titles(world, "a gull looks on")
        reranker = FixedReranker(Ranking((1, 0), model_calls=1, prompt_tokens=70))
        found = search(world, "a gull looks on", reranker=FixedReranker(Ranking((1,)), depth=2))
        assert titles_of(found) == [before[1], before[0], *before[2:]]
        found = search(world, "a gull looks on", limit=2, reranker=reranker)
        assert reranker.calls == [("a gull looks on", before)]
        assert (found.model_calls, found.prompt_tokens, found.notice) == (1, 70, "")

    def test_only_the_first_papers_are_shown_to_it(self, world: Stores) -> None:
        reranker = FixedReranker(Ranking((1, 0)), depth=2)
        before = titles(world, "a gull looks on")
        search(world, "a gull looks on", reranker=reranker)
        assert reranker.calls == [("a gull looks on", before[:2])]

    def test_one_that_fails_leaves_the_order_and_a_notice(self, world: Stores) -> None:
        found = search(
            world, "a gull looks on", reranker=FixedReranker(EndpointError("It is not running.", "Start it."))
        )
        assert titles_of(found) == titles(world, "a gull looks on")
        assert found.notice.startswith("It is not running. Start it.")

    def test_answerability_is_judged_by_the_order_of_the_search(self, world: Stores) -> None:
        plain = search(world, "tables made of kelp", limit=1)
        reranked = search(world, "tables made of kelp", limit=1, reranker=FixedReranker(Ranking((3, 2, 1))))
        assert reranked.signals == plain.signals
        assert reranked.answerable

    def test_it_gets_the_corrected_question(self, world: Stores) -> None:
        reranker = FixedReranker(Ranking((0,)))
        search(world, "tabels of kelp", reranker=reranker)
        assert reranker.calls[0][0] == "tables of kelp"
