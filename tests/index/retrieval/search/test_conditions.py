"""Filters, orders and guessed filters."""

from datetime import date

import pytest

from index.collection import Stores
from index.questions.query import Chip, Condition, Order, Query
from index.retrieval import candidates
from index.retrieval.reranking import Ranking
from index.retrieval.search import search
from index.stores import vector_store as storing
from tests.conftest import paper
from tests.index.retrieval.search.searched import FLOCK, FixedReranker, titles, titles_of

FROM_REEF = Condition("organisation", names=("Reef Lab",))

SINCE_2023 = Condition("date", least=date(2023, 1, 1))


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
        query = Query("kelp nets", (SINCE_2023,), guessed=("condition:date",)).with_confirmed(["condition:date"])
        assert titles(world, query) == ["Reed Boats"]
