"""A reply of the model as it arrives, read by a thread of its own so that the caller can stop at any moment."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal

from app.llm import background
from app.llm.connection import Connection
from app.llm.http_clients import IdleClients
from app.reply.usage import Usage
from app.reply.wait import SILENCE, Doing, Wait
from index.endpoints.endpoint_errors import Faults

# How long a caller waits at most before it can stop.
_WAIT = 0.1
# What comes faster is handed over together: waking a thread for each token costs more than reading it. A page shows
# a text that grows eight times a second, a terminal is smooth with ten.
_PACE = 0.1
# For the same reason, a long reply is read with pauses of `_PACE`; what has gathered meanwhile comes at once.
_LASTS, _AT_ONCE = 1.0, 0.01
ENDING_SECONDS = 0.05
"""How long a server may take to end its response after the end of the reply, to be asked again over that connection."""
# Characters that may wait for a slow caller; then the server has to wait, too.
_MOST_WAITING = 10_000


class ModelReply(Iterator[str]):
    """A reply as it arrives: iterate over its pieces, or close it to end the call.

    A separate thread reads from the endpoint, so a stall is noticed wherever it happens. While nothing arrives, an
    empty piece comes every `_WAIT` seconds, so that a caller can stop between two pieces.
    """

    def __init__(self, read: Callable[["ModelReply"], Iterator[str]], faults: Faults, idle: IdleClients) -> None:
        """Start reading: `read` yields the pieces, using the reply's connection, whose client comes from `idle`."""
        self._faults = faults
        # What the reading thread has for the caller: text, and after it the end, which may be a fault.
        self._handed = threading.Condition()
        self._text = ""
        self._end: Exception | None = None
        self._ended = self._wanted = False
        self._taken_at = self._rested_at = 0.0
        self._heard = self._first = time.monotonic()
        # What the model does, and since when; written by the reading thread in one step.
        self._now: tuple[Doing | Literal["writing"], float] = ("connecting", self._heard)
        self.finish_reason: str | None = None
        """Why the model stopped, once it said so; `loop`: we stopped it because it repeated itself."""
        self.usage: Usage | None = None
        """The tokens of the call, once the server has reported them."""
        self.connection = Connection(
            self._hear,
            lambda: self.begin("reading"),
            direct=faults.is_loopback,
            seconds=faults.timeout or None,
            idle=idle,
        )
        background.register(self.close)
        self._reading = threading.Thread(target=self._pump, args=(read,), name="paperchat-endpoint", daemon=True)
        self._reading.start()

    def __next__(self) -> str:
        """Return what has come since the last piece, an empty one if that is nothing. Raises EndpointError."""
        with self._handed:
            # The end is handed over at once.
            self._handed.wait_for(self._is_over, max(0.0, self._taken_at + _PACE - time.monotonic()))
            self._wanted = True
            heard = self._handed.wait_for(lambda: self._text or self._is_over(), _WAIT)
            self._wanted = False
            # A fault after closing is only the end of the connection.
            if self.connection.closed:
                raise StopIteration
            text, self._text = self._text, ""
            self._handed.notify_all()
        if text:
            self._taken_at = time.monotonic()
            return text
        if not heard:
            self._check_silence()
            return ""
        self.close()
        raise self._end or StopIteration

    def _is_over(self) -> bool:
        return self._ended or self.connection.closed

    def _check_silence(self) -> None:
        """Raise SilentError if nothing has come for longer than the person is ready to wait."""
        if 0 < self._faults.timeout < time.monotonic() - self._heard:
            raise self._faults.silent()

    def close(self) -> None:
        """End the call at once: the server sees its connection close, unless the reply has come to its end."""
        if self._ended:
            self._reading.join(ENDING_SECONDS)
        self.connection.close()
        with self._handed:
            self._handed.notify_all()

    def wait(self, *, thinking: bool) -> Wait | None:
        """Return what the model does while there is no text, None while it writes; `thinking`: it has only thought."""
        doing, since = self._now
        now = time.monotonic()
        if doing != "writing":
            return Wait(doing, int(now - since))
        if now - since >= SILENCE:
            return Wait("silent", int(now - since))
        return Wait("thinking", int(now - self._first)) if thinking else None

    def begin(self, doing: Doing | Literal["writing"]) -> None:
        """Note what the model begins to do now."""
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
                        self._rest()
                    if self.connection.closed:
                        break
                self._hand_over_end()
        except Exception as fault:  # noqa: BLE001 - the waiting thread handles every kind of fault
            self._end = self._faults.explain(fault)
            self._hand_over_end()

    def _hand_over_end(self) -> None:
        with self._handed:
            self._ended = True
            self._handed.notify_all()

    def _hand_over(self, piece: str) -> None:
        """Keep a piece for the caller; a slow caller slows the server down.

        A caller that waits takes it before more is read: else it would run only when this thread has to wait itself.
        """
        with self._handed:
            self._text += piece
            if self._wanted:
                self._handed.notify_all()
            self._handed.wait_for(
                lambda: len(self._text) < (1 if self._wanted else _MOST_WAITING) or self.connection.closed
            )

    def _rest(self) -> None:
        """Let text gather before more is read, if the reply takes long."""
        now = time.monotonic()
        if now - self._first > _LASTS and now - self._rested_at > _AT_ONCE:
            self.connection.pause(_PACE)
            self._rested_at = time.monotonic()
