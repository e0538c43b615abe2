"""Reads what a server says when it refuses a request: its message, the window it names, when to ask again. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LOADING = re.compile(r"\bload(?:ing|s|ed)?\b|warming up|starting up|not ready", re.IGNORECASE)
_OVERFLOW = re.compile(
    r"exceed_context_size|context_length_exceeded|(?:exceed|maximum|longer than|larger than).{0,80}context"
    r"|context.{0,60}(?:exceed|overflow|too long)",
    re.IGNORECASE | re.DOTALL,
)
_WINDOW = re.compile(r"context (?:length|size|window)\D{0,40}?(\d[\d,]{2,9})", re.IGNORECASE)
# No server's message is longer; the rest is not read.
_MAX_CHARACTERS = 4000


def seconds_until(retry_after: str) -> float | None:
    """Return how many seconds a Retry-After header asks to wait, as a number or a date; None if it has neither.

    >>> seconds_until("7"), seconds_until("Fri, 27 Nov 2020 10:00:00 GMT"), seconds_until("later")
    (7.0, 0.0, None)
    """
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", retry_after):
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def server_message(body: object) -> str:
    """Return the message in the body of a refusal, whatever the shape."""
    if isinstance(body, Mapping):
        inner = next((body[key] for key in ("message", "error", "detail") if body.get(key)), None)
        return inner if isinstance(inner, str) else server_message(inner)
    return (body if isinstance(body, str) else "")[:_MAX_CHARACTERS] or "no reason given"


def says_loading(body: object) -> bool:
    """Return whether the server is still loading a model."""
    return _LOADING.search(_described(body)) is not None


def says_overflow(body: object) -> bool:
    """Return whether the prompt was longer than the context window."""
    return _OVERFLOW.search(_described(body)) is not None


def _described(body: object) -> str:
    """Return the server's words with the names that it gives to the error."""
    names = [body.get(key) for key in ("code", "type")] if isinstance(body, Mapping) else []
    return " ".join([*(name for name in names if isinstance(name, str)), server_message(body)])[:_MAX_CHARACTERS]


def window_named(body: object, words: str) -> int | None:
    """Return the size of the context window that a refusal names."""
    if isinstance(body, Mapping) and isinstance(size := body.get("n_ctx"), int):
        return size
    found = _WINDOW.search(words)
    return int(found[1].replace(",", "")) if found else None
