"""Papers leave the library, or are marked as indexed."""

import pytest

from index.errors import PaperchatError
from index.stores.library import Library
from index.stores.merging import Counts
from tests.conftest import paper
from tests.index.stores.library.library_papers import DUNE, REEF, TIDE, entries, index_all, pending


class TestRemoving:
    def test_a_paper_is_removed_by_its_id(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        assert library.remove([TIDE.id]) == 1
        assert library.papers() == [DUNE]
        assert library.papers([TIDE.id]) == []
        assert (library.count(), library.sources(), library.removed()) == (1, {"page.txt": 1}, [TIDE.id])

    def test_removing_a_source_removes_only_papers_found_nowhere_else(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        library.upsert(entries(paper(TIDE.title, TIDE.abstract, sources=("b.txt",))))
        assert library.remove(["page.txt"]) == 1
        assert [(item.title, item.sources) for item in library.papers()] == [("Tide Nets", ("b.txt",))]
        assert library.sources() == {"b.txt": 1}

    def test_ids_and_sources_can_be_removed_together(self, library: Library) -> None:
        library.upsert(entries(TIDE))
        library.upsert(entries(paper(DUNE.title, DUNE.abstract, sources=("b.txt",))))
        assert library.remove(["b.txt", TIDE.id]) == 2
        assert library.papers() == []

    def test_an_unknown_name_raises_and_removes_nothing(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        with pytest.raises(PaperchatError, match=r"c\.txt") as caught:
            library.remove([TIDE.id, "page.txt", "c.txt"])
        assert caught.value.hint
        assert library.papers() == [DUNE, TIDE]
        assert library.removed() == []

    def test_a_removed_paper_is_unknown(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        library.remove([TIDE.id])
        library.purge(library.removed())
        with pytest.raises(PaperchatError):
            library.remove([TIDE.id])

    def test_a_removed_paper_is_neither_pending_nor_changed(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        library.remove([TIDE.id])
        assert pending(library) == [("Dune Maps", False)]
        assert list(library.changed_since(0)) == [[DUNE]]

    @pytest.mark.parametrize("purged", [True, False])
    def test_a_removed_paper_can_be_added_again(self, library: Library, *, purged: bool) -> None:
        library.upsert(entries(paper(TIDE.title, TIDE.abstract, comments=9), DUNE))
        index_all(library)
        library.remove([TIDE.id])
        if purged:
            library.purge(library.removed())
        assert library.upsert(entries(TIDE)) == Counts(added=1)
        assert library.papers([TIDE.id]) == [TIDE]
        assert library.removed() == []
        assert pending(library) == [("Tide Nets", not purged)]

    def test_a_purge_forgets_what_was_removed_and_nothing_else(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        index_all(library)
        library.remove([TIDE.id])
        assert library.count_passages() == 4
        library.purge([TIDE.id, DUNE.id])
        assert library.removed() == []
        assert library.papers() == [DUNE]
        assert library.count_passages() == 2


class TestIndexing:
    def test_new_papers_are_pending_until_marked(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        assert sorted(pending(library)) == [("Dune Maps", False), ("Tide Nets", False)]
        first, *_ = library.pending()
        library.mark_indexed([(first, 5)])
        assert library.count_pending() == 1
        assert library.count_passages() == 5
        assert first.paper.title not in dict(pending(library))

    def test_the_longest_waiting_comes_first(self, library: Library) -> None:
        for item in (TIDE, DUNE, REEF):
            library.upsert(entries(item))
        assert [title for title, _ in pending(library)] == ["Tide Nets", "Dune Maps", "Reef Songs"]

    def test_a_paper_that_changed_meanwhile_stays_pending(self, library: Library) -> None:
        library.upsert(entries(TIDE))
        waiting = list(library.pending())
        library.upsert(entries(paper(TIDE.title, "Another text.")))
        library.mark_indexed([(item, 3) for item in waiting])
        assert library.count_pending() == 1

    def test_forgetting_makes_everything_pending(self, library: Library) -> None:
        library.upsert(entries(TIDE, DUNE))
        index_all(library)
        library.forget_passages()
        assert (library.count_pending(), library.count_passages()) == (2, 0)
        assert {was_indexed for _, was_indexed in pending(library)} == {False}

    def test_only_later_changes_are_returned(self, library: Library) -> None:
        library.upsert(entries(TIDE))
        first = library.revision
        library.upsert(entries(DUNE))
        assert list(library.changed_since(first)) == [[DUNE]]
        assert list(library.changed_since(library.revision)) == []

    def test_the_revision_never_falls(self, library: Library) -> None:
        # A word index made at the higher number would skip the next changes.
        library.upsert(entries(TIDE))
        library.upsert(entries(DUNE))
        before = library.revision
        library.remove([DUNE.id])
        reached = library.revision
        assert reached > before
        library.purge([DUNE.id])
        assert library.revision == reached
        library.upsert(entries(REEF))
        assert library.revision > reached
        assert list(library.changed_since(reached)) == [[REEF]]

    def test_the_state_changes_with_every_step(self, library: Library) -> None:
        states = [library.state()]
        library.upsert(entries(TIDE))
        states.append(library.state())
        index_all(library)
        states.append(library.state())
        library.upsert(entries(paper(TIDE.title, "Edited.")))
        states.append(library.state())
        index_all(library)
        states.append(library.state())
        library.remove([TIDE.id])
        states.append(library.state())
        assert len(set(states)) == len(states)
