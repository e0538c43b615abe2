"""The network side of one call to the model: a client that another thread can cut off at any moment.

The door to httpx. Knows bytes and events, but neither messages nor models.
"""

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from app.llm.event_stream import Event, EventStream
from app.llm.http_clients import IDLE_SECONDS, HttpClient, IdleClients
from app.llm.limits import CONNECT_SECONDS, ERROR_BYTES, LIST_BYTES, LIST_SECONDS
from app.settings import certificate_bundle
from index.endpoints.certificates import trusted_certificates
from index.endpoints.endpoint_errors import RedirectError, TooLargeError

if TYPE_CHECKING:
    import httpx

# Redirects that a client follows with the same method.
_SAME_METHOD = (307, 308)
_PORTS = {"http": 80, "https": 443}


class Connection:
    """The connections of one call, used by the reading thread and closed by any other."""

    def __init__(
        self,
        on_bytes: Callable[[], None] = lambda: None,
        on_sent: Callable[[], None] = lambda: None,
        *,
        direct: bool = False,
        seconds: float | None = None,
        idle: IdleClients | None = None,
    ) -> None:
        """`on_bytes` is called whenever something arrives, be it text or a comment that keeps the stream alive.

        `on_sent` is called when a question has been sent. `direct`: without a proxy, whatever the environment says.
        `seconds`: the longest silence in a reply; None for no limit. `idle`: where to take the client from, and leave
        it for the next call with the same settings; None to close it.
        """
        self._on_bytes, self._on_sent = on_bytes, on_sent
        self._direct, self._seconds = direct, seconds
        self._idle = idle
        self._changed = threading.Condition()
        self._client: HttpClient | None = None
        self._was_idle = False
        self._arriving: Iterator[bytes] = iter(())
        self._unread = 0
        self._events = EventStream()
        self.closed = False
        """Whether the caller gave up."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything, or keep the client for the next call; only the reading thread does this."""
        if kind is None and not self.closed:
            self._read_the_rest()
        with self._changed:
            client, self._client = self._client, None
            # The reply, which is in a cycle with this, outlives the endpoint; the idle clients are not to.
            idle, self._idle = self._idle, None
            keeps = kind is None and not self.closed and not self._unread
        if client and idle and keeps:
            idle.put(client)
        elif client:
            client.close()

    @property
    def complete(self) -> bool:
        """Whether the server marked the end of its reply."""
        return self._events.complete

    @property
    def client(self) -> HttpClient:
        """The client for all requests of this call."""
        if self._client is None:
            client = self._idle.take() if self._idle else None
            self._was_idle = client is not None
            client = client or self._new_client()
            client.http.event_hooks = {"request": [self._prepare], "response": [self._watch]}
            with self._changed:
                self._client = client
                if self.closed:
                    self._shut()
        return self._client

    def _new_client(self) -> HttpClient:
        import httpx

        return HttpClient(
            httpx.Client(
                verify=trusted_certificates(certificate_bundle()),
                # The stream is read as it arrives; servers that compress it hold pieces back.
                headers={"Accept-Encoding": "identity"},
                follow_redirects=True,
                trust_env=not self._direct,
                limits=httpx.Limits(keepalive_expiry=IDLE_SECONDS),
            )
        )

    def renew(self) -> bool:
        """Close the client if it is from an earlier call; return whether to ask again, with a new one."""
        with self._changed:
            client, self._client = (self._client, None) if self._was_idle and not self.closed else (None, self._client)
        self._was_idle = False
        if client:
            client.close()
        return client is not None

    def events(self, response: "httpx.Response") -> Iterator[Event]:
        """Yield the events of a reply, as `app.llm.event_stream` passes them on, until the server marks its end."""
        self._events, self._arriving = EventStream(), response.iter_raw()
        for data in self._arriving:
            yield from self._events.feed(data)
            if self._events.complete:
                return
        yield from self._events.end()

    def _read_the_rest(self) -> None:
        """Read what comes after the end of a reply, normally the end of the response, so that the next can follow."""
        import httpx

        with suppress(httpx.HTTPError):
            for _ in self._arriving if self.complete else ():
                pass

    def close(self) -> None:
        """Cut the call off, from any thread; a thread that waits for data wakes up with an error."""
        with self._changed:
            self.closed = True
            self._shut()
            self._changed.notify_all()

    def pause(self, seconds: float) -> bool:
        """Wait that long and return True; return False as soon as the call is cut off."""
        with self._changed:
            return not self._changed.wait_for(lambda: self.closed, seconds)

    def _prepare(self, request: "httpx.Request") -> None:
        """Set the limits of a request, which a client otherwise sets for all alike, and follow it."""
        asks = request.method == "POST"
        read = self._seconds if asks else min(self._seconds or LIST_SECONDS, LIST_SECONDS)
        limit = CONNECT_SECONDS
        request.extensions["timeout"] = {"connect": limit, "read": read, "write": read, "pool": limit}
        request.extensions["trace"] = partial(self._note, asks)

    def _note(self, asks: bool, event: str, info: dict[str, Any]) -> None:
        """Keep each socket as soon as it is connected."""
        if asks and event.endswith("send_request_body.complete"):
            self._on_sent()
        if event != "connection.connect_tcp.complete":
            return
        # A duplicate stays valid when TLS takes the original over.
        connected = info["return_value"].get_extra_info("socket").dup()
        # If silence has no limit, only this notices a peer that is gone without closing the connection.
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        with self._changed:
            if self._client:
                self._client.sockets.append(connected)
            if self.closed:
                self._shut()

    def _shut(self) -> None:
        """Tell both sides that nothing more will be sent or read; closing is up to the reading thread."""
        for one in self._client.sockets if self._client else ():
            # The socket may be closed already.
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _watch(self, response: "httpx.Response") -> None:
        _check_redirect(response)
        streamed = response.request.method == "POST" and response.is_success
        self._unread += 1
        arrived = self._reported(response.stream)
        if streamed:
            encoding = response.headers.pop("Content-Encoding", "identity")
            response.stream = _stream(_plain(arrived, encoding), response.stream)
        elif response.is_success:
            response.stream = _stream(_limited(arrived, LIST_BYTES), response.stream)
        else:
            response.stream = _stream(_beginning(arrived, ERROR_BYTES), response.stream)

    def _reported(self, stream: Any) -> Iterator[bytes]:
        for data in stream:
            # What still comes after `_shut` is read before its end.
            if self.closed:
                return
            self._on_bytes()
            yield data
        self._unread -= 1


def warm_up() -> None:
    """Load what the first connection needs; makes none."""
    trusted_certificates(certificate_bundle())


def _check_redirect(response: "httpx.Response") -> None:
    """Raise RedirectError unless a redirect leads to the same server, with the same request."""
    if not response.has_redirect_location:
        return
    before, after = response.request.url, response.request.url.join(response.headers["Location"])
    upgraded = (before.scheme, after.scheme) == ("http", "https") and (_port(before), _port(after)) == (80, 443)
    same = before.host == after.host and (upgraded or (before.scheme == after.scheme and _port(before) == _port(after)))
    if not same or (response.request.method != "GET" and response.status_code not in _SAME_METHOD):
        raise RedirectError(str(after), same=same)


def _port(url: "httpx.URL") -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _plain(arrived: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield decompressed data, for servers that compress although asked not to; in pieces, as it may be far larger."""
    if encoding not in ("gzip", "deflate"):
        yield from arrived
        return
    unpacking = zlib.decompressobj(47 if encoding == "gzip" else zlib.MAX_WBITS)
    for data in arrived:
        packed = data
        while packed:
            yield unpacking.decompress(packed, ERROR_BYTES)
            packed = unpacking.unconsumed_tail


def _limited(arrived: Iterator[bytes], most: int) -> Iterator[bytes]:
    for data in arrived:
        most -= len(data)
        if most < 0:
            raise TooLargeError
        yield data


def _beginning(arrived: Iterator[bytes], most: int) -> Iterator[bytes]:
    for data in arrived:
        yield data[:most]
        most -= len(data)
        if most <= 0:
            return


def _stream(data: Iterator[bytes], original: Any) -> "httpx.SyncByteStream":
    """Return the stream of a response that reads other data than the `original`, and closes that."""
    import httpx

    class Watched(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return data

        def close(self) -> None:
            original.close()

    return Watched()
