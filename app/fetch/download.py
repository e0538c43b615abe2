"""Downloads what was asked for from a known host: slowly, in small pieces, and never from a private network.

The only module in this folder that opens connections.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

from app.fetch.source_address import HOSTS, SourceAddress
from index.endpoints.endpoint_messages import seconds_until
from index.errors import PaperchatError

if TYPE_CHECKING:
    import httpx

MOST_BYTES = 20_000_000
_MOST_REDIRECTS = 5
_MOST_RETRIES = 2
_USUAL_WAIT = 5.0
"""Seconds, where a busy server does not say how long."""
_LONGEST_WAIT = 60.0
_WHOLE_DOWNLOAD = 120.0
# arXiv asks for at most one request in three seconds, over all its hosts.
_PAUSES = {"arxiv.org": 3.0}
_SHORTEST_PAUSE = 0.1
_AGENT = "paperchat (https://pypi.org/project/paperchat/)"


class DownloadError(PaperchatError):
    """An address could not be fetched."""


def addresses_of(host: str) -> list[str]:
    """Return the network addresses of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]


@dataclass(slots=True)
class Downloader:
    """Fetches one address after the other, with the pauses that each service asks for."""

    transport: "httpx.BaseTransport | None" = None
    """What carries the requests; None for the network."""
    resolve: Callable[[str], Iterable[str]] = addresses_of
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _last: dict[str, float] = field(default_factory=dict)

    def fetch(self, address: SourceAddress) -> bytes:
        """Return the content at the address; raise DownloadError with one line and the next step."""
        import httpx

        timeout = httpx.Timeout(30.0, connect=10.0)
        try:
            with httpx.Client(transport=self.transport, timeout=timeout, headers={"User-Agent": _AGENT}) as client:
                return self._fetch(client, address)
        except httpx.TimeoutException as fault:
            raise DownloadError(f"{address.name}: the server did not answer in time.", "Try again later.") from fault
        except httpx.HTTPError as fault:
            raise DownloadError(
                f"{address.name}: the server cannot be reached ({type(fault).__name__}).",
                "Check the network, or save the page and add the file.",
            ) from fault

    def _fetch(self, client: "httpx.Client", address: SourceAddress) -> bytes:
        url, retries = address.url, 0
        for _ in range(_MOST_REDIRECTS + _MOST_RETRIES + 1):
            self._check(url, address)
            self._pause(url)
            with client.stream("GET", url, headers={"Accept": address.accept}) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers.get("location", ""))
                elif response.status_code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
                    retries += 1
                    self._wait(response.headers.get("retry-after", ""), address, retries)
                elif response.is_success:
                    return self._body(response, address)
                else:
                    raise _refusal(response.status_code, address)
        raise DownloadError(f"{address.name}: redirected too many times.", "Save the page and add the file.")

    def _check(self, url: str, address: SourceAddress) -> None:
        """Refuse any address that is not an https address of a known host, or that lies in a private network."""
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.hostname not in HOSTS or parts.port not in (None, 443):
            raise DownloadError(
                f"{address.name}: leads to {parts.hostname or 'nowhere'}, which is not one of the services known here.",
                "Save the page yourself and add the file.",
            )
        # A proxy looks the name up itself.
        if self.transport is None and getproxies().get("https"):
            return
        try:
            found = [ipaddress.ip_address(item.partition("%")[0]) for item in self.resolve(parts.hostname)]
        except OSError as fault:
            raise DownloadError(
                f"{address.name}: {parts.hostname} is not found.", "Check the network, or add a saved file."
            ) from fault
        if not found or not all(item.is_global for item in found):
            raise DownloadError(
                f"{address.name}: {parts.hostname} has an address in a private network; not asked.",
                "Check the name server of this machine.",
            )

    def _pause(self, url: str) -> None:
        """Wait until the service may be asked again."""
        host = urlsplit(url).hostname or ""
        service = next((name for name in _PAUSES if host == name or host.endswith(f".{name}")), host)
        last, pause = self._last.get(service), _PAUSES.get(service, _SHORTEST_PAUSE)
        if last is not None and (left := last + pause - self.clock()) > 0:
            self.sleep(left)
        self._last[service] = self.clock()

    def _wait(self, retry_after: str, address: SourceAddress, retries: int) -> None:
        """Wait as long as the server asks for; give up if that is long, or after a few tries."""
        asked = seconds_until(retry_after)
        seconds = _USUAL_WAIT if asked is None else asked
        if retries > _MOST_RETRIES or seconds > _LONGEST_WAIT:
            later = "later" if asked is None else f"in {round(asked)} seconds"
            raise DownloadError(f"{address.name}: the server has too many requests now.", f"Try again {later}.")
        self.sleep(seconds)

    def _body(self, response: "httpx.Response", address: SourceAddress) -> bytes:
        body, start = bytearray(), self.clock()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise DownloadError(
                    f"{address.name}: larger than {MOST_BYTES // 1_000_000} MB; not read further.",
                    "Download it yourself and add the file.",
                )
            if self.clock() - start > _WHOLE_DOWNLOAD:
                raise DownloadError(f"{address.name}: the server sends too slowly.", "Try again later.")
        return bytes(body)


def _refusal(status: int, address: SourceAddress) -> DownloadError:
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.BAD_REQUEST):
        return DownloadError(f"{address.name}: there is no such paper or list.", "Check the address.")
    if status == HTTPStatus.NOT_ACCEPTABLE:
        return DownloadError(f"{address.name}: {address.nothing}.")
    return DownloadError(f"{address.name}: the server answered with status {status}.", "Try again later.")
