import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.questions.query import Condition, Field, Names, Order
from index.stores.filters import Matching
from index.stores.library import Library
from index.stores.merging import Counts
from tests.conftest import paper

TIDE = paper("Tide Nets", "Nets that follow the tide.")
DUNE = paper("Dune Maps", "Maps that follow the dunes.")
REEF = paper("Reef Songs", "Songs that follow the reef.")


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = Library(tmp_path / "home" / "library.db", database)
    yield opened
    opened.close()


def entries(*papers: Paper) -> list[Entry]:
    return [Entry(item, line) for line, item in enumerate(papers, 1)]


def index_all(library: Library, passages: int = 2) -> None:
    library.mark_indexed([(item, passages) for item in library.pending()])


def pending(library: Library) -> list[tuple[str, bool]]:
    return [(item.paper.title, item.was_indexed) for item in library.pending()]


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


class TestFile:
    def test_a_library_is_there_when_opened_again(self, tmp_path: Path) -> None:
        first = Library(tmp_path / "a" / "b" / "library.db")
        first.upsert(entries(TIDE))
        first.close()
        second = Library(tmp_path / "a" / "b" / "library.db")
        assert second.papers() == [TIDE]
        assert second.name == first.name
        second.close()

    def test_each_library_has_a_unique_name(self, tmp_path: Path) -> None:
        one, other = Library(tmp_path / "1.db"), Library(tmp_path / "2.db")
        assert one.name != other.name
        one.close()
        other.close()

    def test_one_reads_what_the_other_writes(self, tmp_path: Path) -> None:
        writer, reader = Library(tmp_path / "1.db"), Library(tmp_path / "1.db")
        writer.upsert(entries(TIDE))
        assert reader.papers() == [TIDE]
        writer.close()
        reader.close()

    def test_a_broken_file_is_reported_with_its_path(self, tmp_path: Path) -> None:
        path = tmp_path / "library.db"
        path.write_bytes(b"this is no database" * 99)
        with pytest.raises(PaperchatError, match=r"library\.db") as caught:
            Library(path)
        assert caught.value.hint
        assert path.read_bytes().startswith(b"this is no database")

    def test_a_home_that_is_a_file_is_reported(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("mine")
        with pytest.raises(PaperchatError, match="home"):
            Library(tmp_path / "home" / "library.db")

    def test_a_library_of_another_version_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "library.db"
        Library(path).close()
        db = sqlite3.connect(path)
        db.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")
        db.commit()
        db.close()
        with pytest.raises(PaperchatError, match="newer version") as caught:
            Library(path)
        assert caught.value.hint


SPRING = paper(
    "Spring Tide",
    "A.",
    date=date(2024, 3, 1),
    author_count=2,
    organisation="Reef Lab",
    comments=4,
    upvotes=50,
    sources=("b.txt",),
)
SUMMER = paper("Summer Tide", "A.", date=date(2024, 8, 31), author_count=12, organisation="Dune Lab", upvotes=9)
WINTER = paper("Winter Tide", "A.", date=date(2025, 1, 1), author_count=12, organisation="Reef Lab", comments=0)
UNDATED = paper("Undated Tide", "A.", upvotes=9)


def ids(*papers: Paper) -> tuple[str, ...]:
    return tuple(item.id for item in papers)


class TestMatching:
    @pytest.fixture(autouse=True)
    def fill(self, library: Library) -> None:
        for item in (WINTER, SUMMER, SPRING, UNDATED):
            library.upsert(entries(item))

    @pytest.mark.parametrize(
        ("conditions", "found", "unknown"),
        [
            ([], (SPRING, SUMMER, UNDATED, WINTER), 0),
            ([Condition("date", date(2024, 3, 1), date(2024, 8, 31))], (SPRING, SUMMER), 1),
            ([Condition("date", date(2024, 3, 2))], (SUMMER, WINTER), 1),
            ([Condition("date", None, date(2024, 8, 30))], (SPRING,), 1),
            ([Condition("authors", 12)], (SUMMER, WINTER), 1),
            ([Condition("authors", 2, 2)], (SPRING,), 1),
            ([Condition("comments", 0, 0)], (WINTER,), 2),
            ([Condition("upvotes", 10)], (SPRING,), 1),
            ([Condition("organisation", names=("Reef Lab",))], (SPRING, WINTER), 1),
            ([Condition("organisation", names=("Reef Lab", "Dune Lab"))], (SPRING, SUMMER, WINTER), 1),
            ([Condition("organisation", names=("No Lab",))], (), 1),
            ([Condition("source", names=("page.txt",))], (SUMMER, UNDATED, WINTER), 0),
            ([Condition("source", names=("page.txt", "b.txt"))], (SPRING, SUMMER, UNDATED, WINTER), 0),
            ([Condition("id", names=ids(WINTER, UNDATED))], (UNDATED, WINTER), 0),
            ([Condition("id")], (), 0),
            ([Condition("date", date(2025, 1, 1)), Condition("authors", 12)], (WINTER,), 1),
            # The undated one is not left out for its date: it is not of this lab's source.
            ([Condition("date", date(2024, 1, 1)), Condition("source", names=("b.txt",))], (SPRING,), 0),
            # Winter has no upvotes known, summer too few.
            ([Condition("upvotes", 10), Condition("authors", 5)], (), 1),
        ],
    )
    def test_all_conditions_must_be_met(
        self, library: Library, conditions: list[Condition], found: tuple[Paper, ...], unknown: int
    ) -> None:
        matching = library.matching(conditions)
        assert (matching.ids, matching.unknown) == (ids(*found), unknown)

    def test_papers_that_lack_the_date_alone_are_told_apart(self, library: Library) -> None:
        since = Condition("date", date(2024, 1, 1))
        assert library.matching([since]).undated == ids(UNDATED)
        assert library.matching([since, Condition("authors", 2)]).undated == ()
        assert library.matching([Condition("authors", 2)]).undated == ()

    @pytest.mark.parametrize(
        ("order", "found"),
        [
            ("relevance", (SPRING, SUMMER, UNDATED, WINTER)),
            ("newest", (WINTER, SUMMER, SPRING, UNDATED)),
            ("oldest", (SPRING, SUMMER, WINTER, UNDATED)),
            ("upvotes", (SPRING, SUMMER, UNDATED, WINTER)),
            ("comments", (SPRING, WINTER, SUMMER, UNDATED)),
            ("authors", (SUMMER, WINTER, SPRING, UNDATED)),
        ],
    )
    def test_papers_with_an_unknown_value_come_last(
        self, library: Library, order: Order, found: tuple[Paper, ...]
    ) -> None:
        assert library.matching([], order).ids == ids(*found)

    def test_a_removed_paper_meets_no_condition(self, library: Library) -> None:
        library.remove([SPRING.id, UNDATED.id])
        assert library.matching([Condition("date", date(2024, 1, 1))]) == Matching(ids(SUMMER, WINTER), 0)
        assert library.names() == Names(("Dune Lab", "Reef Lab"), ("page.txt",), newest=date(2025, 1, 1))

    def test_names_are_those_of_the_papers(self, library: Library) -> None:
        assert library.names() == Names(("Dune Lab", "Reef Lab"), ("b.txt", "page.txt"), newest=date(2025, 1, 1))

    def test_an_empty_library_knows_no_names(self, tmp_path: Path) -> None:
        empty = Library(tmp_path / "empty.db")
        assert empty.names() == Names()
        assert empty.matching([Condition("authors", 1)]) == Matching((), 0)
        empty.close()

    @pytest.mark.parametrize(
        ("field", "known"), [("date", 3), ("comments", 2), ("upvotes", 3), ("source", 4), ("id", 4)]
    )
    def test_papers_with_a_known_field_are_counted(self, library: Library, field: Field, known: int) -> None:
        assert library.known(field) == known

    def test_hostile_names_find_nothing(self, library: Library) -> None:
        for field in ("organisation", "source", "id"):
            assert library.matching([Condition(field, names=("' OR 1=1 --", "%"))]).ids == ()


def test_an_older_library_gets_the_indexes(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    first = Library(path)
    first.upsert(entries(SPRING))
    first.close()
    db = sqlite3.connect(path)
    made = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")}
    for name in made:
        db.execute(f"DROP INDEX {name}")
    db.commit()
    again = Library(path)
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")}
    plan = db.execute("EXPLAIN QUERY PLAN SELECT id FROM papers WHERE NOT removed AND date > '2024'").fetchone()
    db.close()
    assert {"papers_by_date", "papers_by_organisation", "sightings_by_source"} <= made & there
    assert "COVERING INDEX papers_by_date" in plan[3]
    assert again.matching([Condition("date", date(2024, 1, 1))]).ids == ids(SPRING)
    again.close()
