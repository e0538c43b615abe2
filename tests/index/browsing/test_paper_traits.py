"""The traits by which the map is coloured: months by listing days or dates, the largest sources, stars."""

from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path

import pytest

from index.browsing.paper_traits import MOST_SOURCES, UNKNOWN, traits_of, trend_of
from index.papers import Entry, Paper
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from index.stores.library import Library

LISTED = Paper("Gulls", "We count gulls.", date=Date(2024, 1, 5), listed_on=(Date(2024, 3, 8), Date(2024, 6, 1)))
DATED = Paper("Terns", "We hear terns.", date=Date(2023, 12, 9))
UNDATED = Paper("Auks", "We follow auks.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library.db")
    opened.upsert([Entry(LISTED, 1), Entry(DATED, 2)], "/mon/birds.txt")
    opened.upsert([Entry(UNDATED, 1), Entry(DATED, 2), Entry(LISTED, 3)], "/mon/sea.txt")
    yield opened
    opened.close()


def test_the_first_day_on_a_listing_counts_before_the_date_and_what_is_not_known_is_apart(library: Library) -> None:
    traits = traits_of(library, [UNDATED.id, LISTED.id, DATED.id])
    assert traits.months == ("2023-12", "2024-03")
    assert traits.month == (UNKNOWN, 1, 0)


def test_a_paper_known_by_its_year_alone_stands_before_the_months_of_that_year(library: Library) -> None:
    old = Paper("Skuas", "We ring skuas.", date=Date(2024, 1, 1), date_precision="year")
    listed = Paper(
        "Petrels", "We track petrels.", date=Date(2023, 1, 1), date_precision="year", listed_on=(Date(2024, 3, 9),)
    )
    library.upsert([Entry(old, 1), Entry(listed, 2)], "/tue/birds.txt")
    traits = traits_of(library, [DATED.id, LISTED.id, old.id, listed.id])
    assert (traits.months, traits.month) == (("2023-12", "2024", "2024-03"), (0, 2, 1, 2))
    assert trend_of(traits.months) == ["2023-12", "2024", "2024-01", "2024-02", "2024-03"]


def test_trends_end_at_what_fits_and_begin_with_the_first_paper() -> None:
    assert trend_of(["2019-11", "2024-02"])[:2] == ["2022-03", "2022-04"]
    assert (trend_of([]), trend_of(["2024-02"]), trend_of(["2023-12", "2024"])) == (
        [],
        ["2024-02"],
        ["2023-12", "2024"],
    )


def test_each_paper_has_its_largest_source_and_the_small_ones_are_others(library: Library) -> None:
    ids = [DATED.id, UNDATED.id, "gone"]
    assert traits_of(library, ids).source == (0, 0, UNKNOWN)
    for number in range(MOST_SOURCES):
        papers = [Paper(f"Paper {number} {part}", "Of birds.") for part in range(2)]
        library.upsert([Entry(one, 1) for one in papers], f"/tue/{number}.txt")
    library.upsert([Entry(Paper("Lone", "One alone."), 1)], "/wed/lone.txt")
    lone = next(paper.id for paper in library.papers() if paper.title == "Lone")
    traits = traits_of(library, [DATED.id, lone])
    assert len(traits.sources) == MOST_SOURCES
    assert (traits.sources[traits.source[0]], traits.source[1]) == ("sea.txt", UNKNOWN)


def test_stars_are_sent_by_position_and_follow_each_change(library: Library) -> None:
    ids = [LISTED.id, DATED.id]
    assert traits_of(library, ids).starred == ()
    change_marks(library, [DATED.id], MarkChange(starred=True))
    assert traits_of(library, ids).starred == (1,)
