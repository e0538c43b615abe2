"""The turns that are being answered in this process, with the newest snapshot of each.

In the file, a turn whose process was killed is still `running`; one that is not here either will never end.
"""

import threading
from collections.abc import Callable

from app.answer import Answer

_MOST_STOPPED = 1000


class RunningTurns:
    """The running turns by key. Used from several threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, tuple[object, Answer]] = {}
        # Turns that end at their next snapshot. A stop may arrive before the question does, or after the answer.
        self._stopped: dict[str, None] = {}

    def begin(self, key: str, answer: Answer, *, again: bool = False) -> object:
        """Note that a turn is being answered, and return the token of this run; an earlier run of the turn is over.

        `again`: the turn was answered before, so an earlier stop was not meant for this run.
        """
        token = object()
        with self._lock:
            self._newest[key] = (token, answer)
            if again:
                self._stopped.pop(key, None)
        return token

    def record_snapshot(self, key: str, token: object, answer: Answer) -> bool:
        """Note the newest snapshot; False if the run is over, because the turn was stopped or settled."""
        with self._lock:
            if self._newest.get(key, (None,))[0] is not token or key in self._stopped:
                return False
            self._newest[key] = (token, answer)
            return True

    def end(self, key: str, token: object, save: Callable[[], None]) -> None:
        """End a run, unless it is over. `save` saves its answer while it still counts as running."""
        with self._lock:
            if self._newest.get(key, (None,))[0] is token:
                save()
                del self._newest[key]
                self._stopped.pop(key, None)

    def settle(self, key: str, save: Callable[[], bool]) -> bool:
        """End any run of the turn; `save` first saves the answer that it ends with; return whether that worked."""
        with self._lock:
            saved = save()
            self._newest.pop(key, None)
            return saved

    def stop(self, key: str, token: object | None = None) -> None:
        """End the run of the turn at its next snapshot; `token`: only if this is the run."""
        with self._lock:
            if token is not None and self._newest.get(key, (None,))[0] is not token:
                return
            self._stopped[key] = None
            while len(self._stopped) > _MOST_STOPPED:
                del self._stopped[next(iter(self._stopped))]

    def newest(self, key: str) -> Answer | None:
        """Return the newest snapshot of a running turn; None if it is not running."""
        with self._lock:
            return self._newest.get(key, (None, None))[1]
