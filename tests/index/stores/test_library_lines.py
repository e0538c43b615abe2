"""The whole library as lines of JSON, and another library made of them."""

import json
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.sources import read
from index.stores.by_hand.paper_marks import MarkChange, change_marks, marks_of
from index.stores.by_hand.record_edits import edit_record
from index.stores.library import Library
from index.stores.library_lines import library_lines, put_lines

GULL = Paper(
    "Gull Eye",
    "We count gulls.",
    authors=("Ann Larus",),
    arxiv_id="2401.00001v2",
    date=Date(2024, 1, 5),
    listed_on=(Date(2024, 1, 8),),
    categories=("cs.CV",),
    tags=("gulls",),
    other_ids=("pmid:1",),
)
TERN = Paper("Tern Ear", "We hear terns.", doi="10.1000/tern", date=Date(2023, 12, 9), date_inferred=True, upvotes=0)


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = Library(tmp_path / "one" / "library.db", database)
    opened.upsert([Entry(GULL, 3), Entry(TERN, 9)], "/mon/page.txt")
    opened.upsert([Entry(Paper("Gull Eye", "We count gulls, and all of them read.", venue="ICG"), 1)], "/tue/page.txt")
    change_marks(opened, [GULL.id], MarkChange(read=True, starred=True, note="Read twice.", add_tags=("birds",)))
    edit_record(opened, TERN.id, {"organisation": "Reef Lab"})
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "two" / "library.db")
    yield opened
    opened.close()


def test_another_library_is_made_the_same(library: Library, other: Library) -> None:
    lines = [*library_lines(library)]
    assert put_lines(other, lines) == (2, 0)
    assert other.papers() == library.papers()
    assert other.sources() == library.sources()
    ids = [paper.id for paper in library.papers()]
    assert marks_of(other, ids) == marks_of(library, ids) != {}
    assert [*library_lines(other)] == lines


def test_edits_stand_after_an_import_too(library: Library, other: Library) -> None:
    put_lines(other, library_lines(library))
    other.upsert([Entry(Paper("Tern Ear", "We hear terns.", organisation="Zoo"), 1)], "/wed/page.txt")
    assert [paper.organisation for paper in other.papers() if paper.id == TERN.id] == ["Reef Lab"]


def test_importing_again_changes_nothing(library: Library, other: Library) -> None:
    lines = [*library_lines(library)]
    put_lines(other, lines)
    revision = other.revision
    assert put_lines(other, lines) == (0, 2)
    assert (other.revision, [*library_lines(other)]) == (revision, lines)


def test_papers_that_are_there_are_merged_and_keep_their_marks(library: Library, other: Library) -> None:
    other.upsert([Entry(Paper("Gull Eye: Reading", "We count.", arxiv_id="2401.00001"), 1)], "/here/a.txt")
    (known,) = other.papers()
    change_marks(other, [known.id], MarkChange(note="Mine."))
    assert put_lines(other, library_lines(library)) == (1, 1)
    gull = next(paper for paper in other.papers() if paper.id == known.id)
    assert (gull.arxiv_id, gull.authors, len(gull.sources)) == ("2401.00001", ("Ann Larus",), 3)
    assert marks_of(other, [known.id])[known.id].note == "Mine."


def test_other_readers_read_the_papers(library: Library) -> None:
    data = "\n".join(library_lines(library)).encode()
    found = [entry.paper for entry in read(data, "a.jsonl", Date(2026, 11, 28)).entries]
    assert [(paper.title, paper.abstract, paper.authors) for paper in found] == [
        (paper.title, paper.abstract, paper.authors) for paper in library.papers()
    ]


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", json.dumps({"title": "Gull", "abstract": "We count."}), "[" * 99_999]
)
@pytest.mark.usefixtures("no_garbage_collection")
def test_a_line_that_is_none_adds_nothing(library: Library, other: Library, line: str) -> None:
    with pytest.raises(PaperchatError, match="Line 3 is not a paper from an exported library"):
        put_lines(other, [*library_lines(library), line])
    assert other.count() == 0
