"""A question as the browser sends it to the page's queue, without a browser."""

import secrets
from collections.abc import Sequence
from typing import Any

import httpx

QUEUE = "/gradio_api/queue"


def ask_message(question: str) -> dict[str, Any]:
    """Return what our page sends for the first question of a new visitor: each name is a secret of the browser's."""
    place = {**{name: secrets.token_hex(16) for name in ("visitor", "chat", "key")}, "parent": ""}
    return {**place, "action": "ask", "turn": 0, "run": "1", "question": question}


def events_of(client: httpx.Client) -> Sequence[dict[str, Any]]:
    """Return the events that the page takes, as Gradio lists them."""
    found: list[dict[str, Any]] = client.get("/config").json()["dependencies"]
    return found


def ask_body(events: Sequence[dict[str, Any]], question: str) -> dict[str, Any] | None:
    """Return the body of a request to our page's queue; None if it is another page, which has no such event."""
    for event in events:
        if any(name == "ask" for _, name in event["targets"]):
            return {"fn_index": event["id"], "data": [None], "event_data": {"message": ask_message(question)}}
    return None
