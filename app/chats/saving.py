"""Saves a turn while it is being answered: the text so far about once a second, and the end, however it ends."""

import logging
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

from app.answer import Answer, Turn
from app.chats.chat_records import NewTurn, TurnState
from app.chats.chat_store import ChatStore
from index.errors import PaperchatError
from index.wording.said import said, sentences_said

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
"""How often the text so far is saved, in seconds."""


def answer_and_save(
    store: ChatStore, visitor: str, turn: NewTurn, answering: Callable[[list[Turn]], Iterator[Answer]]
) -> Iterator[Answer]:
    """Yield the snapshots that `answering` makes from the turns before this one, and save them.

    Raises PaperchatError, also in the middle; the text so far is then saved with the error.
    """
    history = store.begin(visitor, turn)
    yield from _saved(store, turn.key, Answer(turn.question, "searching"), lambda: answering(history))


def review_and_save(
    store: ChatStore, visitor: str, chat: str, key: str, reviewing: Callable[[Answer], Iterator[Answer]]
) -> Iterator[Answer]:
    """Yield the snapshots of the review of a finished answer, and save the last one."""
    before = store.answer(visitor, chat, key)
    if before is None:
        raise PaperchatError("The answer to review is no longer here.", "Ask the question again.")
    # If a review was stopped a moment ago, this may be its last snapshot, which is not marked as done.
    before = before.finished
    yield from _saved(store, key, before, lambda: reviewing(before), before)


def use_quotes(store: ChatStore, visitor: str, chat: str, key: str, question: str) -> Answer:
    """End a running turn with the quotes on the screen as its answer, and return that."""
    growing = store.answer(visitor, chat, key) or Answer(question, "done")
    answer = growing.with_quotes_instead().finished
    saved = store.settle(key, lambda: _write(store, key, answer, "done"))
    return answer if saved else _with_warning(answer)


def _saved(
    store: ChatStore, key: str, first: Answer, snapshots: Callable[[], Iterator[Answer]], before: Answer | None = None
) -> Generator[Answer, None, None]:
    """Yield the snapshots and save them. `before`: the saved answer, which stays unless a new one is finished."""
    answer = first
    token = store.running.begin(key, first, again=before is not None)
    state: TurnState = "stopped"
    fault: tuple[str, str] | None = None
    written = time.monotonic()

    def save_end() -> None:
        if state != "done" and before is None:
            _write(store, key, answer.finished, state, fault)

    _listen(store, key, token, again=before is not None)
    try:
        for snapshot in snapshots():
            answer = snapshot
            if is_due := time.monotonic() - written > EVERY_SECONDS:
                written = time.monotonic()
                _listen(store, key, token)
            if not store.running.record_snapshot(key, token, answer):
                return
            # Saved before it is shown: nobody loses an answer that they have seen finished.
            if answer.stage == "done":
                answer = answer if _write(store, key, answer, "done") else _with_warning(answer)
                state = "done"
            elif is_due and before is None:
                _write(store, key, answer, "running")
            yield answer
    except PaperchatError as raised:
        state, fault = "failed", (raised.message, raised.hint)
        raise
    except Exception:
        state = "failed"
        raise
    finally:
        store.running.end(key, token, save_end)
        _quietly(lambda: store.elsewhere.over(key))


def _listen(store: ChatStore, key: str, token: object, *, again: bool = False) -> None:
    """Say that this page is answering the turn, and do what another page was asked to do with this run."""

    def listen() -> None:
        if again:
            store.elsewhere.over(key)
        match store.elsewhere.heartbeat(key):
            case "stop":
                # The token keeps this from stopping a later run of the same turn, begun after the stop was asked for.
                store.running.stop(key, token)
            case "settle":
                store.running.settle(key, lambda: True)

    _quietly(listen)


def _quietly(tell: Callable[[], None]) -> None:
    """Tell other pages something; an answer goes on if the database cannot be reached for a moment."""
    try:
        tell()
    except PaperchatError as raised:
        log.warning("Other pages were not told of an answer: %s", raised)


def _write(store: ChatStore, key: str, answer: Answer, state: TurnState, fault: tuple[str, str] | None = None) -> bool:
    """Save an answer and return whether that worked; if the disk is full, whoever waits for it still gets it."""
    try:
        store.write(key, answer, state, fault)
    except (PaperchatError, ValueError) as raised:
        log.warning("An answer was not saved: %s", raised)
        return False
    return True


def _with_warning(answer: Answer) -> Answer:
    not_saved = said(
        "notice.not_saved", "This answer could not be saved. Copy what you need before you leave this page."
    )
    return replace(answer, notice=sentences_said(answer.notice, not_saved))
