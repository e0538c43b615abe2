"""Makes the page's own writers take turns: a map drawn in the background must not block a person's change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 30.0


class TurnTaking:
    """One writer of this process at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the others, half a minute at most; after that the library's own lock says that it is busy."""
        mine = self._lock.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if mine:
                self._lock.release()
