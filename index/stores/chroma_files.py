"""The open Chroma client of a folder, shared by threads and reopened when its files change. A door to chromadb."""

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PaperchatError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection


class ChromaFiles:
    """The collections of one folder. Safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changing = threading.Condition()
        """Locked while the client is opened or closed. Closing waits for the last user and keeps new ones out."""
        self._users = 0
        self._closing = 0
        self._client: Client | None = None
        self._state: object = None
        self._collections: dict[str, Collection] = {}

    def exist(self) -> bool:
        """Return whether there is a folder."""
        return self._folder.exists()

    @contextmanager
    def using(self) -> Iterator[None]:
        """Keep the client open for the block, in several threads at once if need be. Translates chromadb's errors."""
        from chromadb.errors import ChromaError, NotFoundError

        with self._changing:
            self._changing.wait_for(lambda: self._closing == 0)
            self._open()
            self._users += 1
        try:
            yield
        except NotFoundError:
            raise
        except ChromaError as fault:
            raise self._broken(fault) from fault
        finally:
            with self._changing:
                self._users -= 1
                self._changing.notify_all()

    def collection(self, name: str) -> "Collection":
        """Return a collection; raise chromadb's NotFoundError if it does not exist. Only within `using`."""
        with self._changing:
            if name not in self._collections:
                self._collections[name] = self._open().get_collection(name, embedding_function=None)
            return self._collections[name]

    def all_collections(self) -> "Sequence[Collection]":
        """Return every collection. Only within `using`."""
        with self._changing:
            client = self._open()
            return [client.get_collection(found.name, embedding_function=None) for found in client.list_collections()]

    def reset(self, names: Sequence[str], metadata: Mapping[str, str]) -> None:
        """Replace everything with empty collections of these names, compared by cosine."""
        with self._changing:
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            for name in names:
                self._open().create_collection(
                    name,
                    metadata=dict(metadata),
                    configuration={"hnsw": {"space": "cosine"}},
                    embedding_function=None,
                )

    def refresh(self, state: object) -> None:
        """Reopen the files if `state` has changed since the last call, to see what other processes wrote.

        An open client keeps its own copy of the index of nearest neighbours.
        """
        with self._changing:
            if state != self._state:
                self.close()
                self._state = state

    def close(self) -> None:
        """Close the files once nobody reads or writes."""
        with self._changing:
            self._closing += 1
            self._changing.wait_for(lambda: self._users == 0)
            self._closing -= 1
            self._changing.notify_all()
            if self._client is not None:
                self._client.close()
            self._client = None
            self._collections = {}

    def _open(self) -> "Client":
        from chromadb.api.client import Client
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        if self._client is None:
            settings = Settings(is_persistent=True, persist_directory=str(self._folder), anonymized_telemetry=False)
            try:
                self._client = Client(settings=settings)
            except (ChromaError, ValueError, OSError, AttributeError) as fault:
                # A client that failed to start stays in the cache half open, and the next one would get it.
                SharedSystemClient.clear_system_cache()
                raise self._broken(fault) from fault
        return self._client

    def _broken(self, fault: Exception) -> PaperchatError:
        return PaperchatError(f"The vector store {self._folder} cannot be read: {fault}.", "Run `paperchat rebuild`.")
