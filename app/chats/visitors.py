"""Whose a chat is: a browser draws a secret at random, and only its hash is kept. Pure."""

import hashlib
import re

_DRAWN = re.compile(r"[0-9a-f]{32}")


def visitor_of(secret: object) -> str:
    """Return the name that the chats of a browser are kept under. Raises ValueError if no browser of ours drew this.

    >>> visitor_of("0" * 32)[:16]
    '84e0c0eafaa95a34'
    """
    return hashlib.sha256(drawn(secret).encode()).hexdigest()


def drawn(text: object) -> str:
    """Return an id as our page draws them: of a visitor, a chat or a turn. Raises ValueError for anything else."""
    if not isinstance(text, str) or not _DRAWN.fullmatch(text):
        raise ValueError("not an id that the page drew")
    return text
