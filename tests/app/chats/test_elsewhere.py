"""An answer that one page of a group is writing is followed, stopped and settled from another."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sql

from app.answer import Answer
from app.chats import saving
from app.chats.chat_file import open_chats
from app.chats.chat_records import NewTurn
from app.chats.chat_store import ChatStore
from app.chats.saving import answer_and_save, use_quotes
from app.chats.visitors import visitor_of
from tests.postgres_process import PostgresProcess

pytestmark = pytest.mark.slow

ANNA, CHAT, KEY = visitor_of("a" * 32), "c" * 32, "1" * 32
TURN = NewTurn(CHAT, KEY, "", "What?", {})


@pytest.fixture
def address(postgres: PostgresProcess, monkeypatch: pytest.MonkeyPatch) -> str:
    # Every snapshot is kept.
    monkeypatch.setattr(saving, "EVERY_SECONDS", 0.0)
    return postgres.create(uuid4().hex)


@pytest.fixture
def here(tmp_path: Path, address: str) -> Iterator[ChatStore]:
    with closing(ChatStore(tmp_path / "here", address)) as opened:
        yield opened


@pytest.fixture
def there(tmp_path: Path, address: str) -> Iterator[ChatStore]:
    with closing(ChatStore(tmp_path / "there", address)) as opened:
        yield opened


def words(_: object) -> Iterator[Answer]:
    yield Answer("What?", "searching")
    for number in range(1, 5):
        yield Answer("What?", "writing", text="word " * number)
    yield Answer("What?", "done", text="All of it.")


def test_an_answer_is_followed_from_another_page(here: ChatStore, there: ChatStore) -> None:
    answers = answer_and_save(here, ANNA, TURN, words)
    next(answers)
    assert there.growing(KEY) is not None
    assert [turn.state for turn in there.path(ANNA, CHAT)] == ["running"]
    for _ in range(2):
        next(answers)
    growing = there.growing(KEY)
    assert growing is not None
    assert (growing.stage, growing.text) == ("writing", "word word ")
    list(answers)
    assert there.growing(KEY) is None
    (kept,) = there.path(ANNA, CHAT)
    assert (kept.state, kept.answer.text) == ("done", "All of it.")


def test_an_answer_is_stopped_from_another_page(here: ChatStore, there: ChatStore) -> None:
    answers = answer_and_save(here, ANNA, TURN, words)
    for _ in range(2):
        next(answers)
    there.stop(KEY)
    assert list(answers) == []
    (kept,) = there.path(ANNA, CHAT)
    assert kept.state == "stopped"
    assert kept.answer.text.startswith("word")


def test_a_stop_that_comes_before_its_question_holds(here: ChatStore, there: ChatStore) -> None:
    there.stop(KEY)
    assert list(answer_and_save(here, ANNA, TURN, words)) == []
    assert [turn.state for turn in there.path(ANNA, CHAT)] == ["stopped"]


def test_quotes_that_another_page_took_stay(here: ChatStore, there: ChatStore) -> None:
    def with_quotes(_: object) -> Iterator[Answer]:
        for answer in words(None):
            yield Answer(
                answer.question, answer.stage, text=answer.text, quotes=Answer("What?", "done", text="Quoted.")
            )

    answers = answer_and_save(here, ANNA, TURN, with_quotes)
    for _ in range(2):
        next(answers)
    use_quotes(there, ANNA, CHAT, KEY, "What?")
    assert list(answers) == []
    (kept,) = here.path(ANNA, CHAT)
    assert (kept.state, kept.answer.text) == ("done", "Quoted.")


def test_an_answer_whose_page_was_killed_is_interrupted(
    tmp_path: Path, here: ChatStore, there: ChatStore, address: str
) -> None:
    answers = answer_and_save(here, ANNA, TURN, words)
    for _ in range(2):
        next(answers)
    database = open_chats(tmp_path, address)
    with database.begin() as db:
        db.execute(sql.text("UPDATE live_turns SET beat = beat - 30"))
    database.dispose()
    assert there.growing(KEY) is None
    assert [turn.state for turn in there.path(ANNA, CHAT)] == ["interrupted"]
