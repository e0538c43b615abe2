"""Whether the page can answer. Anybody may ask at any rate; the stores are tried at most every few seconds."""

import logging
import threading
import time
from collections.abc import Callable

from index.errors import PaperchatError

log = logging.getLogger(__name__)
_SECONDS = 5.0


class Readiness:
    """The result of the last check of the stores. Safe for several threads."""

    def __init__(self, look: Callable[[], None], clock: Callable[[], float] = time.monotonic) -> None:
        """`look` raises PaperchatError if the stores cannot be searched."""
        self._look, self._clock = look, clock
        self._looking = threading.Lock()
        self._ready = False
        self._until = float("-inf")

    def is_ready(self) -> bool:
        """Return whether the stores are open and can be searched.

        During a check, others get the previous result, so that a store that hangs keeps only one of them waiting.
        """
        if self._clock() >= self._until and self._looking.acquire(blocking=False):
            try:
                self._ready = self._can_search()
                self._until = self._clock() + _SECONDS
            finally:
                self._looking.release()
        return self._ready

    def _can_search(self) -> bool:
        try:
            self._look()
        except PaperchatError as fault:
            log.warning("Not ready: %s", fault.message)
            return False
        except Exception:
            # A bug: the log tells the person who runs the page, and everybody else only hears that it is not ready.
            log.exception("Not ready")
            return False
        return True
