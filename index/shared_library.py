"""A library that several processes change: all may change records, one at a time indexes the changes.

The library itself records what is waiting to be indexed, so the process that indexes does the work of all, and one that
dies leaves its work to the next. Each folder has its own word index, which follows the library.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TypeVar

from index.collection import Stores
from index.errors import LibraryBusyError
from index.stores.progress.waiting_papers import count_waiting
from index.writer_lock import writing

_LOOK_AGAIN = 0.2
"""Seconds between two attempts to get the turn to index."""

T = TypeVar("T")


def changing_records(stores: Stores) -> AbstractContextManager[None]:
    """Lock other processes out while records change. On a server each change is a transaction, which waits for others.

    Raises LibraryBusyError while another process writes to the file of the library.
    """
    return nullcontext() if stores.library.store.is_shared else writing(stores.lock)


def in_turn(
    stores: Stores,
    index: Callable[[], Iterator[T]],
    waiting: Callable[[int, int, float], T],
    patience: float | None = None,
) -> Iterator[T]:
    """Yield the steps of `index`, which runs as soon as no other process writes.

    Until then, yield `waiting` of how many of the first waiting papers others have indexed, how many there were, and
    the seconds. Ends without a turn when others have indexed them all, or after `patience` seconds.
    """
    newest, start = stores.library.revision, time.monotonic()
    total = count_waiting(stores.library, newest)
    while True:
        try:
            with writing(stores.lock, stores.library):
                yield from index()
                return
        except LibraryBusyError:
            # Another process may write to this folder, too.
            with suppress(LibraryBusyError):
                follow(stores)
        left, seconds = count_waiting(stores.library, newest), time.monotonic() - start
        if not left if patience is None else seconds > patience:
            return
        yield waiting(total - left, total, seconds)
        time.sleep(_LOOK_AGAIN)


def follow(stores: Stores) -> None:
    """Bring the word index of this folder up to what others have added. Waits for no writer elsewhere.

    Raises LibraryBusyError while another process writes to this folder.
    """
    if not stores.library.store.is_shared or stores.words.is_current(stores.library):
        return
    with writing(stores.lock):
        stores.words.sync(stores.library)
