"""Turns a blocking iterator into an asynchronous one that skips to the newest item. Knows nothing about the items.

Gradio closes a synchronous generator only between two items and holds a lock of the whole app until then, so one
person's Stop would make everyone wait for a slow model. An asynchronous generator stops at once.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
_LOOK_SECONDS = 0.01


async def newest(
    start: Callable[[], Iterator[T]], *, per_second: float, unwanted: Callable[[], bool] = lambda: False
) -> AsyncIterator[T]:
    """Yield the newest item of the iterator that `start` returns, at most `per_second` times a second, and its last.

    An item that equals the one before it is skipped: it only tells that the wait goes on. It ends early once nobody
    wants what comes (`unwanted`).

    An exception of the iterator is raised here. Closing this generator closes the iterator at its next item.
    """
    reader = _Reader(start)
    latest: list[T] = []
    try:
        while not unwanted():
            ended = reader.ended
            unseen, reader.unseen = reader.unseen, []
            if unseen and unseen != latest:
                latest = unseen
                yield unseen[-1]
                await asyncio.sleep(1 / per_second)
            elif ended:
                break
            else:
                await asyncio.sleep(_LOOK_SECONDS)
    finally:
        reader.closed = True
    if reader.fault is not None:
        raise reader.fault


class _Reader(Generic[T]):
    """A thread that reads an iterator. Each attribute is written by one side and read by the other."""

    def __init__(self, start: Callable[[], Iterator[T]]) -> None:
        self.unseen: list[T] = []
        self.ended = self.closed = False
        self.fault: Exception | None = None
        threading.Thread(target=self._read, args=(start,), daemon=True).start()

    def _read(self, start: Callable[[], Iterator[T]]) -> None:
        try:
            for item in start():
                self.unseen = [item]
                if self.closed:
                    break  # drops the iterator, which closes it
        except Exception as fault:  # noqa: BLE001 - raised again in `newest`
            self.fault = fault
        self.ended = True
