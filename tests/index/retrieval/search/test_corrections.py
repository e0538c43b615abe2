"""Typing errors in a question."""

from index.collection import Stores
from index.questions.query import Chip, Correction, Query
from index.retrieval.search import search
from tests.index.retrieval.search.searched import PAPERS


class TestCorrections:
    papers = PAPERS

    def test_a_typo_is_corrected_before_the_search(self, world: Stores) -> None:
        found = search(world, "Who listens to sogns? Tabels are made of klep")
        assert found.corrections == (Correction("sogns", "songs"), Correction("Tabels", "tables"))
        assert found.query.text == "Who listens to songs? tables are made of klep"
        assert [chip.key for chip in found.chips] == ["correction:sogns", "correction:Tabels"]

    def test_a_part_of_a_hyphenated_word_is_corrected(self, world: Stores) -> None:
        found = search(world, "whale-sogns in kelp-tabels")
        assert found.corrections == (Correction("sogns", "songs"), Correction("tabels", "tables"))
        assert found.query.text == "whale-songs in kelp-tables"
        assert search(world, "Whale-Sogns").corrections == ()

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
