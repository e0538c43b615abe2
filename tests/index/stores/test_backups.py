"""Copies of the library, and what is said of one that is damaged or gone."""

import os
import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from index.collection import open_stores
from index.errors import PaperchatError
from index.papers import Entry
from index.stores import backups
from index.stores.library import Library
from tests.conftest import WordEncoder, paper

pytestmark = pytest.mark.slow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed library with a few hundred papers."""
    library = Library(tmp_path / "library.db")
    library.upsert(
        [Entry(paper(f"Tide {number}", f"Nets that follow tide {number}. " * 9), 1) for number in range(300)]
    )
    library.close()
    return tmp_path / "library.db"


def titles(path: Path) -> list[str]:
    library = Library(path)
    found = [item.title for item in library.papers()]
    library.close()
    return found


def damage(path: Path) -> None:
    """Overwrite the middle of the file, and leave its beginning as it is."""
    data = bytearray(path.read_bytes())
    data[4096 * 2 : -4096] = os.urandom(len(data) - 4096 * 3)
    path.write_bytes(bytes(data))


def test_a_copy_is_made_while_the_library_is_written_to(path: Path) -> None:
    library = Library(path)
    library.upsert([Entry(paper("Written just now", "It is still in the log."), 1)])
    copy = library.back_up()
    library.close()
    assert "Written just now" in titles(Path(shutil.copy(copy, path.parent / "copy.db")))


def test_only_the_newest_copies_are_kept(path: Path) -> None:
    for number in range(7):
        old = path.with_name(f"library.db.backup-{number}")
        old.touch()
        os.utime(old, (number, number))
    path.with_name("library.db.backup-9.part").touch()
    library = Library(path)
    copy = library.back_up()
    library.close()
    assert [kept.name[-1] for kept in backups.all_backups(path)[:-1]] == ["3", "4", "5", "6"]
    assert backups.all_backups(path)[-1] == copy


def test_a_restored_copy_replaces_the_library_which_is_kept_aside(path: Path) -> None:
    library = Library(path)
    copy = library.back_up()
    library.upsert([Entry(paper("Added later", "After the copy was made."), 1)])
    library.close()
    aside = backups.put_in_place(copy, path)
    assert "Added later" not in titles(path)
    assert aside is not None
    assert "Added later" in titles(aside)


def test_a_damaged_library_names_its_newest_backup(path: Path) -> None:
    library = Library(path)
    copy = library.back_up()
    library.close()
    damage(path)
    with pytest.raises(PaperchatError, match="damaged") as caught:
        titles(path)
    assert f"paperchat restore {copy}" in caught.value.hint
    backups.put_in_place(copy, path)
    assert len(titles(path)) == 300


def test_a_damaged_library_without_a_backup_says_what_is_left_to_do(path: Path) -> None:
    path.write_bytes(b"no database" * 999)
    with pytest.raises(PaperchatError, match="damaged") as caught:
        titles(path)
    assert "paperchat export papers.jsonl" in caught.value.hint
    assert "add your papers again" in caught.value.hint


def test_damage_that_no_question_touched_is_found_by_reading_everything(path: Path) -> None:
    library = Library(path)
    library.check()
    library.close()
    data = bytearray(path.read_bytes())
    data[-4096:] = os.urandom(4096)
    path.write_bytes(bytes(data))
    library = Library(path)
    with pytest.raises(PaperchatError, match="damaged"):
        library.check()
    library.close()


def test_a_full_disk_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(path)
    connect = sqlite3.connect

    def full(*args: object, **options: object) -> sqlite3.Connection:
        opened: sqlite3.Connection = connect(*args, **options)  # type: ignore[call-overload]
        opened.execute("PRAGMA max_page_count = 1")
        return opened

    monkeypatch.setattr("sqlite3.dbapi2.connect", full)
    library.close()
    with pytest.raises(PaperchatError, match="the disk is full"):
        library.upsert([Entry(paper("Too much", "It does not fit. " * 9999), 1)])
    library.close()


@pytest.mark.parametrize("left", [None, b""])
def test_a_library_that_is_gone_is_not_replaced_by_an_empty_one(path: Path, left: bytes | None) -> None:
    copy = shutil.copy(path, path.with_name("library.db.backup-1"))
    (path.parent / "words.db").touch()
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(PaperchatError, match="is missing") as caught:
        open_stores(path.parent, WordEncoder())
    assert str(copy) in caught.value.hint
    assert (path.read_bytes() if path.exists() else None) == left


@pytest.mark.parametrize(
    ("code", "free", "reason"),
    [
        (sqlite3.SQLITE_IOERR, 0, "the disk is full"),
        (sqlite3.SQLITE_IOERR, 1 << 30, "the disk reports an error"),
        (sqlite3.SQLITE_READONLY, 0, "the disk is full"),
        (sqlite3.SQLITE_READONLY, 1 << 30, "it cannot be written to"),
    ],
)
def test_where_the_log_cannot_be_made_the_disk_is_full_or_at_fault(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, free: int, reason: str
) -> None:
    def fails(*_: object, **_options: object) -> None:
        fault = sqlite3.OperationalError("disk I/O error")
        fault.sqlite_errorcode = code
        raise fault

    monkeypatch.setattr("sqlite3.dbapi2.connect", fails)
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(PaperchatError, match=reason):
        Library(path)
