"""The answers that each browser window waits for, so that they end with it.

Gradio ends the events of a window whose stream of answers breaks off. A window that is closed before that stream has
opened has none to break, and its answers would go on at the model's server.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Windows:
    """What the open windows wait for, by Gradio's name of the window. Used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[threading.Event]] = {}

    @contextmanager
    def waiting(self, window: str) -> Iterator[threading.Event]:
        """Note that a window waits for an answer; the event is set when the window is closed."""
        closed = threading.Event()
        with self._lock:
            self._waiting.setdefault(window, []).append(closed)
        try:
            yield closed
        finally:
            with self._lock:
                self._waiting[window].remove(closed)
                if not self._waiting[window]:
                    del self._waiting[window]

    def close(self, window: str) -> None:
        """Tell all answers that a window waits for that it is closed."""
        with self._lock:
            for closed in self._waiting.get(window, ()):
                closed.set()
