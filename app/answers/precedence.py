"""Lets searches go before checks when many people ask at once: those who wait for a search see nothing yet.

Without it, the checks of finished answers slow down every search, and with fifty people everybody waits.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Python runs one check at a time; a second one runs while the encoder works for the first.
_CHECKS_AT_ONCE = 2
# The longest that a check waits for searches, in seconds: answers must end even if somebody is always searching.
_PATIENCE = 2.0


class Precedence:
    """Lets searches go before checks, and few checks at a time. Used from several threads at once."""

    def __init__(self, checks_at_once: int = _CHECKS_AT_ONCE, patience: float = _PATIENCE) -> None:
        self._most, self._patience = checks_at_once, patience
        self._changed = threading.Condition()
        self._searches = self._checks = 0

    @contextmanager
    def search(self) -> Iterator[None]:
        """Search at once; checks that have not begun wait for it."""
        with self._changed:
            self._searches += 1
        try:
            yield
        finally:
            with self._changed:
                self._searches -= 1
                self._changed.notify_all()

    @contextmanager
    def check(self) -> Iterator[None]:
        """Wait for a turn, then check."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_room() and not self._searches, self._patience)
            self._changed.wait_for(self._has_room)
            self._checks += 1
        try:
            yield
        finally:
            with self._changed:
                self._checks -= 1
                self._changed.notify_all()

    def _has_room(self) -> bool:
        return self._checks < self._most


PRECEDENCE = Precedence()
"""Shared by all answers of this process, because they share one interpreter."""
