"""A question as the browser sends it to the page, without a browser."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import httpx

ASK = "/chats/ask"


def ask_message(question: str) -> dict[str, Any]:
    """Return what our page sends for the first question of a new visitor: each name is a secret of the browser's."""
    place = {**{name: secrets.token_hex(16) for name in ("visitor", "chat", "key")}, "parent": ""}
    return {**place, "action": "ask", "turn": 0, "run": "1", "question": question}


def ask(client: httpx.Client, question: str) -> Iterator[dict[str, Any]]:
    """Yield the turn as it grows, as the page gets it."""
    with client.stream("POST", ASK, json=ask_message(question)) as stream:
        for line in stream.raise_for_status().iter_lines():
            yield json.loads(line)


def call(client: httpx.Client, name: str, data: list[Any]) -> tuple[Any, str | None]:
    """Call a named endpoint; return its result, or None and the message of its error."""
    started = client.post(f"/gradio_api/call/{name}", json={"data": data}).raise_for_status()
    event = ""
    with client.stream("GET", f"/gradio_api/call/{name}/{started.json()['event_id']}") as stream:
        for line in stream.raise_for_status().iter_lines():
            kind, _, value = line.partition(": ")
            if kind == "event":
                event = value
            elif kind == "data" and event == "complete":
                return json.loads(value)[0], None
            elif kind == "data" and event == "error":
                return None, str(json.loads(value))
    return None, None
