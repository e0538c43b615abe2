"""One call after another over the same connection, where the server and the end of the last call allow it."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from app.llm import model_reply
from app.llm.endpoint import Endpoint, Message
from app.llm.http_clients import HttpClient
from tests.scripted_endpoint import Cut, Raw, Say, ScriptedEndpoint, chunk, words

QUESTION = [Message("user", "Why?")]
END = b"data: [DONE]\n\n"


@pytest.fixture
def server() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a response the time to end, however busy the machine is."""
    monkeypatch.setattr(model_reply, "ENDING_SECONDS", 10.0)


def client(server: ScriptedEndpoint) -> Endpoint:
    return Endpoint(server.url, "m", None, timeout=30.0)


def test_the_next_call_takes_the_connection_of_the_last(server: ScriptedEndpoint, unhurried: None) -> None:
    endpoint = client(server)
    assert [endpoint.complete(QUESTION) for _ in range(3)] == ["Yes [1]."] * 3
    assert len(set(server.ports)) == 1


def test_its_client_is_made_once(server: ScriptedEndpoint, unhurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = [], openai.OpenAI.__init__

    def counted(client: openai.OpenAI, **settings: Any) -> None:
        made.append(client)
        make(client, **settings)

    monkeypatch.setattr(openai.OpenAI, "__init__", counted)
    endpoint = client(server)
    assert [endpoint.complete(QUESTION) for _ in range(3)] == ["Yes [1]."] * 3
    assert len(made) == 1


def test_so_it_does_after_the_model_was_looked_up(server: ScriptedEndpoint, unhurried: None) -> None:
    endpoint = Endpoint(server.url, None, None)
    assert [endpoint.complete(QUESTION) for _ in range(2)] == ["Yes [1]."] * 2
    assert len(set(server.ports)) == 1


@pytest.mark.parametrize("first", [Say(words(2000)), Cut("Yes "), Raw([chunk("Yes "), END])], ids=type)
def test_a_call_that_ends_otherwise_leaves_none(server: ScriptedEndpoint, first: Say | Cut | Raw) -> None:
    server.says(first, Say("Yes."))
    endpoint = client(server)
    reply = endpoint.stream(QUESTION)
    next(filter(None, reply))
    reply.close()
    assert endpoint.complete(QUESTION) == "Yes."
    assert len(set(server.ports)) == 2


def test_no_cookie_goes_from_one_call_to_the_next(server: ScriptedEndpoint, unhurried: None) -> None:
    kind = {"Content-Type": "text/event-stream", "Set-Cookie": "chat=1"}
    server.says(Raw([chunk("Yes."), END], headers=kind), Say("No."))
    endpoint = client(server)
    assert [endpoint.complete(QUESTION) for _ in range(2)] == ["Yes.", "No."]
    assert "Cookie" not in server.headers[1]


def test_an_endpoint_that_is_let_go_of_closes_its_connections(
    server: ScriptedEndpoint, unhurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, close = threading.Event(), HttpClient.close

    def noted(client: HttpClient) -> None:
        close(client)
        closed.set()

    monkeypatch.setattr(HttpClient, "close", noted)
    endpoint = client(server)
    assert endpoint.complete(QUESTION) == "Yes [1]."
    del endpoint
    assert closed.wait(5)


def test_two_calls_at_once_have_a_connection_each(server: ScriptedEndpoint) -> None:
    server.says(Say("one two three", delay=0.05))
    endpoint = client(server)
    replies = [endpoint.stream(QUESTION) for _ in range(2)]
    assert ["".join(reply) for reply in replies] == ["one two three"] * 2
    assert len(set(server.ports)) == 2


def test_a_connection_that_the_server_closes_meanwhile_is_no_fault(unhurried: None) -> None:
    with _Impatient() as server:
        endpoint = Endpoint(server.url, "m", None, timeout=30.0)
        assert [endpoint.complete(QUESTION) for _ in range(2)] == ["Yes.", "Yes."]
        assert server.requests == ["answered", "dropped", "answered"]


@pytest.mark.parametrize(
    ("endless", "text"),
    [(b": still here\n\n", "Yes."), (b":" * 1_000_000, "Yes."), (chunk("and so on "), "")],
    ids=["after the end of its reply", "faster than it is read", "a reply that repeats itself"],
)
def test_a_server_that_does_not_end_its_response_is_left(server: ScriptedEndpoint, endless: bytes, text: str) -> None:
    pieces = _Endless([chunk("Yes.") + END] if text else [], endless)
    server.says(Raw(pieces))
    endpoint = client(server)
    assert endpoint.complete(QUESTION) == text
    assert pieces.gone.wait(10), "the connection stays open"


class _Endless:
    """The pieces of a response: the first ones, then one again and again."""

    def __init__(self, first: list[bytes], then: bytes) -> None:
        self.gone = threading.Event()
        self._first, self._then = first, then

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._first
            while True:
                yield self._then
        finally:
            self.gone.set()


class _Impatient:
    """Answers the first request of a connection; at the second it closes that connection without an answer."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1"
        self.requests: list[str] = []

    def __enter__(self) -> "_Impatient":
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        for _ in range(2):
            connection, _address = self._listening.accept()
            with connection:
                if not _read_request(connection):
                    return
                self.requests.append("answered")
                body = chunk("Yes.") + END
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
                connection.sendall(head.encode() + body)
                if len(self.requests) == 1 and _read_request(connection):
                    self.requests.append("dropped")


def _read_request(connection: socket.socket) -> bool:
    """Read a request to its end; return whether there was one."""
    with connection.makefile("rb") as file:
        length = 0
        while (line := file.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return len(file.read(length)) > 0
