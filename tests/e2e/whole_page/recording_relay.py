"""Stands between a browser and the page, and keeps all bytes that the page sends."""

import socket
import threading
from collections.abc import Iterator
from types import TracebackType
from urllib.parse import urlsplit


class RecordingRelay:
    """A relay to a server on loopback; a context manager. `sent` holds what came from the server, uncompressed."""

    def __init__(self, address: str) -> None:
        there = urlsplit(address)
        assert there.hostname
        assert there.port
        self._there = (there.hostname, there.port)
        self.sent = bytearray()
        self._listening = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        """The address to open instead of the server's."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> "RecordingRelay":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(self._there)
            threading.Thread(target=self._to_server, args=(browser, server), daemon=True).start()
            threading.Thread(target=self._to_browser, args=(server, browser), daemon=True).start()

    def _to_browser(self, server: socket.socket, browser: socket.socket) -> None:
        for data in _received(server):
            self.sent += data
            browser.sendall(data)
        browser.close()

    @staticmethod
    def _to_server(browser: socket.socket, server: socket.socket) -> None:
        for data in _received(browser):
            # Else the server may compress what it sends.
            server.sendall(data.replace(b"Accept-Encoding:", b"X-Nothing-Asked:"))
        server.close()


def _received(source: socket.socket) -> Iterator[bytes]:
    try:
        while data := source.recv(65536):
            yield data
    except OSError:
        return
