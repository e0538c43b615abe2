"""Counts failed logins, so that nobody can try passwords for long. Pure but for the clock.

Failures stop an address, and an address with one name, which a login under another name does not clear. A name alone is
only slowed down: otherwise anybody who knows a name could lock its owner out.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_FAILED = 8
"""Failed logins allowed from one address within `MINUTES`; of one name, so many are not slowed down."""
MINUTES = 15
LONGEST_WAIT = 8.0
"""The most seconds that a login is delayed by failures of others."""
_FIRST_WAIT = 0.5
# How many names and addresses are remembered; the oldest are forgotten.
_MOST_KEPT = 10_000
_LONGEST_NAME = 64


class FailedLogins:
    """The failed logins of the last minutes. Used from several threads at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def begin(self, name: str, address: str) -> float | None:
        """Count a login as failed before it is checked; return None to refuse it, or the seconds it must wait."""
        now = self._clock()
        own, slowed = _keys(name, address), f"name {name[:_LONGEST_NAME]}"
        with self._lock:
            recent = {key: self._recent(key, now) for key in (*own, slowed)}
            if any(len(recent[key]) >= MOST_FAILED for key in own):
                return None
            for key, times in recent.items():
                self._failed[key] = [*times, now][-2 * MOST_FAILED :]
                self._failed.move_to_end(key)
            while len(self._failed) > _MOST_KEPT:
                self._failed.popitem(last=False)
        beyond = len(recent[slowed]) - MOST_FAILED
        return min(LONGEST_WAIT, _FIRST_WAIT * 2**beyond) if beyond >= 0 else 0.0

    def succeed(self, name: str, address: str) -> None:
        """Forget the failures of this person: they have logged in. Those of others under the name stay."""
        with self._lock:
            for key in _keys(name, address):
                self._failed.pop(key, None)

    def _recent(self, key: str, now: float) -> list[float]:
        return [at for at in self._failed.get(key, ()) if now - at < MINUTES * 60]


def _keys(name: str, address: str) -> tuple[str, str]:
    return f"address {address}", f"address {address} name {name[:_LONGEST_NAME]}"
