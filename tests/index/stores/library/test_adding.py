"""Papers and texts come into the library."""

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from index.stores.library import Library
from index.stores.merging import Counts
from tests.conftest import paper
from tests.index.stores.library.library_papers import DUNE, REEF, TIDE, entries, index_all, pending


class TestAdding:
    def test_papers_are_returned_as_they_were_added(self, library: Library) -> None:
        full = paper(
            "Tide Nets",
            "Nets.",
            author_count=3,
            organisation="Reef Lab",
            date=date(2024, 2, 29),
            date_inferred=True,
            comments=0,
            upvotes=9,
        )
        assert library.upsert(entries(full, DUNE)) == Counts(added=2)
        assert library.papers() == [DUNE, full]
        assert library.count() == 2
        assert library.sources() == {"page.txt": 2}

    def test_the_same_again_changes_nothing(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        before = library.revision
        assert library.upsert(entries(DUNE, TIDE)) == Counts(unchanged=2)
        assert library.revision == before
        assert library.count() == 2

    def test_another_source_adds_what_was_missing(self, library: Library) -> None:
        library.upsert(entries(TIDE))
        seen = paper("TIDE NETS", TIDE.abstract, author_count=2, sources=("b.txt",))
        assert library.upsert(entries(seen, DUNE)) == Counts(added=1, merged=1)
        (merged,) = library.papers([TIDE.id])
        assert (merged.author_count, merged.sources) == (2, ("b.txt", "page.txt"))
        assert library.sources() == {"b.txt": 1, "page.txt": 2}

    def test_a_card_listed_twice_is_one_paper(self, library: Library) -> None:
        twice = paper("tide nets", TIDE.abstract, comments=4)
        assert library.upsert(entries(TIDE, DUNE, twice)) == Counts(added=2, merged=1)
        assert library.papers([TIDE.id])[0].comments == 4
        assert library.upsert(entries(TIDE, DUNE, twice)) == Counts(unchanged=3)

    def test_nothing_adds_nothing(self, library: Library) -> None:
        assert library.upsert([]) == Counts()
        assert (library.count(), library.revision) == (0, 0)

    @pytest.mark.slow
    def test_thousands_are_added_at_once(self, library: Library) -> None:
        many = [paper(f"Tide {n}", f"Tide number {n}.") for n in range(4203)]
        assert library.upsert(entries(*many)) == Counts(added=4203)
        assert library.upsert(entries(*many)) == Counts(unchanged=4203)
        assert sorted(item.id for item in library.papers()) == sorted(item.id for item in many)
        assert len({item.paper.id for item in library.pending()}) == 4203
        assert sum(len(batch) for batch in library.changed_since(0)) == 4203

    def test_counts_add_up(self) -> None:
        assert Counts(1, 2, 3) + Counts(10, 20, 30) == Counts(11, 22, 33)

    def test_papers_are_returned_in_the_order_of_the_ids_without_unknown_ones(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE, REEF))
        assert library.papers([REEF.id, "0" * 12, DUNE.id]) == [REEF, DUNE]
        assert library.papers([]) == []

    @pytest.mark.parametrize(
        "title",
        [
            "'; DROP TABLE papers; --",
            'Tide" OR "1"="1',
            "100% of %s, :name and ?1 in {braces}",
            "潮汐 Ж é ﷺ 🌊 e\N{COMBINING ACUTE ACCENT}",
            "\N{RIGHT-TO-LEFT OVERRIDE}edit\\ \\n",
            "?!",
            "Tide " * 20_000,
        ],
    )
    def test_hostile_titles_are_only_titles(self, library: Library, title: str) -> None:
        hostile = paper(title, f"An abstract like {title}", organisation=title, sources=(title,))
        library.upsert(entries(TIDE))
        assert library.upsert(entries(hostile)) == Counts(added=1)
        assert library.papers([hostile.id]) == [hostile]
        assert library.remove([title]) == 1
        assert library.papers() == [TIDE]


class TestTexts:
    def test_an_edit_replaces_the_text_even_by_a_shorter_one(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        index_all(library)
        before = library.revision
        edited = paper("Tide Nets", "Short.")
        assert library.upsert(entries(edited)) == Counts(merged=1)
        assert library.papers([TIDE.id]) == [edited]
        assert pending(library) == [("Tide Nets", True)]
        assert library.revision > before
        assert list(library.changed_since(before)) == [[edited]]

    def test_a_new_spelling_of_the_title_is_an_edit(self, library: Library) -> None:
        library.upsert(entries(TIDE))
        index_all(library)
        library.upsert(entries(paper("TIDE-NETS", TIDE.abstract)))
        assert pending(library) == [("TIDE-NETS", True)]

    def test_a_new_count_leaves_the_passages_alone(self, library: Library) -> None:
        library.upsert(entries(TIDE))
        index_all(library)
        assert library.upsert(entries(paper(TIDE.title, TIDE.abstract, comments=7))) == Counts(merged=1)
        assert library.papers()[0].comments == 7
        assert library.count_pending() == 0

    @pytest.mark.slow
    def test_different_texts_in_sources_give_the_same_in_any_order(self, tmp_path: Path) -> None:
        seen = [
            paper("Tide Nets", "A short text.", sources=("a.txt",), date=date(2025, 5, 1), date_inferred=True),
            paper("TIDE NETS", "A much longer text of it.", sources=("b.txt",), comments=3),
            paper("Tide-Nets", "A medium text.", sources=("c.txt",), date=date(2024, 5, 1)),
        ]
        found = set()
        for number, order in enumerate(permutations(seen)):
            library = Library(tmp_path / f"{number}.db")
            for sighting in (*order, *order):
                library.upsert(entries(sighting))
            found.update(library.papers())
            library.close()
        (only,) = found
        assert (only.title, only.abstract) == ("TIDE NETS", "A much longer text of it.")
        assert (only.date, only.date_inferred, only.comments) == (date(2024, 5, 1), False, 3)

    def test_a_source_that_repeats_itself_does_not_undo_another(self, library: Library) -> None:
        short = paper("Tide Nets", "Short.", sources=("a.txt",))
        library.upsert(entries(short))
        library.upsert(entries(TIDE))
        index_all(library)
        assert library.upsert(entries(short)) == Counts(unchanged=1)
        assert library.papers()[0].abstract == TIDE.abstract
        assert library.count_pending() == 0
