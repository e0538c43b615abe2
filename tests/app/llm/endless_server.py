"""A model server on loopback that goes on until its client is gone, and notes when that was."""

import itertools
import select
import socket
import threading
import time
from contextlib import suppress

from tests.scripted_endpoint import chunk

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


class EndlessServer:
    """Takes one call at a time; writes words without end, or nothing at all, until the client closes."""

    def __init__(self, *, writes: bool, pause: float = 0.0) -> None:
        """`pause`: seconds before each word."""
        self.writes, self._pause = writes, pause
        self.accepted, self.gone = threading.Event(), threading.Event()
        self.gone_at = 0.0
        """When the last client closed, by `time.monotonic()`."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address to give to a client."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1"

    def join(self) -> None:
        """Close; the thread must have seen its client go."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listening.close()
        assert not self._thread.is_alive()

    def next_call(self) -> None:
        """Forget the last call, so that the next one can be waited for."""
        self.accepted.clear()
        self.gone.clear()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                self._go_on(connection)

    def _go_on(self, connection: socket.socket) -> None:
        # A client that closes before it has read all may be noticed only while writing.
        with suppress(ConnectionError):
            if not connection.recv(65536).startswith(b"POST"):
                return
            self.accepted.set()
            self._write_until_closed(connection)
        self.gone_at = time.monotonic()
        self.gone.set()

    def _write_until_closed(self, connection: socket.socket) -> None:
        if self.writes:
            connection.sendall(_HEAD)
        # No two words alike: a model that repeats one is stopped.
        number = itertools.count()
        while not self._closed(connection):
            if self.writes:
                time.sleep(self._pause)
                connection.sendall(chunk(f"word{next(number)} "))

    @staticmethod
    def _closed(connection: socket.socket) -> bool:
        can_read, _, _ = select.select([connection], [], [], 0.01)
        return bool(can_read) and connection.recv(65536) == b""
