"""The network side of one call to the model: a client that another thread can cut off at any moment.

The door to httpx. Knows bytes, but neither messages nor models.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl

    import httpx

# Ends a stream in the OpenAI protocol.
_END = b"[DONE]"


class Connection:
    """The connections of one call, used by the reading thread and closed by any other."""

    def __init__(self, on_bytes: Callable[[], None] = lambda: None, on_sent: Callable[[], None] = lambda: None) -> None:
        """`on_bytes` is called whenever something arrives, be it text or a comment that keeps the stream alive.

        `on_sent` is called when a question has been sent.
        """
        self._on_bytes, self._on_sent = on_bytes, on_sent
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._client: httpx.Client | None = None
        self._last = b""
        self.closed = False
        """Whether the caller gave up."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything; only the reading thread does this."""
        if self._client:
            self._client.close()
        with self._lock:
            while self._sockets:
                self._sockets.pop().close()

    @property
    def complete(self) -> bool:
        """Whether the server marked the end of its stream."""
        return _END in self._last

    @property
    def client(self) -> "httpx.Client":
        """The client for all requests of this call."""
        if self._client is None:
            import httpx

            self._client = httpx.Client(
                verify=_tls(),
                # The end of the stream is looked for in the bytes as they arrive.
                headers={"Accept-Encoding": "identity"},
                follow_redirects=True,
                event_hooks={"request": [self._trace], "response": [self._watch]},
            )
        return self._client

    def close(self) -> None:
        """Cut the call off, from any thread; a thread that waits for data wakes up with an error."""
        with self._lock:
            self.closed = True
            for one in self._sockets:
                _shut(one)

    def _trace(self, request: "httpx.Request") -> None:
        request.extensions["trace"] = partial(self._note, request.method)

    def _note(self, method: str, event: str, info: dict[str, Any]) -> None:
        """Keep each socket as soon as it is connected."""
        if event.endswith("send_request_body.complete") and method == "POST":
            self._on_sent()
        if event != "connection.connect_tcp.complete":
            return
        # A duplicate stays valid when TLS takes the original over.
        connected = info["return_value"].get_extra_info("socket").dup()
        with self._lock:
            self._sockets.append(connected)
            if self.closed:
                _shut(connected)

    def _watch(self, response: "httpx.Response") -> None:
        response.stream = _watched(response.stream, self._arrived)

    def _arrived(self, data: bytes) -> None:
        self._last = (self._last + data)[-64:]
        self._on_bytes()


def warm_up() -> None:
    """Load what the first connection needs; makes none."""
    _tls()


def _shut(one: socket.socket) -> None:
    """Tell both sides that nothing more will be sent or read; closing is up to the reading thread."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It is closed already.
        return


@cache
def _tls() -> "ssl.SSLContext":
    """Return the certificates to trust, loaded once: that takes longer than a call on loopback."""
    import httpx

    return httpx.create_ssl_context()


def _watched(stream: Any, arrived: Callable[[bytes], None]) -> "httpx.SyncByteStream":
    """Return the stream of a response that reports the bytes it reads."""
    import httpx

    class Watched(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for data in stream:
                arrived(data)
                yield data

        def close(self) -> None:
            stream.close()

    return Watched()
