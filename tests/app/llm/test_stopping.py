"""Stopping, seen by the server: a raw one that goes on until its client is gone, and notes when that was."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from app.llm.endpoint import Endpoint, Message
from app.llm.model_reply import ModelReply

QUESTION = [Message("user", "Why?")]
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_CHUNK = (
    b'data: {"id":"1","object":"chat.completion.chunk","created":0,"model":"m",'
    b'"choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}\n\n'
)


class EndlessServer:
    """Accepts connections; writes words without end, or nothing at all, until the client closes."""

    def __init__(self, *, writes: bool) -> None:
        self.writes = writes
        self.accepted, self.gone = threading.Event(), threading.Event()
        self.gone_at = 0.0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1"

    def join(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listening.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except OSError:
            return
        with connection:
            connection.recv(65536)
            self.accepted.set()
            if self.writes:
                connection.sendall(_HEAD)
            connection.settimeout(0.01)
            while not self._closed(connection):
                if self.writes:
                    connection.sendall(_CHUNK)
            self.gone_at = time.monotonic()
            self.gone.set()

    @staticmethod
    def _closed(connection: socket.socket) -> bool:
        try:
            return connection.recv(1024) == b""
        except TimeoutError:
            return False
        except ConnectionError:
            return True


@pytest.fixture(params=[True, False], ids=["writing", "reading the prompt"])
def endless(request: pytest.FixtureRequest) -> Iterator[EndlessServer]:
    server = EndlessServer(writes=request.param)
    yield server
    server.join()


def called(server: EndlessServer) -> ModelReply:
    """Return a reply whose request the server has read; its first word is here if it writes."""
    reply = Endpoint(server.url, "m", None, timeout=30.0).stream(QUESTION)
    assert server.accepted.wait(10)
    if server.writes:
        assert next(filter(None, reply)) == "word "
    return reply


def test_the_server_sees_the_connection_close_within_200_ms(endless: EndlessServer) -> None:
    reply = called(endless)
    closed_at = time.monotonic()
    reply.close()
    assert endless.gone.wait(5), "the connection stays open"
    assert endless.gone_at - closed_at < 0.2


def test_a_reply_can_be_closed_while_another_thread_waits_for_it(endless: EndlessServer) -> None:
    reply = called(endless)
    waiting = threading.Thread(target=lambda: list(reply))
    waiting.start()
    reply.close()
    waiting.join(5)
    assert not waiting.is_alive()
    assert endless.gone.wait(5)


def test_a_call_closed_before_it_connects_ends_too(endless: EndlessServer) -> None:
    reply = Endpoint(endless.url, "m", None, timeout=30.0).stream(QUESTION)
    reply.close()
    assert list(reply) == []


def test_a_caller_can_stop_between_two_pieces_while_the_prompt_is_read() -> None:
    server = EndlessServer(writes=False)
    reply = Endpoint(server.url, "m", None, timeout=30.0).stream(QUESTION)
    assert server.accepted.wait(10)
    start = time.monotonic()
    assert next(reply) == ""
    assert time.monotonic() - start < 1
    reply.close()
    assert server.gone.wait(5)
    server.join()
