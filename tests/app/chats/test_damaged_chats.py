"""Chats outlive a killed process, and damaged values in their file."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path
from unittest.mock import ANY

import pytest

from app.chats.chat_store import ChatStore
from index.errors import PaperchatError
from tests.app.chats.asked_turns import ANNA, CHAT, ask, new

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_a_killed_process_loses_no_finished_turn_and_keeps_the_text_so_far(tmp_path: Path):
    script = f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from pathlib import Path
        from app.answer import Answer
        from app.chats.chat_store import ChatStore
        from app.chats.saving import answer_and_save
        from tests.app.chats.asked_turns import ANNA, ask, new
        store = ChatStore(Path({str(tmp_path)!r}))
        ask(store, new(1), "Finished.")
        def answering(_):
            for number in range(1, 1000):
                yield Answer("And?", "writing", text="word " * number)
                time.sleep(0.4)
        for answer in answer_and_save(store, ANNA, new(2, "And?", after=1), answering):
            if answer.text.count("word") == 6:
                print("now", flush=True)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"now\n"
        os.kill(process.pid, signal.SIGKILL)
    store = ChatStore(tmp_path)
    first, second = store.path(ANNA, CHAT)
    assert (first.state, first.answer.text) == ("done", "Finished.")
    assert second.state == "interrupted"
    assert second.answer.text.startswith("word word")
    store.close()


def test_a_damaged_file_is_one_line(tmp_path: Path):
    (tmp_path / "chats.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(PaperchatError, match=r"The file of your chats .* is damaged") as raised:
        ChatStore(tmp_path)
    assert "Move it away" in raised.value.hint


@pytest.mark.parametrize(
    "broken", ["changed = 'lately'", "began = 'lately'", "request = '{'", "remembered = '{'", "answer = '{'"]
)
def test_a_value_that_was_damaged_keeps_nobody_from_the_chat(tmp_path: Path, broken: str) -> None:
    with closing(ChatStore(tmp_path)) as store:
        ask(store, new(1))
        ask(store, new(2, after=1))
        table = "chats" if broken.startswith("changed") else "turns"
        with closing(sqlite3.connect(tmp_path / "chats.db")) as db, db:
            db.execute(f"UPDATE {table} SET {broken}")  # noqa: S608 - both stand above
        assert [chat.title for chat in store.chats(ANNA)] == ["What?"]
        assert [turn.question for turn in store.path(ANNA, CHAT)] == ["What?", "What?"]
        assert ask(store, new(3, after=2)) == ([] if broken.startswith("remembered") else [ANY, ANY])
