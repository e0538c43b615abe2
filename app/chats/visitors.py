"""Who owns a chat: a browser generates a random secret, and only its hash is stored. Pure."""

import hashlib
import re

_PAGE_ID = re.compile(r"[0-9a-f]{32}")


def visitor_of(secret: object) -> str:
    """Return the name under which the chats of a browser are stored. Raises ValueError for a malformed secret.

    >>> visitor_of("0" * 32)[:16]
    '84e0c0eafaa95a34'
    """
    return hashlib.sha256(read_page_id(secret).encode()).hexdigest()


def read_page_id(text: object) -> str:
    """Return an id that the page generated for a visitor, a chat or a turn. Raises ValueError for anything else."""
    if not isinstance(text, str) or not _PAGE_ID.fullmatch(text):
        raise ValueError("not an id of the page")
    return text
