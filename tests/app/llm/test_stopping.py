"""Stopping, seen by the server: one that goes on until its client is gone."""

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from app.llm.endpoint import Endpoint, Message
from app.llm.model_reply import ModelReply
from tests.app.llm.endless_server import EndlessServer

QUESTION = [Message("user", "Why?")]


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
        assert next(filter(None, reply)) == "word0 "
    return reply


def test_the_server_sees_the_connection_close(endless: EndlessServer) -> None:
    called(endless).close()
    assert endless.gone.wait(5), "the connection stays open"


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
    assert next(reply) == ""
    reply.close()
    assert server.gone.wait(5)
    server.join()


def test_a_client_that_goes_while_a_word_is_on_its_way_is_noticed_too() -> None:
    server = EndlessServer(writes=True, pause=0.2)
    with socket.create_connection(("127.0.0.1", urlsplit(server.url).port)) as client:
        client.sendall(b"POST")
        assert server.accepted.wait(5)
        # Closed with something unread, a connection is reset.
        client.recv(1)
    assert server.gone.wait(5)
    server.join()
