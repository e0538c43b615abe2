"""A reply of the model as it arrives, read by a thread of its own so that the caller can stop at any moment."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal

from app.llm.connection import Connection
from app.reply.usage import Usage
from app.reply.wait import SILENCE, Doing, Wait
from index.endpoint_errors import Faults

# How long a caller waits at most until it can stop.
_WAIT = 0.1


class ModelReply(Iterator[str]):
    """A reply as it arrives: iterate over its pieces, or close it to end the call.

    A separate thread reads from the endpoint, so a stall is noticed wherever it happens. While nothing arrives, an
    empty piece comes every `_WAIT` seconds, so that a caller can stop between two pieces.
    """

    def __init__(self, read: Callable[["ModelReply"], Iterator[str]], faults: Faults) -> None:
        """Start reading: `read` yields the pieces, using the reply's connection."""
        self._faults = faults
        self._pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        self._heard = self._first = time.monotonic()
        # What the model does, and since when; written by the reading thread as one.
        self._now: tuple[Doing | Literal["writing"], float] = ("connecting", self._heard)
        self.finish_reason: str | None = None
        """Why the model stopped, once it said so."""
        self.usage: Usage | None = None
        """The tokens of the call, once the server told them."""
        self.connection = Connection(self._hear, lambda: self._begin("reading"))
        threading.Thread(target=self._pump, args=(read,), name="paperchat-endpoint", daemon=True).start()

    def __next__(self) -> str:
        """Return the next piece. Raises EndpointError."""
        # A fault after closing is only the end of the connection.
        piece = None if self.connection.closed else self._next()
        if piece is None:
            raise StopIteration
        if isinstance(piece, Exception):
            raise piece
        return piece

    def _next(self) -> str | Exception | None:
        try:
            piece = self._pieces.get(timeout=_WAIT)
        except queue.Empty:
            # Slightly longer than the client's own limit, whose message is better.
            silent = time.monotonic() - self._heard > self._faults.timeout + 1
            return self._faults.silent() if silent else ""
        return None if self.connection.closed else piece

    def close(self) -> None:
        """End the call at once: the server sees its connection close."""
        self.connection.close()

    def wait(self, *, thinking: bool) -> Wait | None:
        """Return what the model does that shows no text, None while it writes; `thinking`: all of it were thoughts."""
        doing, since = self._now
        now = time.monotonic()
        if doing != "writing":
            return Wait(doing, int(now - since))
        if now - since >= SILENCE:
            return Wait("silent", int(now - since))
        return Wait("thinking", int(now - self._first)) if thinking else None

    def _begin(self, doing: Doing | Literal["writing"]) -> None:
        now = time.monotonic()
        if doing == "writing" != self._now[0]:
            self._first = now
        self._now = (doing, now)

    def _hear(self) -> None:
        """Note that the server is alive, whatever it sends."""
        self._heard = time.monotonic()

    def _pump(self, read: Callable[["ModelReply"], Iterator[str]]) -> None:
        try:
            with self.connection:
                for piece in read(self):
                    if self.connection.closed:
                        break
                    if piece:
                        self._begin("writing")
                        self._pieces.put(piece)
                        # Let the caller have it now, not when this thread next waits for the network.
                        time.sleep(0)
            self._pieces.put(None)
        except Exception as fault:  # noqa: BLE001 - the waiting thread handles every kind of fault
            self._pieces.put(self._faults.explain(fault))
