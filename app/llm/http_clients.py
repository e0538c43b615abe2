"""The HTTP clients of one model, kept between calls."""

import socket
import threading
import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx
    import openai

IDLE_SECONDS = 60.0
"""An older idle connection is not used again; most servers close one sooner, and a client notices before it asks."""
# How many idle clients to keep; more are needed only while many people ask at once.
_MOST_IDLE = 4


@dataclass(slots=True)
class HttpClient:
    """A client, the sockets it has connected, and what makes requests of the model's for it."""

    http: "httpx.Client"
    sockets: list[socket.socket] = field(default_factory=list)
    openai: "openai.OpenAI | None" = None
    """None until the first request."""

    def close(self) -> None:
        """Close its connections."""
        self.http.close()
        while self.sockets:
            self.sockets.pop().close()


class IdleClients:
    """The clients of calls that ended well; their connections are open, which spares the next call a handshake."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: list[HttpClient] = []
        weakref.finalize(self, _close_all, self._clients)

    def take(self) -> HttpClient | None:
        """Return the one that was used last; None if there is none."""
        with self._lock:
            return self._clients.pop() if self._clients else None

    def put(self, client: HttpClient) -> None:
        """Keep it for the next call; of too many, the one that has not been used for longest is closed."""
        # An older connection of this client is gone: the server, or a redirect, has ended it.
        for one in client.sockets[:-1]:
            one.close()
        del client.sockets[:-1]
        # The next call may be somebody else's: it must not send cookies of this one.
        client.http.cookies.clear()
        client.http.event_hooks = {}
        with self._lock:
            self._clients.append(client)
            oldest = self._clients.pop(0) if len(self._clients) > _MOST_IDLE else None
        if oldest:
            oldest.close()


def _close_all(clients: list[HttpClient]) -> None:
    for client in clients:
        client.close()
