"""A Chroma server: `chroma run`, Chroma Cloud, or a distributed one. A door to chromadb.

Several libraries may share a server, so the names of their collections begin with the library's own.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.endpoints.certificates import SET_CERTIFICATE, certificate_fault
from index.errors import PaperchatError, StoreUnreachableError
from index.stores.chroma.chroma_client import ChromaClient, finds_its_own_vectors

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client


# Seconds for an answer: a write of 300 passages takes a fraction of one.
_PATIENCE = 60
_REFUSED, _MISSING = (401, 403), 404


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """Where a Chroma server is, and what it asks for."""

    url: str
    """Such as `http://127.0.0.1:8000`; with https, the connection is encrypted."""
    token: str | None = field(default=None, repr=False)
    """Sent with each request, as a bearer token and as Chroma Cloud's own header."""
    tenant: str = "default_tenant"
    database: str = "default_database"
    part: str = ""
    """An extra part of the names of the collections, while a new index is made."""

    @property
    def encrypted(self) -> bool:
        """Whether the address begins with https."""
        return urlsplit(self.url).scheme == "https"

    @property
    def host_and_port(self) -> tuple[str, int]:
        """The host and the port; 443 or 8000 if the address names none. Raises PaperchatError for no address."""
        try:
            parts = urlsplit(self.url)
            port = parts.port or (443 if self.encrypted else 8000)
        except ValueError:
            parts, port = urlsplit(""), 0
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise PaperchatError(
                f"“{self.url}” is not the address of a Chroma server.", "Write it like http://127.0.0.1:8000."
            )
        return parts.hostname, port

    @property
    def base(self) -> str:
        """The address as requests begin with it."""
        host, port = self.host_and_port
        return f"{urlsplit(self.url).scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that carry the token, if there is one."""
        return {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token} if self.token else {}


class ChromaServer(ChromaClient):
    """The collections of one library on a Chroma server."""

    # Chroma Cloud takes, and gives, at most 300 records at once.
    batch = page = 300

    def __init__(self, address: ChromaAddress, library: str) -> None:
        """`library`: the name of the library."""
        super().__init__()
        self._address = address
        self._library = library

    def exist(self) -> bool:
        """Return that there may be collections: only the server knows."""
        return True

    def name_of(self, kind: str) -> str:
        """Return the name of the collection of this kind, which begins with the library's."""
        return f"{self._prefix}{kind}"

    def fault(self, *, thorough: bool) -> str:
        """Return whether a search misses what the server holds, in words for people; empty if not, or if not asked."""
        from chromadb.errors import NotFoundError

        if not thorough:
            return ""
        with self.using(), suppress(NotFoundError):
            if not finds_its_own_vectors([self.collection(kind) for kind in self.kinds(self._open())]):
                return "The Chroma server does not find what it holds"
        return ""

    def remember(self) -> None:
        """Do nothing: the server's files are its own."""

    def reset(self, kinds: Sequence[str], metadata: Mapping[str, str]) -> None:
        """Replace the library's collections of these kinds with empty ones; others stay."""
        from chromadb.errors import NotFoundError

        with self.using(), self._changing:
            for kind in kinds:
                with suppress(NotFoundError):
                    self._open().delete_collection(self.name_of(kind))
            self._reopen()
            self.create(kinds, metadata)

    def beside(self, part: str) -> "ChromaServer":
        """Return the collections whose names have this part as well."""
        named = "-".join(filter(None, (self._address.part, part)))
        return ChromaServer(replace(self._address, part=named), self._library)

    def restore(self, part: str) -> None:
        """Finish replacing the collections, if that has deleted them."""
        with self.using(), self._changing:
            begun = not self.kinds(self._open())
        if begun:
            self.take_over(part)

    def discard(self, part: str) -> None:
        """Delete the collections that were made."""
        made = self.beside(part)
        with self.using(), self._changing:
            client = self._open()
            for kind in made.kinds(client):
                client.delete_collection(made.name_of(kind))

    def take_over(self, part: str) -> None:
        """Replace the collections by those made for this part; killed in between, it can be repeated."""
        from chromadb.errors import NotFoundError

        made = self.beside(part)
        with self.using(), self._changing:
            client = self._open()
            new = made.kinds(client)
            # Others may be of kinds that an older release had.
            for kind in self.kinds(client) if new else ():
                with suppress(NotFoundError):
                    client.delete_collection(self.name_of(kind))
            for kind in new:
                client.get_collection(made.name_of(kind), embedding_function=None).modify(name=self.name_of(kind))
            self._reopen()

    def kinds(self, client: "Client") -> list[str]:
        """Return the kinds of the collections that there are."""
        names = [found.name for found in client.list_collections()]
        kinds = (name.removeprefix(self._prefix) for name in names if name.startswith(self._prefix))
        # What goes on with a hyphen belongs to an index that is being made.
        return [kind for kind in kinds if "-" not in kind]

    @property
    def _prefix(self) -> str:
        """What the names of the collections begin with."""
        return "-".join(filter(None, ("paperchat", self._library, self._address.part))) + "-"

    def pause(self) -> None:
        """Do nothing."""

    def _shut_others_out(self) -> None:
        """Do nothing: a server has many clients."""

    def _let_others_in(self) -> None:
        """Do nothing."""

    def _connect(self) -> "Client":
        from chromadb.api.client import Client

        from index.stores.chroma.chroma_settings import ClientSettings

        self._check()
        host, port = self._address.host_and_port
        settings = ClientSettings(
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=host,
            chroma_server_http_port=port,
            chroma_server_ssl_enabled=self._address.encrypted,
            chroma_server_headers=self._address.headers,
        )
        # The client says in a ValueError that nobody answers.
        faults: tuple[type[Exception], ...] = (*self._faults(), ValueError)
        try:
            client = Client(self._address.tenant, self._address.database, settings)
        except faults as fault:
            raise self._broken(fault) from fault
        for session in _sessions_of(client):
            session.timeout = _PATIENCE
        return client

    def close(self) -> None:
        """Close the client and its connections once nobody reads or writes."""
        with self._changing:
            sessions = _sessions_of(self._client) if self._client else []
            super().close()
            for session in sessions:
                session.close()

    def _faults(self) -> tuple[type[Exception], ...]:
        import httpx

        return (*super()._faults(), httpx.HTTPError)

    def _broken(self, fault: Exception) -> PaperchatError:
        return StoreUnreachableError(
            f"The Chroma server at {self._address.url} does not answer as it should: {fault}",
            "Start it (`chroma run`), or check its address and its token.",
        )

    def _check(self) -> None:
        """Ask for the database. chromadb waits for ever for that, names no cause, and leaves its connection open."""
        import httpx

        address = self._address
        place = f"{address.base}/api/v2/tenants/{address.tenant}/databases/{address.database}"
        try:
            reply = httpx.get(place, headers=address.headers, timeout=_PATIENCE)
        except httpx.HTTPError as fault:
            if certificate_fault(fault):
                raise self._unusable("has a certificate that is not trusted here", SET_CERTIFICATE) from fault
            raise self._broken(fault) from fault
        if reply.status_code in _REFUSED:
            raise self._unusable("does not let paperchat in", "Check the token.")
        if reply.status_code == _MISSING:
            problem = f"has no database “{address.database}” of a tenant “{address.tenant}”"
            raise self._unusable(problem, "Make it there, or correct the names.")

    def _unusable(self, problem: str, hint: str) -> StoreUnreachableError:
        return StoreUnreachableError(f"The Chroma server at {self._address.url} {problem}.", hint)

    def _reopen(self) -> None:
        self._collections = {}


def _sessions_of(client: "Client") -> "list[httpx.Client]":
    """Return the connections of a client. chromadb waits for ever on them, and leaves them open when it is closed."""
    # There is no public way to either.
    both: tuple[Any, Any] = (client, client._admin_client)  # noqa: SLF001
    return [one._server._session for one in both]  # noqa: SLF001
