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
