"""Chats are kept, each for its own visitor."""

import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.answer import Answer, Turn
from app.chats import chat_store
from app.chats.chat_store import ChatChangedError, ChatStore
from app.chats.saving import answer_and_save, review_and_save, use_quotes
from app.chats.visitors import read_page_id
from index.errors import PaperchatError
from tests.app.chats.asked_turns import ANNA, BERT, CHAT, ask, key, new, texts


def test_a_chat_is_read_again_after_a_restart(store: ChatStore, tmp_path: Path, database: str | None):
    ask(store, new(1, "Who sails?"), "Anna sails.")
    ask(store, new(2, "And who rows?", after=1), "Bert rows.")
    store.close()
    again = ChatStore(tmp_path, database)
    assert texts(again) == ["Anna sails.", "Bert rows."]
    assert [chat.title for chat in again.chats(ANNA)] == ["Who sails?"]
    history = ask(again, new(3, "Why?", after=2))
    assert [turn.answer for turn in history] == ["Anna sails.", "Bert rows."]
    again.close()


def test_only_its_owner_reads_the_file(tmp_path: Path):
    with closing(ChatStore(tmp_path)) as store:
        ask(store, new(1))
    assert stat.S_IMODE((tmp_path / "chats.db").stat().st_mode) == 0o600


def test_a_chat_does_not_exist_for_anyone_else(store: ChatStore):
    ask(store, new(1, "Anna's secret"))
    assert store.chats(BERT) == []
    attempts = [
        lambda: store.path(BERT, CHAT),
        lambda: store.chat(BERT, CHAT),
        lambda: store.answer(BERT, CHAT, key(1)),
        lambda: store.rename(BERT, CHAT, "mine"),
        lambda: store.pin(BERT, CHAT, pinned=True),
        lambda: store.delete(BERT, CHAT),
        lambda: store.undo_delete(BERT, CHAT),
        lambda: store.choose(BERT, CHAT, key(1)),
        lambda: ask(store, new(2, after=1), visitor=BERT),
    ]
    for attempt in attempts:
        with pytest.raises(PaperchatError, match="no longer here"):
            attempt()
    assert [chat.title for chat in store.chats(ANNA)] == ["Anna's secret"]


def test_the_secret_of_a_visitor_is_not_kept(store: ChatStore, tmp_path: Path):
    ask(store, new(1))
    store.close()
    assert not [file for file in tmp_path.iterdir() if file.is_file() and b"a" * 32 in file.read_bytes()]


@pytest.mark.parametrize("forged", ["", "A" * 32, "a" * 31, "a" * 33, "' OR 1=1 --", None, 7, ["a" * 32]])
def test_an_id_that_no_page_drew_is_refused(forged: object):
    with pytest.raises(ValueError, match="not an id"):
        read_page_id(forged)


def test_editing_begins_a_branch_and_both_are_kept(store: ChatStore):
    ask(store, new(1), "one")
    ask(store, new(2, after=1), "two")
    ask(store, new(3, after=2), "three")
    history = ask(store, new(4, "other", after=1), "other two")
    assert [turn.answer for turn in history] == ["one"]
    assert texts(store) == ["one", "other two"]
    shown = store.path(ANNA, CHAT)[1]
    assert (shown.branch, shown.branches) == (2, (key(2), key(4)))
    store.choose(ANNA, CHAT, key(2))
    assert texts(store) == ["one", "two", "three"]


def test_a_question_of_a_window_that_is_behind_is_not_put_beside_the_newest_turn(store: ChatStore):
    ask(store, new(1), "one")
    ask(store, replace(new(2, after=1), goes_on=True), "two")
    with pytest.raises(ChatChangedError):
        ask(store, replace(new(3, after=1), goes_on=True), "three")
    assert texts(store) == ["one", "two"]
    ask(store, replace(new(3, after=2), goes_on=True), "three")
    assert texts(store) == ["one", "two", "three"]


def test_a_turn_whose_parent_is_missing_continues_from_the_start(store: ChatStore):
    ask(store, new(2, after=1), "two")
    assert texts(store) == ["two"]


def test_long_chats_are_read_in_parts(store: ChatStore):
    for number in range(1, 8):
        ask(store, new(number, after=number - 1), str(number))
    assert [turn.answer.text for turn in store.path(ANNA, CHAT, limit=3)] == ["5", "6", "7"]
    earlier = store.path(ANNA, CHAT, before=4, limit=3)
    assert [(turn.place, turn.answer.text) for turn in earlier] == [(1, "2"), (2, "3"), (3, "4")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sails", True),
        ("ANNA", True),
        ("anna calm", True),
        ("50%", True),
        ("calm storm", False),
        ("%", True),
        ("_", False),
    ],
)
def test_search_in_titles_and_texts(store: ChatStore, words: str, found: bool):
    ask(store, new(1, "Who sails?"), "Anna, on 50% of the calm days.")
    assert bool(store.chats(ANNA, words)) is found


def test_rename_pin_delete_and_undo(store: ChatStore):
    other = "d" * 32
    ask(store, new(1, "first"))
    ask(store, new(2, "second", chat=other))
    assert [chat.title for chat in store.chats(ANNA)] == ["second", "first"]
    store.pin(ANNA, CHAT, pinned=True)
    store.rename(ANNA, CHAT, "  My\n own title ")
    store.rename(ANNA, CHAT, "  ")
    assert [(chat.title, chat.pinned) for chat in store.chats(ANNA)] == [("My own title", True), ("second", False)]
    store.delete(ANNA, CHAT)
    assert [chat.title for chat in store.chats(ANNA)] == ["second"]
    store.undo_delete(ANNA, CHAT)
    assert len(store.chats(ANNA)) == 2
    assert texts(store) == ["It is so."]


def test_what_was_deleted_long_ago_is_gone(
    store: ChatStore, tmp_path: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
):
    ask(store, new(1))
    monkeypatch.setattr("time.time", lambda: 1_000.0)
    store.delete(ANNA, CHAT)
    monkeypatch.undo()
    store.close()
    again = ChatStore(tmp_path, database)
    with pytest.raises(PaperchatError):
        again.undo_delete(ANNA, CHAT)
    again.close()


def test_chats_and_turns_are_bounded(store: ChatStore, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chat_store, "MAX_TURNS", 2)
    monkeypatch.setattr(chat_store, "MAX_CHATS", 1)
    ask(store, new(1))
    ask(store, new(2, after=1))
    with pytest.raises(PaperchatError, match="2 turns"):
        ask(store, new(3, after=2))
    with pytest.raises(PaperchatError, match="1 chats already"):
        ask(store, new(4, chat="d" * 32))
    assert len(store.path(ANNA, CHAT)) == 2


def test_a_stopped_answer_keeps_its_text(store: ChatStore):
    def answering(_: list[Turn]) -> Iterator[Answer]:
        yield Answer("What?", "writing", text="So far")
        yield Answer("What?", "done", text="So far, so good")

    growing = answer_and_save(store, ANNA, new(1), answering)
    next(growing)
    assert store.path(ANNA, CHAT)[0].state == "running"
    growing.close()  # type: ignore[attr-defined]  # a generator
    kept = store.path(ANNA, CHAT)[0]
    assert (kept.state, kept.answer.text, kept.answer.stage) == ("stopped", "So far", "done")
    assert [turn.answer for turn in ask(store, new(2, after=1))] == ["So far"]


def test_an_error_is_kept_with_the_text_before_it(store: ChatStore):
    def answering(_: list[Turn]) -> Iterator[Answer]:
        yield Answer("What?", "writing", text="So far")
        raise PaperchatError("The disk is full.", "Free some space.")

    with pytest.raises(PaperchatError):
        list(answer_and_save(store, ANNA, new(1), answering))
    kept = store.path(ANNA, CHAT)[0]
    assert (kept.state, kept.fault, kept.answer.text) == ("failed", ("The disk is full.", "Free some space."), "So far")


def test_the_quotes_become_the_answer_whatever_the_model_still_says(store: ChatStore):
    quotes = Answer("What?", "done", text="“Quoted.” [1]")

    def answering(_: list[Turn]) -> Iterator[Answer]:
        yield Answer("What?", "writing", text="The model says", quotes=quotes)
        yield Answer("What?", "done", text="The model says more")

    growing = answer_and_save(store, ANNA, new(1), answering)
    next(growing)
    assert use_quotes(store, ANNA, CHAT, key(1), "What?").text == quotes.text
    assert list(growing) == []
    kept = store.path(ANNA, CHAT)[0]
    assert (kept.state, kept.answer.text) == ("done", quotes.text)


def test_quotes_that_cannot_be_saved_say_so(store: ChatStore):
    # Half of a surrogate pair is no text: like a full disk, a reason not to write it.
    quotes = Answer("What?", "done", text="“Quoted.\ud800” [1]")
    growing = answer_and_save(
        store, ANNA, new(1), lambda _: iter([Answer("What?", "writing", text="So", quotes=quotes)])
    )
    next(growing)
    assert use_quotes(store, ANNA, CHAT, key(1), "What?").notice.startswith("This answer could not be saved.")
    assert list(growing) == []


def test_a_review_that_fails_leaves_the_answer(store: ChatStore):
    ask(store, new(1), "It is so.")

    def reviewing(answer: Answer) -> Iterator[Answer]:
        yield Answer(answer.question, "checking", text=answer.text)
        raise PaperchatError("No model.", "")

    with pytest.raises(PaperchatError):
        list(review_and_save(store, ANNA, CHAT, key(1), reviewing))
    kept = store.path(ANNA, CHAT)[0]
    assert (kept.state, kept.answer.text) == ("done", "It is so.")


def test_an_answer_that_cannot_be_saved_says_so(store: ChatStore):
    def answering(_: list[Turn]) -> Iterator[Answer]:
        yield Answer("What?", "done", text="It is so.\ud800", notice="Mind this.")

    *_, shown = answer_and_save(store, ANNA, new(1), answering)
    assert shown.notice.startswith("Mind this. This answer could not be saved.")
    assert [turn.state for turn in store.path(ANNA, CHAT)] == ["interrupted"]
