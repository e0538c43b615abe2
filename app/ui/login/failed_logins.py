"""Counts failed logins, so that nobody can try passwords for long. Pure but for the clock."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_FAILED = 8
"""Failed logins of one name, or from one address, within `MINUTES`."""
MINUTES = 15
# Of names and addresses together; the oldest are forgotten.
_MOST_KEPT = 10_000


class FailedLogins:
    """The failed logins of the last minutes. Used from several threads at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def begin(self, *keys: str) -> bool:
        """Count a login as failed, before it is known to be; False if there were too many for one of the keys."""
        now = self._clock()
        with self._lock:
            recent = {key: self._recent(key, now) for key in keys}
            if any(len(times) >= MOST_FAILED for times in recent.values()):
                return False
            for key, times in recent.items():
                self._failed[key] = [*times, now]
                self._failed.move_to_end(key)
            while len(self._failed) > _MOST_KEPT:
                self._failed.popitem(last=False)
            return True

    def succeed(self, *keys: str) -> None:
        """Forget the failures: the person has logged in."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)

    def _recent(self, key: str, now: float) -> list[float]:
        return [at for at in self._failed.get(key, ()) if now - at < MINUTES * 60]
