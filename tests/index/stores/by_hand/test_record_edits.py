"""Records that a person edited: no source takes the edits back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.papers import Entry
from index.stores.by_hand.record_edits import BY_HAND, checked_edits, edit_record
from index.stores.library import Library
from tests.conftest import paper
from tests.empty_library import new_library

REEFS = paper("Reefs at Night", "Corals feed at night.", authors=("Ann Reef",), arxiv_id="2401.00001v2")
DUNES = paper("Dunes by Day", "Sand moves by day.", doi="10.1000/dunes")
EDITS = {
    "title": " Reefs at\nDusk ",
    "abstract": "Short.",
    "authors": ["Ann Reef", "Bo Tide", ""],
    "date": "2024-05-06",
    "venue": "ReefConf",
}


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = new_library(tmp_path / "library.db", database)
    opened.upsert([Entry(REEFS, 1), Entry(DUNES, 2)])
    yield opened
    opened.close()


def test_an_edit_changes_the_record_and_says_whose_it_is(library: Library) -> None:
    edit_record(library, REEFS.id, checked_edits(EDITS))
    (found,) = library.papers([REEFS.id])
    assert (found.title, found.abstract, found.authors) == ("Reefs at Dusk", "Short.", ("Ann Reef", "Bo Tide"))
    assert (found.author_count, found.date, found.venue) == (2, date(2024, 5, 6), "ReefConf")
    assert (found.arxiv_id, found.arxiv_version) == ("2401.00001", 2)
    assert (found.source_of("venue"), found.source_of("arxiv_id")) == (BY_HAND, "page.txt")


def test_a_new_text_is_indexed_again_and_another_venue_is_not(library: Library) -> None:
    library.mark_indexed([(item, 2) for item in library.pending()])
    edit_record(library, REEFS.id, checked_edits({"venue": "ReefConf"}))
    assert library.count_pending() == 0
    edit_record(library, REEFS.id, checked_edits({"title": "Reefs at Dusk"}))
    assert [item.paper.title for item in library.pending()] == ["Reefs at Dusk"]


def test_adding_again_brings_nothing_back(library: Library) -> None:
    edit_record(library, REEFS.id, checked_edits(EDITS))
    longer = replace(REEFS, abstract="Corals feed at night, far down.", authors=("A", "B", "C"), upvotes=7)
    for path in ("page.txt", "other.txt"):
        library.upsert([Entry(longer, 1)], path)
    (found,) = library.papers([REEFS.id])
    assert (library.count(), found.title, found.abstract, found.upvotes) == (2, "Reefs at Dusk", "Short.", 7)
    assert (found.authors, found.author_count) == (("Ann Reef", "Bo Tide"), 2)


def test_edits_survive_removing_and_adding_again(library: Library) -> None:
    edit_record(library, REEFS.id, checked_edits({"abstract": "Short."}))
    library.remove([REEFS.id])
    library.purge(library.removed())
    library.upsert([Entry(REEFS, 1)])
    assert library.papers([REEFS.id])[0].abstract == "Short."


def test_a_paper_whose_title_was_edited_is_still_recognised(library: Library) -> None:
    edit_record(library, DUNES.id, checked_edits({"title": "Dunes at Noon", "doi": ""}))
    library.upsert([Entry(DUNES, 1), Entry(paper("Dunes at Noon", "Sand."), 2)], "again.txt")
    assert library.count() == 2
    assert library.papers([DUNES.id])[0].doi is None


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"title": " "}, "needs its title"),
        ({"abstract": None}, "needs its abstract"),
        ({"date": "soon"}, "'soon' is not a date"),
        ({"url": "javascript:alert(1)"}, "is not a web address"),
        ({"arxiv_id": "x"}, "'x' is not a valid arXiv id"),
        ({"doi": "x"}, "'x' is not a valid DOI"),
        ({"id": "x"}, "'id' cannot be edited"),
        ({"authors": "Ann"}, "'authors' cannot be edited"),
    ],
)
def test_what_cannot_be_in_a_record_is_refused(edits: dict[str, object], message: str) -> None:
    with pytest.raises(PaperchatError, match=message):
        checked_edits(edits)


def test_the_id_of_another_paper_is_refused(library: Library) -> None:
    with pytest.raises(PaperchatError, match="“Dunes by Day” has the same"):
        edit_record(library, REEFS.id, checked_edits({"venue": "X", "doi": "10.1000/DUNES"}))
    assert library.papers([REEFS.id])[0].venue is None


def test_a_paper_that_is_gone_cannot_be_edited(library: Library) -> None:
    with pytest.raises(PaperchatError, match="no longer in the collection"):
        edit_record(library, "0" * 12, checked_edits({"venue": "X"}))
