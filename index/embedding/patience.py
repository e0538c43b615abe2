"""When to ask a server again that has said "later", and when to give up: one place for all requests in flight."""

import random
import threading
import time
from collections.abc import Callable

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
# Requests that were sent back together do not come again together.
_SPREAD = 0.2


class Patience:
    """How long to wait for one server. Safe for several threads.

    All requests share a pause: those that were in flight when the server refused do not make it longer. Each round of
    refusals doubles it, unless the server says how long it should be; an answer ends it.
    """

    def __init__(self, most: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`most`: seconds without any answer after which to give up."""
        self._most, self._clock = most, clock
        self._lock = threading.Lock()
        self._until = 0.0
        self._rounds = 0
        self._since: float | None = None
        """When the server first said "later" after its last answer."""

    @property
    def seconds(self) -> float:
        """How long to wait before the next request."""
        return max(0.0, self._until - self._clock())

    def answered(self) -> None:
        """Note that the server has answered a request."""
        with self._lock:
            self._rounds, self._since = 0, None

    def may_wait(self, asked: float | None) -> bool:
        """Note that the server has said "later", after `asked` seconds if it named them; return whether to go on."""
        with self._lock:
            now = self._clock()
            if self._since is None:
                self._since = now
            if asked is not None:
                self._until = max(self._until, now + asked)
            elif now >= self._until:
                pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**self._rounds)
                self._until = now + pause * random.uniform(1, 1 + _SPREAD)  # noqa: S311 - no secret
                self._rounds += 1
            return self._until - self._since <= self._most
