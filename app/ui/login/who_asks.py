"""Who is asking, as the login door tells the routes behind it: in two headers that only the door can set. Pure."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from app.users.user_file import User

ROLE = "x-paperchat-role"
VISITOR = "x-paperchat-visitor"


def with_identity(scope: MutableMapping[str, Any], user: User, visitor: str) -> MutableMapping[str, Any]:
    """Return the request of a person who has logged in; what it said itself about who asks is dropped."""
    said = [(name, value) for name, value in scope["headers"] if name.decode("latin-1").lower() not in (ROLE, VISITOR)]
    known = [(ROLE.encode(), user.role.encode()), (VISITOR.encode(), visitor.encode())]
    return {**scope, "headers": [*said, *known]}


def with_logged_in_visitor(sent: Mapping[str, Any], headers: Mapping[str, str]) -> Mapping[str, Any]:
    """Return a message of the page with the visitor who has logged in instead of the one that their browser generated.

    >>> with_logged_in_visitor({"visitor": "drawn"}, {"x-paperchat-visitor": "ann"})
    {'visitor': 'ann'}
    >>> with_logged_in_visitor({"visitor": "drawn"}, {})
    {'visitor': 'drawn'}
    """
    return {**sent, "visitor": headers[VISITOR]} if VISITOR in headers else sent
