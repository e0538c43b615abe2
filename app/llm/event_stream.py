"""Reads what a server streams, whatever it is, and passes on only well-formed pieces of the OpenAI protocol. Pure.

Servers send chunks without choices, whole replies instead of a stream, broken UTF-8, HTML. None of it gets past this
filter, and a reply that is too large ends the stream.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from app.llm.limits import EVENT_BYTES, STREAM_BYTES
from index.endpoints.endpoint_errors import TooLargeError

Event: TypeAlias = dict[str, Any]
_END = "[DONE]"
_TEXTS = ("content", "reasoning_content", "reasoning")


class EventStream:
    """The filter for one reply. Its events are dictionaries with `choices`, `usage` and `timings`, or an `error`."""

    def __init__(self) -> None:
        self.complete = False
        """Whether the server marked the end of its reply."""
        self._rest = b""
        # The lines of data so far that do not make up an event yet, and their length.
        self._lines: list[str] = []
        self._length = 0
        self._read = 0
        # Whether the reply is a whole document instead of a stream; None as long as that is not known.
        self._whole: bool | None = None

    def feed(self, data: bytes) -> list[Event]:
        """Take the next bytes and return the events that they end. Raises TooLargeError."""
        self._read += len(data)
        self._rest += data
        if self._whole is None and (start := self._rest.lstrip()):
            self._whole = start.startswith((b"{", b"[", b"<"))
        lines = [] if self._whole else self._rest.split(b"\n")
        self._rest = self._rest if self._whole else lines.pop()
        if len(self._rest) > EVENT_BYTES or self._read > STREAM_BYTES:
            raise TooLargeError
        return [event for line in lines if (event := self._line(line))]

    def end(self) -> list[Event]:
        """Return the remaining events, at the end of the reply."""
        rest, self._rest = self._rest, b""
        if self._whole:
            event = _event(rest.decode(errors="replace"))
            self.complete = event is not None
            return [event] if event else []
        return [event for line in (rest, b"") if (event := self._line(line))]

    def _line(self, line: bytes) -> Event | None:
        """Return the event that a line completes. One event can have several lines of data; an empty line ends it.

        What comes after the end of the reply is left out.
        """
        if self.complete:
            return None
        field, _, value = line.decode(errors="replace").strip().partition(":")
        if not field and not value:
            event = _event("\n".join(self._lines)) if self._lines else None
            self._lines, self._length = [], 0
        elif field == "data" and value.strip() == _END:
            self.complete, event = True, None
        elif field == "data" and (event := _event(value)):
            # Some servers send no empty line.
            self._lines, self._length = [], 0
        else:
            event = None
            self._keep(value if field == "data" else "")
        return event

    def _keep(self, value: str) -> None:
        """Note a line that may be part of an event. Raises TooLargeError."""
        self._length += len(value)
        if self._length > EVENT_BYTES:
            raise TooLargeError
        self._lines += [value] if value else []


def _event(data: str) -> Event | None:
    """Return what counts in a chunk or in a whole reply; None if nothing does."""
    try:
        read = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, Mapping):
        return None
    if error := read.get("error") or (read.get("object") == "error" and read):
        return {"error": error if isinstance(error, Mapping) else {"message": str(error)[:2000]}}
    kept = {name: dict(read[name]) for name in ("usage", "timings") if isinstance(read.get(name), Mapping)}
    choices = read.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) else None
    if choice is None and not kept:
        return None
    return {"choices": [_choice(choice)] if choice else [], **kept}


def _choice(choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return a choice with its text as the next piece of a stream."""
    said = choice.get("delta") or choice.get("message")
    said = said if isinstance(said, Mapping) else {}
    delta = {name: text for name in _TEXTS if (text := _text(said.get(name)))}
    if not delta and (text := _text(choice.get("text"))):
        delta = {"content": text}
    reason = choice.get("finish_reason")
    return {"index": 0, "delta": delta, "finish_reason": reason if isinstance(reason, str) else None}


def _text(value: object) -> str:
    """Return a text, joined if it comes in parts."""
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, Mapping))
    return value if isinstance(value, str) else ""
