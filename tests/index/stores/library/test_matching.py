"""Which papers match a filter."""

from datetime import date
from pathlib import Path

import pytest

from index.papers import Paper
from index.questions.query import Condition, Field, Names, Order
from index.stores.filters import Matching
from index.stores.library import Library
from tests.conftest import paper
from tests.index.stores.library.library_papers import SPRING, entries, ids

SUMMER = paper("Summer Tide", "A.", date=date(2024, 8, 31), author_count=12, organisation="Dune Lab", upvotes=9)

WINTER = paper("Winter Tide", "A.", date=date(2025, 1, 1), author_count=12, organisation="Reef Lab", comments=0)

YEARLY = paper("Yearly Tide", "A.", date=date(2023, 1, 1), date_precision="year")

UNDATED = paper("Undated Tide", "A.", upvotes=9)


class TestMatching:
    @pytest.fixture(autouse=True)
    def fill(self, library: Library) -> None:
        library.upsert(entries(WINTER, SUMMER, SPRING, UNDATED))

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
        assert library.any_match(conditions) == bool(found)

    def test_papers_that_lack_only_the_date_are_counted_separately(self, library: Library) -> None:
        since = Condition("date", date(2024, 1, 1))
        assert library.matching([since]).undated == ids(UNDATED)
        assert library.matching([since, Condition("authors", 2)]).undated == ()
        assert library.matching([Condition("authors", 2)]).undated == ()

    @pytest.mark.parametrize(
        ("least", "most", "met", "undated"),
        [
            (date(2023, 1, 1), date(2023, 12, 31), True, False),
            (date(2023, 1, 1), date(2023, 1, 31), False, True),
            (None, date(2023, 6, 30), False, True),
            (date(2023, 2, 1), None, False, True),
            (date(2022, 5, 1), date(2024, 5, 1), True, False),
            (date(2024, 1, 1), date(2024, 1, 31), False, False),
        ],
    )
    def test_a_paper_known_by_its_year_alone_is_in_no_month_of_it(
        self, library: Library, least: date | None, most: date | None, *, met: bool, undated: bool
    ) -> None:
        library.upsert(entries(YEARLY))
        found = library.matching([Condition("date", least, most)])
        assert (YEARLY.id in found.ids, YEARLY.id in found.undated) == (met, undated)
        assert (YEARLY.id in library.matching([Condition("appeared", least, most)]).ids) == met

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


def test_papers_by_any_of_a_thousand_authors_are_found(library: Library) -> None:
    library.upsert(entries(paper("Kelp", "A.", authors=("Bo Chen 777",)), paper("Tide", "B.", authors=("Ada Tern",))))
    names = tuple(f"Bo Chen {number}" for number in range(1500))
    assert [item.title for item in library.papers(library.matching([Condition("author", names=names)]).ids)] == ["Kelp"]


def test_papers_of_one_day_are_in_the_order_of_how_their_titles_begin(library: Library) -> None:
    titles = ("Whales", "Tides of the Wadden Sea", "Tides of the Baltic Sea", "Aardvarks")
    library.upsert(entries(*(paper(title, "A.", date=date(2026, 5, 1)) for title in titles)))
    found = library.papers(library.matching((), "newest").ids)
    assert [one.title for one in found] == sorted(titles)
