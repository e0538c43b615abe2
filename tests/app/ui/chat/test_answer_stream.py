"""The answers as the page asks for them: they go on without their reader, are followed, stopped and counted."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.answer import Answer
from app.chats.chat_store import ChatStore
from app.chats.visitors import visitor_of
from app.ui.chat.answer_stream import answer_routes
from app.ui.chat.chat_routes import chat_routes
from app.ui.protocol import Backend
from app.ui.visitor_limits import MOST_AT_ONCE, QuestionLimits
from index.errors import PaperchatError
from tests.page_client import ask_message


class Slow:
    """Answers in as many snapshots as it is allowed to give."""

    def __init__(self, home: Path) -> None:
        self.chats = ChatStore(home)
        self.allowed = threading.Semaphore(2)
        self.closed = threading.Event()

    def answer(self, request: object, visitor: str) -> Iterator[Answer]:  # noqa: ARG002 - no answer depends on them
        """Yield a word more each time."""
        try:
            for number in range(1, 6):
                assert self.allowed.acquire(timeout=20)
                yield Answer("What?", "writing", text="word " * number)
            yield Answer("What?", "done", text="All of it.")
        finally:
            self.closed.set()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Slow]:
    backend = Slow(tmp_path)
    yield backend
    backend.allowed.release(100)
    backend.closed.wait(20)
    backend.chats.close()


@pytest.fixture
def limits() -> QuestionLimits:
    return QuestionLimits()


@pytest.fixture
def client(slow: Slow, limits: QuestionLimits) -> TestClient:
    backend = cast("Backend", slow)
    return TestClient(Starlette(routes=[*answer_routes(backend, limits), *chat_routes(slow.chats)]))


def begun(slow: Slow, client: TestClient) -> tuple[dict[str, Any], threading.Thread]:
    """Ask, and wait until the answer grows."""
    message = ask_message("What?")
    reader = threading.Thread(target=lambda: client.post("/chats/ask", json=message), daemon=True)
    reader.start()
    while (growing := slow.chats.running.newest(message["key"])) is None or growing.stage != "writing":
        assert not slow.closed.wait(0.01)
    return message, reader


def followed(client: TestClient, message: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in client.post("/chats/follow", json=message).text.splitlines()]


def test_an_answer_is_followed_to_its_end(slow: Slow, client: TestClient) -> None:
    message, reader = begun(slow, client)
    slow.allowed.release(3)
    *_, last = followed(client, {**message, "run": "another"})
    assert (last["run"], last["live"], last["stopped"]) == ("another", False, False)
    assert "All of it." in last["html"]
    reader.join(20)


def test_a_stop_ends_the_call_and_whoever_follows_hears_of_it(slow: Slow, client: TestClient) -> None:
    message, _ = begun(slow, client)
    client.post("/chats/stop", json={"visitor": message["visitor"], "key": message["key"]})
    slow.allowed.release(1)
    assert slow.closed.wait(20)
    *_, last = followed(client, message)
    assert (last["live"], last["stopped"]) == (False, True)


async def ask_and_leave(app: Any, message: dict[str, Any]) -> None:
    """Ask as a browser does that is gone after the first line."""
    sent, seen = [{"type": "http.request", "body": json.dumps(message).encode()}], asyncio.Event()

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await seen.wait()
        return {"type": "http.disconnect"}

    async def send(part: dict[str, Any]) -> None:
        if part.get("body"):
            seen.set()

    scope = {"type": "http", "method": "POST", "path": "/chats/ask", "headers": [], "query_string": b""}
    await app(scope, receive, send)


def test_an_answer_without_its_reader_counts_for_its_visitor_until_it_is_kept(
    slow: Slow, client: TestClient, limits: QuestionLimits
) -> None:
    message = ask_message("What?")
    visitor = visitor_of(message["visitor"])
    asyncio.run(ask_and_leave(client.app, message))
    with ExitStack() as others:
        for _ in range(MOST_AT_ONCE - 1):
            others.enter_context(limits.admitted(visitor))
        with pytest.raises(PaperchatError):
            others.enter_context(limits.admitted(visitor))
        slow.allowed.release(3)
        assert slow.closed.wait(20)
        while slow.chats.running.newest(message["key"]):
            time.sleep(0.01)
        [kept] = slow.chats.path(visitor, message["chat"])
        assert (kept.state, kept.answer.text) == ("done", "All of it.")


def test_another_visitor_follows_nothing(slow: Slow, client: TestClient) -> None:
    message, _ = begun(slow, client)
    answer = client.post("/chats/follow", json={**message, "visitor": "b" * 32})
    assert (answer.status_code, "no longer here" in answer.json()["failure"]) == (404, True)
    assert client.post("/chats/follow", json={"visitor": 1}).status_code == 400
