"""A library and its chats are taken to a PostgreSQL server and back, and nothing is lost."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sql
from click.testing import CliRunner, Result

from app.chats import chat_file
from app.chats.chat_store import ChatStore
from app.cli import main
from index.stores import tables
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from index.stores.by_hand.watched_questions import forget_question, mark_as_reported, watch_question
from index.stores.library import Library
from tests.app.chats.asked_turns import ANNA, CHAT, ask, new
from tests.chroma_process import ChromaProcess, chroma_process
from tests.postgres_process import PASSWORD, PostgresProcess

pytestmark = pytest.mark.slow

Run = Callable[..., Result]
RECORDS = [
    {"title": "Tern: Sparse attention", "abstract": "Tern needs 4 GB.", "authors": ["Ada Byron"], "year": 2024},
    {"title": "Étude naïve — „Grüße“ 潮汐 🌊", "abstract": "Zeros \\u0000 and 'quotes' \\\\ % _.", "tags": ["CV", "é"]},
    {"title": "Salt", "abstract": "Less salt lowered the blood pressure of adults by 5 mmHg.", "doi": "10.1000/182"},
]


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path / "vectors") as server:
        yield server


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    return postgres.create(uuid4().hex)


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, words)
    assert PASSWORD not in result.output
    return result


def rows(engine: sql.Engine, of: sql.MetaData) -> dict[str, list[Any]]:
    """Return all rows of all tables, in the order of their keys."""
    with engine.connect() as db:
        return {
            table.name: sorted(tuple(map(repr, row)) for row in db.execute(sql.select(table)))
            for table in of.sorted_tables
        }


def everything(home: Path, address: str | None) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    chats = chat_file.open_chats(home, address)
    with closing(Library(home / "library.db", address)) as library:
        found = rows(library.database, tables.metadata), rows(chats, chat_file.schema)
    chats.dispose()
    return found


def what_people_made(found: tuple[dict[str, list[Any]], dict[str, list[Any]]]) -> dict[str, list[Any]]:
    """Return the marks, edits, watched questions and chats out of `everything`."""
    library, chats = found
    own = ("paper_marks", "own_tags", "record_edits", "watched_questions", "told_papers")
    return {**{name: library[name] for name in own}, **chats}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Fill a library in files with something of everything."""
    Path("papers.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    folder = tmp_path / "home"
    assert run("add", "papers.jsonl").exit_code == 0
    with closing(Library(folder / "library.db")) as library:
        salt, *others = (paper.id for paper in sorted(library.papers(), key=lambda paper: paper.title != "Salt"))
        change_marks(library, [salt], MarkChange(starred=True, note="Read again", add_tags=("Heart", "é")))
        watch_question(library, "What about salt?", others)
        paper_count = library.count()
        from datetime import UTC, datetime

        mark_as_reported(library, "What about salt?", [(salt, "Less salt."), (others[0], "")], datetime.now(UTC))
    assert paper_count == 3
    with closing(ChatStore(folder)) as chats:
        ask(chats, new(1, "Who sails? 🌊"), "Anna sails.")
        ask(chats, new(2, "And who rows?", after=1), "Bert rows.")
    assert run("ask", "How much memory does Tern need?").exit_code == 0
    return folder


def test_a_library_is_taken_there_and_back_and_is_the_same(
    home: Path, address: str, chroma: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(home, None)
    moved = run("move", "--to", address, "--chroma", chroma.url)
    assert moved.exit_code == 0, moved.output
    assert "Moved 3 papers to the PostgreSQL server at 127.0.0.1" in moved.output
    assert everything(home, address) == before
    old = run("status")
    assert old.exit_code == 1
    assert "The library was moved to the PostgreSQL server" in old.output

    monkeypatch.setenv("PAPERCHAT_DATABASE", address)
    monkeypatch.setenv("PAPERCHAT_CHROMA", chroma.url)
    answer = run("ask", "How much memory does Tern need?", "--json")
    assert "4 GB" in json.loads(answer.stdout)["answer"]
    with closing(ChatStore(home, address)) as chats:
        assert [turn.answer.text for turn in chats.path(ANNA, CHAT)] == ["Anna sails.", "Bert rows."]
    status = run("status")
    assert status.exit_code == 0
    assert "library   the PostgreSQL server at 127.0.0.1" in status.output
    assert f"vectors   the Chroma server at {chroma.url}" in status.output
    assert "Copied the chats to" in run("backup").output
    with closing(Library(home / "library.db", address)) as library:
        forget_question(library, "What about salt?")
        change_marks(library, [paper.id for paper in library.papers()], MarkChange(starred=False, note=""))
    with closing(ChatStore(home, address)) as chats:
        chats.delete(ANNA, CHAT)
        engine = chat_file.open_chats(home, address)
        with engine.begin() as db:
            db.execute(sql.delete(chat_file.chats))
        engine.dispose()
    assert "Restored 1 missing chat." in run("restore").output
    assert what_people_made(everything(home, address)) == what_people_made(before)

    back = run("move", "--to", "files")
    assert back.exit_code == 0, back.output
    monkeypatch.delenv("PAPERCHAT_DATABASE")
    monkeypatch.delenv("PAPERCHAT_CHROMA")
    assert what_people_made(everything(home, None)) == what_people_made(before)
    status = run("status")
    assert f"library   {home / 'library.db'}" in status.output
    assert f"vectors   {home / 'chroma'}" in status.output


def test_a_place_that_has_papers_is_left_alone(
    home: Path, address: str, chroma: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("move", "--to", address, "--chroma", chroma.url).exit_code == 0
    before = everything(home, address)
    monkeypatch.setenv("PAPERCHAT_HOME", str(tmp_path / "another"))
    run("add", "papers.jsonl")
    refused = run("move", "--to", address, "--chroma", chroma.url)
    assert refused.exit_code == 1
    assert "There is already a library there, with 3 papers" in refused.output
    assert everything(home, address) == before
    assert run("status").exit_code == 0


def test_what_is_missing_is_said_before_anything_moves(home: Path, address: str) -> None:
    refused = run("move", "--to", address)
    assert refused.exit_code == 1
    assert "PAPERCHAT_CHROMA" in refused.output
    assert run("status").exit_code == 0
