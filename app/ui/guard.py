"""Stands before the page: refuses foreign names, foreign pages and endless bodies, and tells browsers what to refuse.

A page of another site may send requests to this machine (cross-site posts) or give its own name to this machine's
address (DNS rebinding). Without this, both could read the collection. Knows nothing of Gradio but two of its paths.
"""

import ipaddress
import re
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect

from app.ui.languages.catalogue import translated
from app.ui.visitor_limits import Budget
from index.endpoints.endpoint_address import is_loopback

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

UPLOAD_PATH = "/gradio_api/upload"
MAX_BODY = 512 * 1024
"""Bytes of a request that is not an upload: the longest question and a thousand papers' ids fit many times over."""
MAX_UPLOAD = 200 * 1024 * 1024
"""Bytes of the files of one upload together."""
MAX_FILES = 100
"""Files of one upload."""
MAX_UPLOADED = 1024 * 1024 * 1024
"""Bytes that one address may upload within an hour."""
MAX_AT_ONCE = 300
"""Requests of one address at a time; an open window holds one or two."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_BOUNDARY = re.compile(rb'boundary="?([^";]+)')
# Gradio's page is built from inline scripts and compiles templates; everything else comes from this server alone.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Guard:
    """ASGI middleware around the page that is served on `host`."""

    def __init__(self, app: App, host: str) -> None:
        self._app = app
        self._names = {*_LOCAL, host.lower()}
        self._is_local = is_loopback(host)
        if not self._is_local:
            name = socket.gethostname().lower()
            self._names |= {name, f"{name}.local"}
        self._uploads = Budget(MAX_UPLOADED, 3600)
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request that is refused, and hand on every other one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if refusal := self._refusal(scope["path"], headers):
            await _refuse(send, *refusal)
            return
        address = (scope.get("client") or ("",))[0]
        if refusal := self._excess(address, scope["path"], headers):
            await _refuse(send, *refusal)
            return
        self._open[address] += 1
        try:
            await self._pass(scope, _Body(receive, _most(scope["path"]), headers.get("content-type", "")), send)
        finally:
            self._open[address] -= 1
            self._open += Counter()  # forgets whoever has none

    async def _pass(self, scope: Message, body: "_Body", send: Send) -> None:
        """Hand a request on, unless its body goes on beyond its limit."""
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if body.refused and not started:
                    message = {**message, "status": 413}
                started = True
                message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
            await send(message)

        try:
            await self._app(scope, body.receive, send_guarded)
        except BodyTooLargeError as fault:
            if started:
                raise
            await _refuse(send, 413, str(fault))
        except ClientDisconnect:
            # Whoever closes the window in the middle of an upload waits for no answer.
            pass

    def _refusal(self, path: str, headers: MutableMapping[str, str]) -> tuple[int, str] | None:
        """Return the status and the line of a request that is refused."""
        host = headers.get("host", "")
        if not self._answers_to(host):
            return 403, translated("guard.name", name=repr(host[:100]))
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return 403, translated("guard.other_site")
        if not headers.get("content-length", "0").isdecimal():
            return 400, translated("guard.length")
        if int(headers.get("content-length", "0")) > _most(path):
            return 413, _too_much(path)
        return None

    def _excess(self, address: str, path: str, headers: MutableMapping[str, str]) -> tuple[int, str] | None:
        """Return the status and the line for an address that asks for too much."""
        if self._open[address] >= MAX_AT_ONCE:
            return 429, translated("guard.open", most=MAX_AT_ONCE)
        # A body without a length is counted as the longest there can be.
        length = int(headers.get("content-length", MAX_UPLOAD))
        if path.rstrip("/") == UPLOAD_PATH and not self._uploads.take(address, length):
            return 429, translated("guard.uploaded", most=MAX_UPLOADED >> 20)
        return None

    def _answers_to(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in self._names or (not self._is_local and _is_address(name))


class BodyTooLargeError(Exception):
    """A request went on beyond its limit."""


class _Body:
    """The body of a request, counted as it comes in."""

    def __init__(self, receive: Receive, most: int, kind: str) -> None:
        self._receive, self._most = receive, most
        found = _BOUNDARY.search(kind.encode("latin-1"))
        self._part = b"--" + found[1] if found else b""
        self._bytes = self._parts = 0
        self._rest = b""
        self.refused = False

    async def receive(self) -> Message:
        """Return the next part of the body; raise TooMuchError beyond the limits."""
        message = await self._receive()
        chunk = message.get("body", b"")
        self._bytes += len(chunk)
        if self._part:
            # A boundary may be cut in two; what is kept is shorter than one, so none is counted twice.
            seen = self._rest + chunk
            self._parts += seen.count(self._part)
            self._rest = seen[len(seen) - len(self._part) + 1 :]
        if self._bytes > self._most or self._parts > MAX_FILES + 1:
            self.refused = True
            raise BodyTooLargeError(translated("guard.upload", files=MAX_FILES, most=MAX_UPLOAD >> 20))
        return message


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _most(path: str) -> int:
    return MAX_UPLOAD if path.rstrip("/") == UPLOAD_PATH else MAX_BODY


def _too_much(path: str) -> str:
    if path.rstrip("/") == UPLOAD_PATH:
        return translated("guard.too_large", most=MAX_UPLOAD >> 20)
    return translated("guard.request", most=MAX_BODY >> 10)


async def _refuse(send: Send, status: int, line: str) -> None:
    body = line.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
