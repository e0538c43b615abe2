"""An open Chroma client, shared by threads and reopened when its collections change. A door to chromadb."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.embedding.encoder import Vectors
from index.errors import PaperchatError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.base_types import Where


class ChromaClient(ABC):
    """The collections of one library, wherever Chroma keeps them. Safe for several threads."""

    batch: int = 1000
    """The most records to write at once."""
    compared: int = 50
    """Up to this many papers, the vectors are fetched and compared. Chroma's search gets slower the fewer records
    of a large collection pass a filter; a server would have to send them all."""
    page: int | None = None
    """The most records to read at once, if there is a limit."""
    vector_file: Path | None = None
    """Where the vectors may be stored once more (`coded_vectors`)."""

    def __init__(self) -> None:
        self._changing = threading.Condition()
        """Locked while the client is opened or closed. Closing waits for the last user and keeps new ones out."""
        self._users = 0
        self._closing = 0
        self._client: Client | None = None
        self._state: object = None
        self._collections: dict[str, Collection] = {}

    @abstractmethod
    def exist(self) -> bool:
        """Return whether there may be collections."""

    @abstractmethod
    def reset(self, kinds: Sequence[str], metadata: Mapping[str, str]) -> None:
        """Replace everything with empty collections of these kinds, compared by cosine."""

    @abstractmethod
    def take_over(self, part: str) -> None:
        """Replace the collections by those that were made for this part, if any."""

    @abstractmethod
    def beside(self, part: str) -> "ChromaClient":
        """Return where collections are made that are to replace these with `take_over`."""

    @abstractmethod
    def restore(self, part: str) -> None:
        """Finish or undo a `take_over` that was cut off, if these collections are gone because of that."""

    @abstractmethod
    def discard(self, part: str) -> None:
        """Delete what was made for this part, and what it has replaced."""

    @abstractmethod
    def fault(self, *, thorough: bool) -> str:
        """Return what is wrong with what was written, in words for people; empty if it is whole.

        `thorough`: search it for samples of what it holds, which takes seconds.
        """

    @abstractmethod
    def remember(self) -> None:
        """Note what was written, so that damage is noticed later."""

    @abstractmethod
    def name_of(self, kind: str) -> str:
        """Return the name of the collection of this kind."""

    @abstractmethod
    def pause(self) -> None:
        """Let other processes in for a moment."""

    @contextmanager
    def using(self) -> Iterator[None]:
        """Keep the client open for the block, in several threads at once if need be. Translates chromadb's errors."""
        from chromadb.errors import NotFoundError

        with self._changing:
            self._changing.wait_for(lambda: self._closing == 0)
            self._shut_others_out()
            try:
                self._open()
            except BaseException:
                self._let_others_in()
                raise
            self._users += 1
        try:
            yield
        except NotFoundError:
            raise
        except self._faults() as fault:
            raise self._broken(fault) from fault
        finally:
            with self._changing:
                self._users -= 1
                self._let_others_in()
                self._changing.notify_all()

    def collection(self, kind: str) -> "Collection":
        """Return a collection; raise chromadb's NotFoundError if it does not exist. Only within `using`."""
        with self._changing:
            if kind not in self._collections:
                self._collections[kind] = self._open().get_collection(self.name_of(kind), embedding_function=None)
            return self._collections[kind]

    def has_open(self, collection: "Collection", kind: str) -> bool:
        """Return whether this collection is still the open one of its kind."""
        return self._collections.get(kind) is collection

    def metadata(self, kind: str) -> Mapping[str, object]:
        """Return the present metadata of a collection; raise NotFoundError if it is gone. Only within `using`."""
        with self._changing:
            found = self._open().get_collection(self.name_of(kind), embedding_function=None)
            return found.metadata or {}

    def stored(self, collection: "Collection", where: "Where | None") -> tuple[list[str], Vectors]:
        """Return the keys and the vectors of records, float32; read in pages where no more is given at once."""
        import numpy as np

        keys, vectors = list[str](), list[Vectors]()
        while True:
            found = collection.get(where=where, include=["embeddings"], limit=self.page, offset=len(keys))
            keys += found["ids"]
            vectors.append(np.asarray(found["embeddings"], dtype=np.float32))
            if self.page is None or len(found["ids"]) < self.page:
                return keys, np.concatenate([one for one in vectors if len(one)]) if keys else vectors[0]
            self.pause()

    def keys(self, collection: "Collection", where: "Where | None") -> list[str]:
        """Return the keys of records; read in pages where no more is given at once."""
        keys = list[str]()
        while True:
            found = collection.get(where=where, include=[], limit=self.page, offset=len(keys))["ids"]
            keys += found
            if self.page is None or len(found) < self.page:
                return keys
            self.pause()

    def refresh(self, state: object, is_own: Callable[[object], bool]) -> None:
        """Reopen the collections if `state` has changed since the last call, to see what other processes wrote.

        `is_own`: whether it is this process alone that has changed it from the state given. What it wrote an open
        client sees, and reading the index of a large collection again takes seconds.
        """
        with self._changing:
            if state != self._state:
                if self._client is None or not is_own(self._state):
                    self._reopen()
                self._state = state

    def close(self) -> None:
        """Close the client once nobody reads or writes."""
        with self._changing:
            self._closing += 1
            self._changing.wait_for(lambda: self._users == 0)
            self._closing -= 1
            self._changing.notify_all()
            if self._client is not None:
                self._client.close()
            self._client = None
            self._collections = {}

    def drop(self, kind: str) -> None:
        """Delete a collection, if it exists."""
        from chromadb.errors import NotFoundError

        with self.using(), self._changing, suppress(NotFoundError):
            self._open().delete_collection(self.name_of(kind))
            self._collections.pop(kind, None)

    def create(self, kinds: Sequence[str], metadata: Mapping[str, str]) -> None:
        """Create empty collections of these kinds, compared by cosine."""
        for kind in kinds:
            self._open().create_collection(
                self.name_of(kind),
                metadata=dict(metadata),
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )

    @abstractmethod
    def _connect(self) -> "Client":
        """Return a new client; raise PaperchatError if that fails."""

    @abstractmethod
    def _broken(self, fault: Exception) -> PaperchatError:
        """Return an error of chromadb as one for people."""

    def _faults(self) -> tuple[type[Exception], ...]:
        """Return the errors to translate."""
        from chromadb.errors import ChromaError

        return (ChromaError,)

    @abstractmethod
    def _shut_others_out(self) -> None:
        """Have other processes wait, if they share files with this one. Called for each user, as the next one is."""

    @abstractmethod
    def _let_others_in(self) -> None:
        """Undo one `_shut_others_out`."""

    def _reopen(self) -> None:
        self.close()

    def _open(self) -> "Client":
        if self._client is None:
            self._client = self._connect()
        return self._client


_SAMPLED = 64
# Nearest-neighbour search is approximate: it may miss one vector in ten before the index counts as damaged.
_LEAST_FOUND = 0.9
# Passages may be equal, so what counts is whether something lies where the vector does; rounding moves it this far.
_SAME = 1e-3


def finds_its_own_vectors(collections: "Sequence[Collection]") -> bool:
    """Return whether a search finds the vectors that are sampled from each collection."""
    found = sampled = 0
    for collection in collections:
        count = collection.count()
        for offset in range(0, count, max(1, count // _SAMPLED)):
            stored = collection.get(limit=1, offset=offset, include=["embeddings"])
            near = collection.query(query_embeddings=stored["embeddings"], n_results=1, include=["distances"])
            sampled += 1
            found += (near["distances"] or [[1.0]])[0][0] < _SAME
    return found >= _LEAST_FOUND * sampled
