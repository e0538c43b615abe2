"""The limits of a call to a model, in one place: what a server may take, and what it may send."""

CONNECT_SECONDS = 5.0
LIST_SECONDS = 10.0
"""For the names of its models."""
LOADING_SECONDS = 1800.0
"""How long a server that says it is loading a model is asked again."""
LOADING_PAUSE = 2.0
BUSY_SECONDS = 60.0
"""The longest wait for a server that says when it takes questions again."""
EVENT_BYTES = 1_000_000
"""For one piece of a stream, or for a reply that is not a stream."""
STREAM_BYTES = 200_000_000
"""For a whole stream, comments included."""
LIST_BYTES = 4_000_000
ERROR_BYTES = 64_000
"""Of an error page; the rest is not read."""


def reply_characters(tokens: int) -> int:
    """Return how much text a reply of at most so many tokens can be; a server that writes more ignores the limit.

    >>> reply_characters(1000)
    20000
    """
    return 4000 + 16 * tokens
