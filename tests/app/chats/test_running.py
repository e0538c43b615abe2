"""Running turns: seen while they run, stopped, settled, and kept before they are over."""

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.answer import Answer
from app.chats.chat_records import NewTurn
from app.chats.chat_store import ChatStore
from app.chats.running import RunningTurns
from app.chats.saving import answer_and_save, review_and_save
from app.chats.visitors import visitor_of

ANNA, CHAT, KEY = visitor_of("a" * 32), "c" * 32, "1" * 32
TURN = NewTurn(CHAT, KEY, "", "What?", {})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    with closing(ChatStore(tmp_path)) as opened:
        yield opened


def words(_: object) -> Iterator[Answer]:
    yield Answer("What?", "searching")
    for number in range(1, 4):
        yield Answer("What?", "writing", text="word " * number)
    yield Answer("What?", "done", text="All of it.")


def test_a_stopped_turn_ends_at_its_next_snapshot_and_keeps_what_there_was(store: ChatStore):
    answers = answer_and_save(store, ANNA, TURN, words)
    next(answers)
    next(answers)
    assert [turn.state for turn in store.path(ANNA, CHAT)] == ["running"]
    store.running.stop(KEY)
    assert list(answers) == []
    [kept] = store.path(ANNA, CHAT)
    assert kept.state == "stopped"
    assert kept.answer.text.startswith("word")


def test_a_stop_that_comes_before_its_question_holds_and_not_for_a_later_review(store: ChatStore):
    store.running.stop(KEY)
    assert list(answer_and_save(store, ANNA, TURN, words)) == []
    assert [turn.state for turn in store.path(ANNA, CHAT)] == ["stopped"]
    store.write(KEY, Answer("What?", "done", text="So."), "done")
    store.running.stop(KEY)
    reviewed = Answer("What?", "done", text="So it is.")
    assert list(review_and_save(store, ANNA, CHAT, KEY, lambda _: iter([reviewed]))) == [reviewed]


def test_a_stop_meant_for_an_earlier_run_does_not_end_the_next_one():
    running, answer = RunningTurns(), Answer("Tides?", "writing")
    stopped = running.begin("a", answer)
    following = running.begin("a", answer, again=True)
    running.stop("a", stopped)
    assert running.record_snapshot("a", following, answer)
    running.stop("a", following)
    assert not running.record_snapshot("a", following, answer)


def test_a_review_that_follows_a_stopped_one_at_once_comes_to_its_end(store: ChatStore):
    deque(answer_and_save(store, ANNA, TURN, words), 0)
    first = review_and_save(store, ANNA, CHAT, KEY, lambda answer: iter([replace(answer, stage="checking")] * 2))
    next(first)
    store.stop(KEY)
    (last,) = review_and_save(store, ANNA, CHAT, KEY, lambda answer: iter([answer]))
    assert (last.stage, list(first)) == ("done", [])


def test_the_end_is_kept_before_a_turn_is_no_longer_running():
    running, seen = RunningTurns(), []
    token = running.begin("a", Answer("What?", "searching"))
    running.end("a", object(), lambda: seen.append("another run"))
    assert running.newest("a")
    running.end("a", token, lambda: seen.append("kept"))
    running.end("a", token, lambda: seen.append("twice"))
    assert seen == ["kept"]
    assert running.newest("a") is None


def test_only_so_many_stops_are_remembered():
    running = RunningTurns()
    for number in range(1001):
        running.stop(str(number))
    token = running.begin("0", Answer("What?", "searching"))
    assert running.record_snapshot("0", token, Answer("What?", "writing"))
    token = running.begin("1000", Answer("What?", "searching"))
    assert not running.record_snapshot("1000", token, Answer("What?", "writing"))
