"""Libraries of earlier releases, each with four invented papers: `library-0.1.db` and `library-0.2.db`."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.questions.query import Condition
from index.stores import migrations
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from index.stores.library import Library

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
OLD = Path(__file__).parent / "library-0.1.db"
GATES, KELP = "cf68a164ce49", "36c57da0e29f"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(OLD, tmp_path / "library.db"))


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    found = db.execute(query).fetchall()
    db.close()
    return found


def test_a_library_of_release_0_1_keeps_papers_ids_and_sources(path: Path) -> None:
    old = rows(path, "SELECT id, title, abstract, authors, organisation, date, comments FROM papers ORDER BY title")
    library = Library(path)
    new = [
        (p.id, p.title, p.abstract, p.author_count, p.organisation, p.date and p.date.isoformat(), p.comments)
        for p in library.papers()
    ]
    assert new == old
    assert library.sources() == {"monday.txt": 3, "tuesday.txt": 2}
    (gates,) = library.papers([GATES])
    assert (gates.title, gates.sources, gates.date) == (
        "Quiet Gates for Loud Rivers",
        ("monday.txt", "tuesday.txt"),
        date(2024, 5, 9),
    )
    assert [paper.title for paper in library.papers() if paper.date_inferred] == ["On the Honesty of Weather Cocks"]
    library.close()


def test_migrating_leaves_nothing_to_encode_again(path: Path) -> None:
    name = rows(path, "SELECT value FROM facts WHERE name = 'library'")[0][0]
    indexed = rows(path, "SELECT id, revision FROM papers ORDER BY id")
    library = Library(path)
    assert (library.name, library.count_pending(), library.count_passages()) == (name, 0, 12)
    assert (sorted(library.indexed().items()), library.revision) == (indexed, 2)
    library.close()


def test_the_old_file_is_kept_as_a_backup(path: Path) -> None:
    Library(path).close()
    backup = path.with_name("library.db.backup-1")
    for table in ("facts", "papers", "sightings"):
        assert rows(backup, f"SELECT * FROM {table}") == rows(OLD, f"SELECT * FROM {table}")  # noqa: S608
    written = backup.stat().st_mtime_ns
    Library(path).close()
    assert backup.stat().st_mtime_ns == written
    assert rows(path, "SELECT value FROM facts WHERE name = 'schema'") == [(str(max(migrations.STEPS)),)]


def test_a_migrated_library_has_the_tables_of_a_new_one(path: Path, tmp_path: Path) -> None:
    Library(path).close()
    Library(tmp_path / "new.db").close()
    found = []
    for file in (path, tmp_path / "new.db"):
        columns = rows(file, "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c ORDER BY 1, 2")
        indexes = rows(file, "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name")
        by_key = rows(file, "SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%' ORDER BY name")
        found.append((columns, indexes, by_key))
    assert found[0] == found[1]


def test_a_migrated_library_takes_papers(path: Path) -> None:
    library = Library(path)
    known = library.papers([KELP])[0]
    seen = Paper(known.title, known.abstract, arxiv_id="2303.00017v2", authors=("Ann Frond",), sources=("c.bib",))
    library.upsert([Entry(seen, 1)])
    (merged,) = library.papers([KELP])
    assert (merged.arxiv_id, merged.arxiv_version, merged.authors) == ("2303.00017", 2, ("Ann Frond",))
    assert (merged.author_count, merged.sources) == (3, ("c.bib", "monday.txt"))
    assert library.count() == 4
    library.close()


def test_a_library_of_a_newer_release_is_refused_and_left_alone(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("UPDATE facts SET value = '99' WHERE name = 'schema'")
    db.commit()
    db.close()
    before = rows(path, "SELECT name, sql FROM sqlite_master")
    with pytest.raises(PaperchatError, match="newer version of paperchat") as caught:
        Library(path)
    assert "Update" in caught.value.hint
    assert rows(path, "SELECT name, sql FROM sqlite_master") == before
    assert rows(path, "SELECT * FROM papers") == rows(OLD, "SELECT * FROM papers")
    assert list(path.parent.glob("*backup*")) == []


def test_a_migration_that_fails_leaves_the_old_file(path: Path) -> None:
    def fail(db: sql.Connection) -> None:
        db.exec_driver_sql("ALTER TABLE papers ADD COLUMN lost VARCHAR")
        raise OSError("no more")

    engine = sql.create_engine(f"sqlite:///{path}")
    with pytest.raises(OSError, match="no more"):
        migrations.migrate(engine, path, {2: fail})
    engine.dispose()
    library = Library(path)
    assert library.count() == 4
    library.close()
    assert "lost" not in {name for (name,) in rows(path, "SELECT name FROM pragma_table_info('papers')")}


def test_a_migration_that_is_killed_leaves_the_old_file(path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "import sqlalchemy as sql\n"
        "from index.stores import migrations\n"
        "def killed(db):\n"
        "    migrations.STEPS[2](db)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "path = Path(sys.argv[1])\n"
        "migrations.migrate(sql.create_engine(f'sqlite:///{path}'), path, {2: killed})\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    assert rows(path, "SELECT value FROM facts WHERE name = 'schema'") == [("1",)]
    library = Library(path)
    assert (library.count(), library.sources()) == (4, {"monday.txt": 3, "tuesday.txt": 2})
    library.close()


def test_steps_are_run_in_order_and_once(path: Path) -> None:
    done: list[int] = []
    newest = max(migrations.STEPS)
    steps: dict[int, migrations.Step] = {
        **migrations.STEPS,
        newest + 1: lambda _: done.append(newest + 1),
        newest + 2: lambda _: done.append(newest + 2),
    }
    engine = sql.create_engine(f"sqlite:///{path}")
    for _ in range(2):
        migrations.migrate(engine, path, steps)
    engine.dispose()
    assert done == [newest + 1, newest + 2]
    assert rows(path, "SELECT value FROM facts WHERE name = 'schema'") == [(str(newest + 2),)]


def test_converting_many_papers_says_so_once(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "MANY", 3)
    for _ in range(2):
        Library(path).close()
    assert [f"Converting the library of 4 papers to this version, once: {path}"] == caplog.messages


def test_converting_a_few_papers_says_nothing(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Library(path).close()
    assert not caplog.messages


def test_a_library_of_release_0_2_keeps_its_records_and_takes_marks(tmp_path: Path) -> None:
    path = Path(shutil.copy(OLD.with_name("library-0.2.db"), tmp_path / "library.db"))
    kept = "SELECT id, title, authors, arxiv_id, doi, categories, tags, revision, indexed FROM papers ORDER BY id"
    before = rows(path, kept)
    library = Library(path)
    assert (len(before), rows(path, kept)) == (4, before)
    assert (library.count_pending(), library.sources()) == (0, {"monday.txt": 3, "tuesday.txt": 2})
    change_marks(library, [GATES], MarkChange(starred=True))
    assert library.matching([Condition("starred", names=("yes",))]).ids == (GATES,)
    assert rows(path.with_name("library.db.backup-2"), kept) == before
    library.close()


def test_rows_of_a_paper_that_damage_took_keep_no_library_from_being_opened(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("DELETE FROM papers WHERE id = ?", [KELP])
    db.commit()
    db.close()
    library = Library(path)
    assert (library.count(), library.sources()) == (3, {"monday.txt": 2, "tuesday.txt": 2})
    library.close()


def test_what_is_in_the_log_of_the_old_file_is_in_the_backup(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("UPDATE papers SET comments = 77")
    db.commit()
    Library(path).close()
    db.close()
    assert rows(path.with_name("library.db.backup-1"), "SELECT DISTINCT comments FROM papers") == [(77,)]


def test_an_interrupted_new_library_is_completed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "write_missing", killed)
        with pytest.raises(KeyboardInterrupt):
            Library(tmp_path / "new.db")
    library = Library(tmp_path / "new.db")
    assert library.count() == 0
    library.close()
