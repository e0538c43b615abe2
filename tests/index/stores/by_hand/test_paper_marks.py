"""Marks on papers: they are kept, and survive whatever happens to the records."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.papers import Entry, Paper
from index.questions.query import Condition
from index.stores.by_hand.paper_marks import MAX_TAG, MarkChange, Marks, change_marks, marks_of, tags_in_use
from index.stores.library import Library
from tests.conftest import paper
from tests.empty_library import new_library

REEFS = paper("Reefs at Night", "Corals feed at night.")
DUNES = paper("Dunes by Day", "Sand moves by day.", arxiv_id="2401.00001")
ALL = Marks(read=True, starred=True, tags=("reefs", "To cite"), note="Ask Ann.")
BOTH = MarkChange(read=True, starred=True, note="Ask Ann.", add_tags=("To cite", "reefs"))


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = new_library(tmp_path / "library.db", database)
    opened.upsert([Entry(REEFS, 1), Entry(DUNES, 2)])
    yield opened
    opened.close()


def test_marks_are_there_when_the_library_is_opened_again(
    library: Library, tmp_path: Path, database: str | None
) -> None:
    change_marks(library, [REEFS.id], BOTH)
    again = Library(tmp_path / "library.db", database)
    assert marks_of(again, [REEFS.id, DUNES.id]) == {REEFS.id: ALL}
    again.close()


def test_a_change_leaves_the_other_marks(library: Library) -> None:
    change_marks(library, [REEFS.id], BOTH)
    change_marks(library, [REEFS.id, DUNES.id], MarkChange(starred=False, add_tags=("new",), remove_tags=("TO CITE",)))
    found = marks_of(library, [REEFS.id, DUNES.id])
    assert found == {REEFS.id: Marks(read=True, tags=("new", "reefs"), note="Ask Ann."), DUNES.id: Marks(tags=("new",))}


def test_tags_differ_by_more_than_case_and_have_no_line_breaks(library: Library) -> None:
    change_marks(library, [REEFS.id], MarkChange(add_tags=("Graphs", "graphs", " two\n lines ", "", "x" * 500)))
    assert marks_of(library, [REEFS.id])[REEFS.id].tags == ("Graphs", "two lines", "x" * MAX_TAG)


def test_tags_are_counted_over_the_papers_that_are_there(library: Library) -> None:
    change_marks(library, [REEFS.id, DUNES.id], MarkChange(add_tags=("sand",)))
    change_marks(library, [REEFS.id], MarkChange(add_tags=("night",)))
    assert tags_in_use(library) == {"night": 1, "sand": 2}
    library.remove([REEFS.id])
    assert tags_in_use(library) == {"sand": 1}


def test_marks_survive_removing_and_adding_again(library: Library) -> None:
    change_marks(library, [REEFS.id], BOTH)
    library.remove(["page.txt"])
    library.purge(library.removed())
    library.upsert([Entry(REEFS, 1)])
    assert marks_of(library, [REEFS.id])[REEFS.id].note == "Ask Ann."


def test_joining_two_records_joins_their_marks(library: Library) -> None:
    other = Paper("Dunes by Daylight", "Sand moves.", doi="10.1000/dunes", sources=("b.txt",))
    library.upsert([Entry(other, 1)])
    change_marks(library, [DUNES.id], MarkChange(starred=True, note="One.", add_tags=("a",)))
    change_marks(library, [other.id], MarkChange(read=True, note="Two.", add_tags=("b", "A")))
    link = Paper("Dunes by Day", "Sand.", arxiv_id="2401.00001", doi="10.1000/dunes", sources=("c.txt",))
    library.upsert([Entry(link, 1)])
    assert library.count() == 2
    assert marks_of(library, [DUNES.id, other.id]) == {
        DUNES.id: Marks(read=True, starred=True, tags=("a", "b"), note="One.\n\nTwo.")
    }


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([Condition("read", names=("no",))], [DUNES]),
        ([Condition("read", names=("yes",))], [REEFS]),
        ([Condition("starred", names=("yes",))], [REEFS]),
        ([Condition("starred", names=("no",))], [DUNES]),
        ([Condition("noted", names=("yes",))], [REEFS]),
        ([Condition("tag", names=("TO CITE",))], [REEFS]),
        ([Condition("tag", names=("nowhere",))], []),
        ([Condition("read", names=("no",)), Condition("starred", names=("yes",))], []),
    ],
)
def test_papers_are_chosen_by_their_marks(library: Library, conditions: list[Condition], found: list[Paper]) -> None:
    change_marks(library, [REEFS.id], BOTH)
    matching = library.matching(conditions)
    assert (matching.ids, matching.unknown, matching.undated) == (tuple(item.id for item in found), 0, ())


def test_tags_that_a_source_gave_count_as_well(library: Library) -> None:
    library.upsert([Entry(paper("Kelp", "Kelp grows.", tags=("Seaweed", "to cite")), 3)])
    change_marks(library, [REEFS.id], BOTH)
    assert library.matching([Condition("tag", names=("seaweed",))]).ids == (paper("Kelp", "").id,)
    assert len(library.matching([Condition("tag", names=("To cite",))]).ids) == 2
    assert library.names().tags == ("reefs", "Seaweed", "To cite")
