"""Each record has a checksum: damage is reported and left as it is, and the other papers are read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.stores import tables
from index.stores.author_names import authors_matching
from index.stores.by_hand.deletions import delete_papers, put_back
from index.stores.by_hand.record_edits import edit_record
from index.stores.library import Library
from index.stores.library_lines import library_lines, put_lines
from index.stores.record_checksums import sampled_damage

pytestmark = pytest.mark.slow

GULL = Paper(
    "Gull eyes in the fog",
    "A gull watches the pier through fog.",
    authors=("Bea Tern", "Cy Tern"),
    date=date(2023, 5, 4),
    comments=3,
    upvotes=7,
    arxiv_id="2301.00011v2",
    categories=("cs.CV",),
    listed_on=(date(2023, 5, 6),),
    tags=("birds",),
)
BOAT = Paper("Boats of bark", "Boats of bark carry more salt than boats of reed.", date=date(2022, 5, 4))
OTHERS = {"Boats of bark"}


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = Library(tmp_path / "library.db", database)
    opened.upsert([Entry(GULL, 1)], "a.txt")
    # Says more of the gull, so that its record says which source gave what.
    opened.upsert([Entry(Paper(GULL.title, GULL.abstract, arxiv_id="2301.00011", venue="Shore"), 1)], "b.txt")
    opened.upsert([Entry(BOAT, 5)], "a.txt")
    yield opened
    opened.close()


def damage(library: Library, column: str, value: str) -> None:
    """Change a value behind paperchat's back."""
    with library.database.begin() as db:
        db.execute(sql.text(f"UPDATE papers SET {column} = {value} WHERE id = '{GULL.id}'"))  # noqa: S608


def refused(library: Library) -> PaperchatError:
    with pytest.raises(PaperchatError) as caught:
        library.check()
    return caught.value


def test_records_that_were_written_are_whole(library: Library) -> None:
    library.check()
    library.check_sample()
    edit_record(library, BOAT.id, {"title": "Boats of birch", "authors": ["Dee Tern"]})
    put_back(library, delete_papers(library, [GULL.id]))
    library.check()
    assert (len(library.papers()), library.damaged, library.damage) == (2, {}, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "'Gull eyes in the fig'"),
        ("abstract", "'A gull watches the bier through fog.'"),
        ("venue", "'Share'"),
        ("upvotes", "8"),
        ("arxiv_id", "'2301.00012'"),
        ("date", "'2023-05-05'"),
        ("date_inferred", "TRUE"),
        ("authors", '\'["Bea Tern", "Cy Fern"]\''),
        ("listed_on", "'[\"2023-05-07\"]'"),
        ("added", "'2001-01-01 00:00:00.000000'"),
        ("checksum", "7"),
    ],
)
def test_a_changed_letter_is_reported(library: Library, column: str, value: str) -> None:
    copy = library.back_up()
    damage(library, column, value)
    with library.database.connect() as db:
        assert set(sampled_damage(db)) == {GULL.id}
    fault = refused(library)
    assert f"({GULL.id})" in fault.message
    assert f"`paperchat restore {copy}`" in fault.hint
    library.papers()
    assert set(library.damaged) == {GULL.id}
    with pytest.raises(PaperchatError):
        library.back_up()


IN_A_FILE = [
    ("date", "'2O26-13-45'"),
    ("added", "'a while ago'"),
    ("upvotes", "'many'"),
    ("comments", "x'07'"),
    ("date_precision", "'dax'"),
    ("authors", "'[\"Ada'"),
    ("authors", "'[1]'"),
    ("authors", "'[\"Bea Tern'"),
    ("tags", "'[\"Ada'"),
    ("categories", "'7'"),
    ("provenance", "'{\"venue\": 7}'"),
    ("provenance", "'['"),
    ("listed_on", "'[\"2023-0S-06\"]'"),
    ("revision", "'first'"),
    ("abstract", "CAST(x'fffe6162' AS TEXT)"),
    ("title", "x'4775'"),
]
"""What only a file holds: a server refuses it."""


@pytest.mark.parametrize(("column", "value"), IN_A_FILE)
def test_an_invalid_value_is_reported_and_the_others_are_read(tmp_path: Path, column: str, value: str) -> None:
    with closing(Library(tmp_path / "library.db")) as library:
        library.upsert([Entry(GULL, 1), Entry(BOAT, 5)], "a.txt")
        library.upsert([Entry(Paper(GULL.title, GULL.abstract, arxiv_id="2301.00011", venue="Shore"), 1)], "b.txt")
        damage(library, column, value)
        assert GULL.id in str(refused(library))
        papers = library.papers()
        assert len(papers) == 2
        assert {paper.title for paper in papers} >= OTHERS
        assert all(paper.iso_date is not None for paper in papers)
        assert len(list(library_lines(library))) == 2
        assert column == "revision" or set(library.damaged) == {GULL.id}
        library.names()
        authors_matching(library, "Tern")
        list(library.pending())


@pytest.mark.parametrize("change", ["add", "edit"])
def test_nothing_is_written_over_a_damaged_record(library: Library, change: str) -> None:
    damage(library, "abstract", "'A gull watches the bier through fog.'")
    more = Paper(GULL.title, GULL.abstract, arxiv_id="2301.00011", doi="10.1000/7")
    changes: dict[str, Callable[[], object]] = {
        "add": lambda: library.upsert([Entry(more, 1)], "c.txt"),
        "edit": lambda: edit_record(library, GULL.id, {"venue": "Sea"}),
    }
    with pytest.raises(PaperchatError, match=GULL.id):
        changes[change]()
    assert GULL.id in str(refused(library))
    # The others can still be added, and what says nothing new of the damaged one, too.
    assert library.upsert([Entry(Paper("Nets of rope", "Nets of rope hold ten fish."), 1)], "c.txt").added == 1


def test_a_damaged_record_can_be_removed_and_added_again(library: Library) -> None:
    damage(library, "abstract", "'A gull watches the bier through fog.'")
    library.remove([GULL.id])
    library.purge(library.removed())
    library.check()
    library.upsert([Entry(GULL, 1)], "a.txt")
    library.check()
    assert library.papers([GULL.id])[0].abstract == GULL.abstract


def test_a_deletion_that_is_undone_does_not_make_a_damaged_record_whole(library: Library) -> None:
    damage(library, "abstract", "'A gull watches the bier through fog.'")
    deletion = delete_papers(library, [GULL.id])
    library.check()
    put_back(library, deletion)
    assert GULL.id in str(refused(library))


def test_an_imported_library_is_whole(library: Library, tmp_path: Path) -> None:
    with closing(Library(tmp_path / "other.db")) as other:
        put_lines(other, library_lines(library))
        other.check()
        assert len(other.papers()) == 2


def test_records_get_their_checksums_when_the_library_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(Library(path)) as library:
        library.upsert([Entry(GULL, 1), Entry(BOAT, 5)], "a.txt")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ALTER TABLE papers DROP COLUMN checksum")
        db.execute("DROP TABLE paper_authors")
        db.execute("UPDATE facts SET value = '8' WHERE name = 'schema'")
        db.execute("UPDATE papers SET date = '2O26-13-45' WHERE id = ?", [GULL.id])
    with closing(Library(path)) as library:
        # What was damaged before has none, and is reported.
        assert set(refused(library).message.split()) & {f"({BOAT.id})."} == set()
        assert f"({GULL.id})" in refused(library).message
        damage(library, "date", "NULL")
        with library.database.begin() as changed:
            other = tables.papers.c.id == BOAT.id
            changed.execute(sql.update(tables.papers).where(other).values(abstract="Boats of bank."))
        assert f"({BOAT.id})" in refused(library).message
    assert path.with_name("library.db.backup-8").exists()


def test_many_damaged_records_are_named_in_one_line(library: Library) -> None:
    library.upsert([Entry(Paper(f"Nets of rope {n}", f"Nets of rope hold {n} fish."), n) for n in range(1200)], "c.txt")
    library.check()
    with library.database.begin() as db:
        db.execute(sql.text("UPDATE papers SET abstract = 'Nets' WHERE title LIKE 'Nets of rope 1%'"))
    assert "and 308 more" in refused(library).message
