"""Turns a blocking iterator into an asynchronous one that skips to the newest item. Knows nothing about the items.

Each iterator is read by a thread of its own: one person's slow model keeps nobody else waiting, and whoever stops
reading ends it, at once or after a while.
"""

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
# The first items come without a pause: what is being done, and the papers as soon as they are found.
_AT_ONCE = 2


async def newest(start: Callable[[], Iterator[T]], *, per_second: float, unread_seconds: float = 0) -> AsyncIterator[T]:
    """Yield the newest item of the iterator that `start` returns, at most `per_second` times a second, and its last.

    The first two come at once. An item that equals the one before it is skipped: it only tells that the wait goes on.

    An exception of the iterator is raised here. Closing this generator closes the iterator at its first item after
    `unread_seconds`; until then it is read to its end, and what it does on its way is done.
    """
    reader = _Reader(start, unread_seconds)
    latest: list[T] = []
    shown = 0
    try:
        while True:
            await reader.heard()
            ended = reader.ended
            unseen, reader.unseen = reader.unseen, []
            if unseen and unseen != latest:
                latest = unseen
                yield unseen[-1]
                shown += 1
                await asyncio.sleep(1 / per_second if shown >= _AT_ONCE else 0)
            elif ended:
                break
    finally:
        reader.leave()
    if reader.fault is not None:
        raise reader.fault


class _Reader(Generic[T]):
    """A thread that reads an iterator. Each attribute is written by one side and read by the other."""

    def __init__(self, start: Callable[[], Iterator[T]], unread_seconds: float) -> None:
        self.unseen: list[T] = []
        self.ended = False
        self._unread_seconds, self._ends = unread_seconds, math.inf
        self.fault: Exception | None = None
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        # Wakes the other side once, however many items come before it looks.
        self._waking = False
        threading.Thread(target=self._read, args=(start,), daemon=True).start()

    def leave(self) -> None:
        """Read no more, or for so long."""
        self._ends = time.monotonic() + self._unread_seconds

    async def heard(self) -> None:
        """Wait until there is something new, or the end."""
        if not self.ended:
            await self._news.wait()
            self._news.clear()
            self._waking = False

    def _read(self, start: Callable[[], Iterator[T]]) -> None:
        try:
            for item in start():
                self.unseen = [item]
                self._wake()
                if time.monotonic() >= self._ends:
                    break  # drops the iterator, which closes it
        except Exception as fault:  # noqa: BLE001 - raised again in `newest`
            self.fault = fault
        self.ended, self._waking = True, False
        self._wake()

    def _wake(self) -> None:
        if not self._waking:
            self._waking = True
            with contextlib.suppress(RuntimeError):  # the other side is gone, and its loop with it
                self._loop.call_soon_threadsafe(self._news.set)
