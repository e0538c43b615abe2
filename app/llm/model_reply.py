"""A reply of the model as it arrives, read by a thread of its own so that the caller can stop at any moment."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal

from app.llm import background
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
        # The piece that the reading thread hands over; it reads on when the caller has taken it.
        self._handed = threading.Condition()
        self._piece: str | Exception | None = ""
        self._heard = self._first = time.monotonic()
        # What the model does, and since when; written by the reading thread as one.
        self._now: tuple[Doing | Literal["writing"], float] = ("connecting", self._heard)
        self.finish_reason: str | None = None
        """Why the model stopped, once it said so; `loop`: we stopped it because it repeated itself."""
        self.usage: Usage | None = None
        """The tokens of the call, once the server told them."""
        self.connection = Connection(
            self._hear,
            lambda: self.begin("reading"),
            direct=faults.is_loopback,
            seconds=faults.timeout or None,
        )
        background.register(self.close)
        threading.Thread(target=self._pump, args=(read,), name="paperchat-endpoint", daemon=True).start()

    def __next__(self) -> str:
        """Return the next piece. Raises EndpointError."""
        # A fault after closing is only the end of the connection.
        piece = None if self.connection.closed else self._taken()
        if piece is None:
            raise StopIteration
        if isinstance(piece, Exception):
            raise piece
        return piece

    def _taken(self) -> str | Exception | None:
        """Take the next piece from the reading thread, or an empty one if there is none yet."""
        with self._handed:
            if not self._handed.wait_for(lambda: self._piece != "" or self.connection.closed, _WAIT):
                limit = self._faults.timeout
                silent = 0 < limit < time.monotonic() - self._heard
                return self._faults.silent() if silent else ""
            piece = self._piece
            if isinstance(piece, str):
                self._piece = ""
            self._handed.notify_all()
        return None if self.connection.closed else piece

    def close(self) -> None:
        """End the call at once: the server sees its connection close."""
        self.connection.close()
        with self._handed:
            self._handed.notify_all()

    def wait(self, *, thinking: bool) -> Wait | None:
        """Return what the model does that shows no text, None while it writes; `thinking`: all of it were thoughts."""
        doing, since = self._now
        now = time.monotonic()
        if doing != "writing":
            return Wait(doing, int(now - since))
        if now - since >= SILENCE:
            return Wait("silent", int(now - since))
        return Wait("thinking", int(now - self._first)) if thinking else None

    def begin(self, doing: Doing | Literal["writing"]) -> None:
        """Note what the model does from now on."""
        now = time.monotonic()
        if doing == "writing" != self._now[0]:
            self._first = now
        self._now = (doing, now)

    def _hear(self) -> None:
        """Note that the server is alive, whatever it sends."""
        self._heard = time.monotonic()

    def pause(self, doing: Doing, seconds: float) -> bool:
        """Wait before the server is asked again and return True; return False if the call is cut off meanwhile."""
        if self._now[0] != doing:
            self.begin(doing)
        going_on = self.connection.pause(seconds)
        self._hear()
        return going_on

    def _pump(self, read: Callable[["ModelReply"], Iterator[str]]) -> None:
        try:
            with self.connection:
                for piece in read(self):
                    if piece:
                        self.begin("writing")
                        self._hand_over(piece)
                    if self.connection.closed:
                        break
            self._hand_over(None)
        except Exception as fault:  # noqa: BLE001 - the waiting thread handles every kind of fault
            self._hand_over(self._faults.explain(fault))

    def _hand_over(self, piece: str | Exception | None) -> None:
        """Give the caller a piece; wait until it is taken, so that a slow caller slows the server down."""
        with self._handed:
            self._handed.wait_for(lambda: self._piece == "" or self.connection.closed)
            self._piece = piece
            self._handed.notify_all()
            self._handed.wait_for(lambda: not isinstance(self._piece, str) or not self._piece or self.connection.closed)
