"""Chats are copied beside the library's backup; what is missing comes back as it was, and what is there stays."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sql

from app.chats import chat_file
from app.chats.chat_backups import back_up_chats, restore_chats
from app.chats.chat_store import ChatStore
from tests.app.chats.asked_turns import ANNA, BERT, CHAT, ask, new, texts

OTHER = "d" * 32
TABLES = chat_file.schema.sorted_tables


@pytest.fixture
def library_copy(tmp_path: Path) -> Path:
    return tmp_path / "library.db.backup-2026-11-29"


@contextmanager
def opened(home: Path, database: str | None) -> Iterator[sql.Connection]:
    engine = chat_file.open_chats(home, database)
    with engine.begin() as db:
        yield db
    engine.dispose()


def rows(home: Path, database: str | None) -> dict[str, list[str]]:
    """Return all that is in the tables of the chats."""
    with opened(home, database) as db:
        return {table.name: sorted(map(repr, db.execute(sql.select(table)))) for table in TABLES}


def fill(store: ChatStore) -> None:
    ask(store, new(1, "Who sails? 🌊"), "Anna sails.")
    ask(store, new(2, "And who rows?", after=1), "Bert rows.")
    ask(store, new(3, "And who swims?", after=1), "Cleo swims.")
    ask(store, new(4, "What is salt?", chat=OTHER), "A crystal.", BERT)
    store.pin(BERT, OTHER, pinned=True)
    store.visits.visit(ANNA)


def test_chats_that_are_gone_come_back_as_they_were(
    store: ChatStore, tmp_path: Path, database: str | None, library_copy: Path
) -> None:
    fill(store)
    before = rows(tmp_path, database)
    copy = back_up_chats(tmp_path, database, library_copy)
    assert copy == tmp_path / "chats.db.backup-2026-11-29"
    assert copy.stat().st_mode & 0o077 == 0
    with opened(tmp_path, database) as db:
        for table in reversed(TABLES):
            db.execute(sql.delete(table))
    assert restore_chats(tmp_path, database, library_copy) == 2
    assert rows(tmp_path, database) == before
    assert texts(store) == ["Anna sails.", "Cleo swims."]
    assert not [*tmp_path.glob("*.part*")]


def test_chats_that_are_there_stay_as_they_are(
    store: ChatStore, tmp_path: Path, database: str | None, library_copy: Path
) -> None:
    fill(store)
    back_up_chats(tmp_path, database, library_copy)
    ask(store, new(5, "And who dives?", after=3), "Dee dives.")
    store.rename(ANNA, CHAT, "People at sea")
    after = rows(tmp_path, database)
    with opened(tmp_path, database) as db:
        db.execute(sql.delete(chat_file.chats).where(chat_file.chats.c.id == OTHER))
    assert restore_chats(tmp_path, database, library_copy) == 1
    assert rows(tmp_path, database) == after
    assert texts(store) == ["Anna sails.", "Cleo swims.", "Dee dives."]


def test_the_newest_few_copies_are_kept(store: ChatStore, tmp_path: Path, database: str | None) -> None:
    fill(store)
    made = [back_up_chats(tmp_path, database, tmp_path / f"library.db.backup-{number}") for number in range(7)]
    assert sorted(tmp_path.glob("chats.db.backup-*")) == made[-5:]


def test_without_chats_or_a_copy_of_them_nothing_happens(tmp_path: Path, library_copy: Path) -> None:
    assert back_up_chats(tmp_path, None, library_copy) is None
    assert restore_chats(tmp_path, None, library_copy) is None
    with closing(ChatStore(tmp_path)) as store:
        fill(store)
        assert restore_chats(tmp_path, None, tmp_path / "elsewhere.db") is None
        assert back_up_chats(tmp_path, None, tmp_path / "elsewhere.db") is None
    assert [path.name for path in tmp_path.glob("*.db*")] == ["chats.db"]
