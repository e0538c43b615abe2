"""The file of the library."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sql

from index.errors import PaperchatError
from index.questions.query import Condition
from index.stores import tables
from index.stores.databases.portable_sql import Descending
from index.stores.filters import met
from index.stores.library import Library
from tests.conftest import paper
from tests.index.stores.library.library_papers import SPRING, TIDE, entries, ids


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
    assert {"papers_by_day", "papers_by_organisation", "sightings_by_source"} <= made & there
    assert "COVERING INDEX papers_by_day" in plan[3]
    assert again.matching([Condition("date", date(2024, 1, 1))]).ids == ids(SPRING)
    again.close()


@pytest.mark.parametrize(
    ("column", "index"),
    [
        (tables.papers.c.added, "papers_by_time_of_addition"),
        (tables.papers.c.date, "papers_by_day"),
        (tables.papers.c.upvotes, "papers_by_highest_upvotes"),
        (tables.LISTING_DAY, "papers_by_last_listing"),
    ],
)
def test_papers_are_read_in_the_order_of_an_index(tmp_path: Path, column: sql.ColumnElement[Any], index: str) -> None:
    library = Library(tmp_path / "library.db")
    query = sql.select(tables.papers.c.id).order_by(Descending(column), *tables.TIEBREAK)
    words = query.compile(library.database)
    with library.database.connect() as db:
        (step,) = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}").all()
    library.close()
    # Newer releases of SQLite call it a covering one.
    assert step.detail.replace("COVERING ", "") == f"SCAN papers USING INDEX {index}"


def test_an_older_library_loses_the_indexes_that_others_have_replaced(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Library(path).close()
    db = sqlite3.connect(path)
    db.execute("CREATE INDEX papers_by_state ON papers (removed, indexed, revision, id)")
    Library(path).close()
    found = db.execute("SELECT name FROM sqlite_master WHERE name = 'papers_by_state'").fetchall()
    db.close()
    assert not found


@pytest.mark.parametrize("query", [tables.STATE, sql.select(sql.func.count()).where(tables.PENDING)])
def test_what_is_asked_at_each_question_reads_no_abstracts(tmp_path: Path, query: sql.Select[Any]) -> None:
    library = Library(tmp_path / "library.db")
    words = str(query.compile(library.database, compile_kwargs={"literal_binds": True}))
    with library.database.connect() as db:
        plan = [row.detail for row in db.execute(sql.text(f"EXPLAIN QUERY PLAN {words}"))]
    library.close()
    assert [step for step in plan if "papers" in step and "COVERING INDEX" in step], plan


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        (Condition("kind", names=("survey",)), "papers_that_are_surveys"),
        (Condition("code", names=("yes",)), "papers_with_code"),
        (Condition("date", None, date(2024, 3, 31)), "papers_known_by_year"),
    ],
)
def test_what_only_some_papers_have_is_looked_up_and_not_read_in_the_rows(
    tmp_path: Path, condition: Condition, index: str
) -> None:
    library = Library(tmp_path / "library.db")
    query = sql.select(tables.papers.c.id).where(tables.PRESENT, met(condition)).order_by(tables.papers.c.date.desc())
    words = str(query.compile(library.database, compile_kwargs={"literal_binds": True}))
    with library.database.connect() as db:
        plan = [row.detail for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}")]
    library.close()
    assert [step for step in plan if f"INDEX {index}" in step], plan


def test_the_log_of_a_large_addition_does_not_stay(tmp_path: Path) -> None:
    library, log = Library(tmp_path / "library.db"), tmp_path / "library.db-wal"
    library.upsert(entries(*(paper(f"Tide {n}", f"We follow tide {n}. " * 1500) for n in range(300))))
    assert log.stat().st_size > 8 << 20
    for later in (TIDE, SPRING):
        library.upsert(entries(later))
    assert log.stat().st_size <= 4 << 20
    library.close()
