"""What a person wrote has checksums: damage is reported until the value is written again."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.stores.by_hand.paper_marks import MarkChange, change_marks, marks_of
from index.stores.by_hand.record_edits import edit_record
from index.stores.library import Library
from index.stores.library_lines import library_lines, put_lines
from tests.empty_library import new_library

GULL = Paper("Gull eyes in the fog", "A gull watches the pier through fog.", arxiv_id="2301.00011")
BOAT = Paper("Boats of bark", "Boats of bark carry more salt than boats of reed.")
NOTE = "Read the part on fog again"


def fill(library: Library) -> None:
    library.upsert([Entry(GULL, 1), Entry(BOAT, 5)], "a.txt")
    change_marks(library, [GULL.id, BOAT.id], MarkChange(read=True, note=NOTE, add_tags=("birds", "Boats")))
    edit_record(library, GULL.id, {"venue": "Shore", "authors": ["Bea Tern"], "organisation": None})


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = new_library(tmp_path / "library.db", database)
    fill(opened)
    yield opened
    opened.close()


def damage(library: Library, change: str) -> None:
    """Change what is stored of one paper behind paperchat's back."""
    with library.database.begin() as db:
        db.execute(sql.text(f"{change} AND paper_id = '{GULL.id}'"))


def fault(library: Library) -> str:
    try:
        library.check()
    except PaperchatError as found:
        return found.message
    return ""


def test_what_was_written_is_whole(library: Library) -> None:
    change_marks(library, [GULL.id], MarkChange(starred=True, remove_tags=("birds",), add_tags=("fog",)))
    change_marks(library, [BOAT.id], MarkChange(note="Bark \N{DASH SYMBOL} and salt"))
    edit_record(library, GULL.id, {"venue": "Sea"})
    assert fault(library) == ""


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE paper_marks SET note = 'Read the part on fig again' WHERE read",
        "UPDATE paper_marks SET starred = TRUE WHERE read",
        "UPDATE own_tags SET tag = 'birch' WHERE tag = 'birds'",
        "UPDATE record_edits SET value = '\"Share\"' WHERE field = 'venue'",
        "UPDATE record_edits SET value = '[\"Bea Fern\"]' WHERE field = 'authors'",
        "UPDATE record_edits SET checksum = 7 WHERE field = 'organisation'",
    ],
)
def test_a_changed_letter_is_reported(library: Library, change: str) -> None:
    copy = library.back_up()
    damage(library, change)
    with pytest.raises(PaperchatError) as found:
        library.check()
    assert f"({GULL.id})" in found.value.message
    assert BOAT.id not in found.value.message
    assert f"`paperchat restore {copy}`" in found.value.hint
    with pytest.raises(PaperchatError):
        library.back_up()


def test_a_damaged_note_stays_known_until_it_is_written_again(library: Library) -> None:
    damage(library, "UPDATE paper_marks SET note = 'Read the part on fig again' WHERE read")
    change_marks(library, [GULL.id], MarkChange(starred=True, add_tags=("fog",)))
    assert GULL.id in fault(library)
    change_marks(library, [GULL.id], MarkChange(note=NOTE))
    assert fault(library) == ""


def test_a_damaged_tag_stays_known_until_it_is_taken_away(library: Library) -> None:
    damage(library, "UPDATE own_tags SET tag = 'birch' WHERE tag = 'birds'")
    change_marks(library, [GULL.id], MarkChange(note="Boats, too", add_tags=("fog",)))
    assert GULL.id in fault(library)
    change_marks(library, [GULL.id], MarkChange(remove_tags=("birch",), add_tags=("birds",)))
    assert fault(library) == ""
    assert marks_of(library, [GULL.id])[GULL.id].tags == ("birds", "Boats", "fog")


def test_an_edit_that_cannot_be_read_empties_no_field(tmp_path: Path) -> None:
    with closing(Library(tmp_path / "library.db")) as library:
        fill(library)
        damage(library, "UPDATE record_edits SET value = '[\"Bea' WHERE field = 'authors'")
        assert GULL.id in fault(library)
        library.upsert([Entry(Paper(GULL.title, GULL.abstract, arxiv_id="2301.00011", authors=("Cy",)), 1)], "b.txt")
        (paper,) = library.papers([GULL.id])
        assert (paper.authors, paper.venue, paper.organisation) == (("Cy",), "Shore", None)


def test_marks_and_edits_of_an_imported_library_are_whole(library: Library, tmp_path: Path) -> None:
    with closing(Library(tmp_path / "other.db")) as other:
        put_lines(other, library_lines(library))
        assert fault(other) == ""
        assert marks_of(other, [GULL.id]) == marks_of(library, [GULL.id])


@pytest.mark.parametrize("broken", [False, True])
def test_they_get_their_checksums_when_the_library_is_migrated(tmp_path: Path, broken: bool) -> None:
    path = tmp_path / "library.db"
    with closing(Library(path)) as library:
        fill(library)
    with closing(sqlite3.connect(path)) as db, db:
        for table in ("paper_marks", "own_tags", "record_edits"):
            db.execute(f"ALTER TABLE {table} DROP COLUMN checksum")
        db.execute("DROP TABLE paper_authors")
        db.execute("UPDATE facts SET value = '9' WHERE name = 'schema'")
        if broken:
            db.execute("UPDATE record_edits SET value = '[\"Bea' WHERE field = 'authors'")
    with closing(Library(path)) as library:
        assert (GULL.id in fault(library)) == broken
        damage(library, "UPDATE paper_marks SET note = 'Read the part on fig again' WHERE read")
        assert GULL.id in fault(library)
    assert path.with_name("library.db.backup-9").exists()
    if broken:
        # What is left of it is not written over.
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("SELECT value FROM record_edits WHERE field = 'authors'").fetchall() == [('["Bea',)]
