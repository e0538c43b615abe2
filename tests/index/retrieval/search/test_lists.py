"""Searches that list or compare papers."""

from index.collection import Stores
from index.questions.query import Query
from index.retrieval.search import search
from tests.conftest import paper
from tests.index.retrieval.search.searched import KELP, PAPERS, Add, titles, titles_of


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
