"""What the papers of a selection have in common."""

from collections.abc import Iterator
from datetime import date

import pytest

from index.browsing.facets import facets_of
from index.browsing.table_page import page_of
from index.browsing.table_selection import Selection
from index.collection import Stores
from index.papers import Entry
from index.questions.query import Condition
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from tests.conftest import opened, paper

ONE = paper(
    "One Tide",
    "It turns.",
    date=date(2024, 3, 1),
    organisation="Reef Lab",
    categories=("cs.CL", "cs.AI"),
    tags=("Sea",),
)  # fmt: skip
TWO = paper("Two Tides", "They turn.", date=date(2024, 5, 1), organisation="Reef Lab", sources=("b.txt",))
OLD = paper("Old Tide", "It turned.", date=date(1999, 5, 1), categories=("cs.CL",))
NONE = paper("No Date", "None.")
PAPERS = (ONE, TWO, OLD, NONE)
MARKS = MarkChange(read=True, add_tags=("sea", "mine"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Four papers, for tests that only read them."""
    for stores in opened(tmp_path_factory.mktemp("facets"), *PAPERS):
        change_marks(stores.library, [TWO.id], MARKS)
        yield stores


@pytest.fixture
def database() -> None:
    """Damage is done to a file: a server takes no broken lists."""


@pytest.fixture
def changing(stores: Stores) -> Stores:
    """The same papers for a test that changes them, without an index."""
    stores.library.upsert([Entry(item, line) for line, item in enumerate(PAPERS, 1)])
    change_marks(stores.library, [TWO.id], MARKS)
    return stores


def facets(stores: Stores, selection: Selection) -> dict[str, dict[str, int]]:
    return {facet.name: dict(facet.values) for facet in facets_of(stores, selection)}


def test_values_are_counted_over_the_whole_collection(shelf: Stores) -> None:
    found = facets(shelf, Selection())
    assert found == {
        "source": {"page.txt": 3, "b.txt": 1},
        "year": {"2024": 2, "1999": 1},
        "month": {"2024-05": 1, "2024-03": 1, "1999-05": 1},
        "organisation": {"Reef Lab": 2},
        "category": {"cs.CL": 2, "cs.AI": 1},
        "tag": {"Sea": 2, "mine": 1},
        "read": {"yes": 1, "no": 3},
        "starred": {"yes": 0},
        "noted": {"yes": 0},
    }


@pytest.mark.parametrize("broken", ["[", "5", "[5]"])
def test_a_list_that_was_damaged_hides_no_other(changing: Stores, broken: str) -> None:
    with changing.library.database.begin() as db:
        db.exec_driver_sql(f"UPDATE papers SET categories = '{broken}', tags = '[' WHERE title = 'One Tide'")  # noqa: S608
    found = facets(changing, Selection())
    assert (found["category"], found["tag"]) == ({"cs.CL": 1}, {"mine": 1, "sea": 1})


def test_a_paper_known_by_its_year_alone_counts_for_that_year_and_for_no_month(changing: Stores) -> None:
    yearly = paper("Yearly Tide", "It turns.", date=date(2024, 1, 1), date_precision="year")
    changing.library.upsert([Entry(yearly, 9)], "/yearly.bib")
    found = facets(changing, Selection())
    assert (found["year"]["2024"], found["month"]) == (3, {"2024-05": 1, "2024-03": 1, "1999-05": 1})
    january = Selection(conditions=(Condition("date", date(2024, 1, 1), date(2024, 1, 31)),))
    assert page_of(changing, january, 0, 9).total == 0


def test_a_mark_is_counted_at_once(changing: Stores) -> None:
    facets(changing, Selection())
    change_marks(changing.library, [ONE.id], MarkChange(starred=True))
    assert facets(changing, Selection())["starred"] == {"yes": 1}


def test_a_restricted_field_still_shows_its_other_values(shelf: Stores) -> None:
    found = facets(shelf, Selection(conditions=(Condition("date", date(2024, 1, 1), date(2024, 12, 31)),)))
    assert found["year"] == {"2024": 2, "1999": 1}
    assert found["month"] == {"2024-05": 1, "2024-03": 1}
    assert found["category"] == {"cs.CL": 1, "cs.AI": 1}


def test_words_restrict_every_facet(shelf: Stores) -> None:
    found = facets(shelf, Selection("they turn"))
    assert (found["source"], found["organisation"]) == ({"b.txt": 1}, {"Reef Lab": 1})


def test_selections_leave_nothing_behind(shelf: Stores) -> None:
    for _ in range(3):
        facets(shelf, Selection("turns", (Condition("read", names=("no",)),)))
    with shelf.library.database.connect() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM sqlite_temp_master").scalar() == 0
