"""The turns that are being answered in this process, with the newest snapshot of each.

The file says `running` of a turn whose process was killed, too; what is not here as well is dead.
"""

import threading

from app.answer import Answer


class RunningTurns:
    """The running turns by key. Used from several threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, tuple[object, Answer]] = {}

    def begin(self, key: str, answer: Answer) -> object:
        """Note that a turn is being answered, and return the token of this run; an earlier run of the turn is over."""
        token = object()
        with self._lock:
            self._newest[key] = (token, answer)
        return token

    def saw(self, key: str, token: object, answer: Answer) -> bool:
        """Note the newest snapshot; False if the run is over, because the turn was settled in another way."""
        with self._lock:
            if self._newest.get(key, (None,))[0] is not token:
                return False
            self._newest[key] = (token, answer)
            return True

    def end(self, key: str, token: object) -> bool:
        """End a run; False if it was over already."""
        with self._lock:
            if self._newest.get(key, (None,))[0] is not token:
                return False
            del self._newest[key]
            return True

    def settle(self, key: str) -> Answer | None:
        """End whatever run of the turn there is, and return its newest snapshot."""
        with self._lock:
            return self._newest.pop(key, (None, None))[1]

    def newest(self, key: str) -> Answer | None:
        """Return the newest snapshot of a running turn; None if it is not running."""
        with self._lock:
            return self._newest.get(key, (None, None))[1]
