"""Runs work that calls a model in its own thread, so that the caller can stop it at any moment."""

import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

# How long a caller waits at most before it can stop the work.
_WAIT = 0.1
_current = threading.local()


class _Calls:
    """The calls that one piece of work makes; once they are ended, it makes no more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closers: list[Callable[[], None]] = []
        self._ended = False

    def add(self, close: Callable[[], None]) -> None:
        with self._lock:
            self._closers.append(close)
            ended = self._ended
        if ended:
            close()

    def end(self) -> None:
        with self._lock:
            self._ended = True
            closers = list(self._closers)
        for close in closers:
            close()


def register(close: Callable[[], None]) -> None:
    """Note a call that the work of this thread makes; does nothing outside of `stoppable`."""
    with suppress(AttributeError):
        _current.calls.add(close)


def stoppable(work: Callable[[], T]) -> Generator[None, None, T]:
    """Do the work in a thread; yield while it goes on, then return what it returns. Closed early, it ends its calls."""
    calls, ended = _Calls(), threading.Event()
    outcome: dict[str, Any] = {}

    def run() -> None:
        _current.calls = calls
        try:
            outcome["result"] = work()
        except BaseException as fault:  # noqa: BLE001 - raised again in the thread that waits
            outcome["fault"] = fault
        ended.set()

    threading.Thread(target=run, name="paperchat-work", daemon=True).start()
    try:
        while not ended.wait(_WAIT):
            yield
    finally:
        if not ended.is_set():
            calls.end()
    if "fault" in outcome:
        raise outcome["fault"]
    result: T = outcome["result"]
    return result
