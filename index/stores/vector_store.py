"""The vector store: abstracts with their vectors, in Chroma. Derived from the library and rebuilt if it is lost.

The door to chromadb. A paper has one passage, its abstract; the vector of one that is too long for the encoder is the
mean of its parts. Besides the vector each record has its paper's id. Texts are in the library:
`chroma.collection_with_texts` adds them for LlamaIndex's own Chroma integration. The windows of a few sentences are in
`window_vectors`. The vectors of a small collection are read once and compared in memory (`passages_in_memory`); of a
large one, those of papers that a filter leaves are compared in a file of their own (`coded_vectors`).
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from index.embedding.encoder import Vectors
from index.errors import PaperchatError, StoreUnreachableError
from index.stores.chroma.chroma_client import ChromaClient
from index.stores.chroma.coded_vectors import CodedVectors
from index.stores.chroma.old_records import AS_TODAY, OldRecords
from index.stores.chroma.old_windows import OldWindows
from index.stores.chroma.opened_collection import OpenedCollection
from index.stores.chroma.passage import Passage
from index.stores.library import State
from index.stores.passages_in_memory import PassagesInMemory, mean_of_each

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection as ChromaCollection
    from chromadb.base_types import Where

T = TypeVar("T")

ABSTRACTS = "abstracts"
"""The name of the collection."""
PAPER = "paper"
"""The metadata key of the paper's id."""
_MARK = "mark"
FEW_PAPERS = 1000
"""Among up to this many papers, Chroma filters if it has not given their passages to compare."""
MAX_PASSAGES = 10_000
"""Among more papers, a search goes through at most this many passages."""
MOST_IN_MEMORY = 10_000
"""Up to this many passages are compared in memory (15 MB); of more, Chroma finds the nearest."""
# A search among many papers reaches a bit further than needed: it costs less than a second one.
_MARGIN = 1.1
CODED_FOR_ONE_FOUND = 10
"""So many coded vectors are compared in the time in which Chroma finds one passage, 10 microseconds."""
# How many chunks to search for the papers nearest to one.
_NEIGHBOURS = 48


class VectorStore:
    """The passages of one library under one fingerprint. Safe for several threads."""

    def __init__(self, chroma: ChromaClient, fingerprint: str, most_in_memory: int = MOST_IN_MEMORY) -> None:
        """`fingerprint` names the library, the encoder and the version of chunking."""
        self._chroma = chroma
        self._fingerprint = fingerprint
        self._most_in_memory = most_in_memory
        self._opened: OpenedCollection | None = None
        self._coded = CodedVectors(chroma.vector_file) if chroma.vector_file else None
        # The mark that was set last, by this process.
        self._own_mark = ""
        self.old_windows = OldWindows(chroma)
        self.old_records = OldRecords(chroma, ABSTRACTS)

    def fault(self, *, thorough: bool = False) -> str:
        """Return what is wrong with what was written, in words for people; empty if it is whole."""
        return self._chroma.fault(thorough=thorough)

    def remember_files(self) -> None:
        """Note what was written, so that damage is noticed later."""
        self._chroma.remember()

    def is_current(self) -> bool:
        """Return whether the store exists and has this fingerprint. Raises StoreUnreachableError if nobody can tell."""
        from chromadb.errors import ChromaError

        if not self._chroma.exist():
            return False
        try:
            with self._chroma.using():
                return self._metadata.items() <= self._chroma.metadata(ABSTRACTS).items()
        except StoreUnreachableError:
            raise
        except (ChromaError, PaperchatError):
            return False

    def is_restored(self) -> bool:
        """Finish or undo a replacement that a killed run has left halfway; return whether the store is current then."""
        self.old_records.restore()
        return self.is_current()

    def mark(self) -> str:
        """Return the mark that was set last; empty if there is none, or no store."""
        from chromadb.errors import NotFoundError

        if not self._chroma.exist():
            return ""
        with suppress(NotFoundError), self._chroma.using():
            return str(self._chroma.metadata(ABSTRACTS).get(_MARK, ""))
        return ""

    def set_mark(self, mark: str) -> None:
        """Note in the store what its state is known by."""
        with self._chroma.using():
            known = {name: str(value) for name, value in self._chroma.metadata(ABSTRACTS).items()}
            self._chroma.collection(ABSTRACTS).modify(metadata=known | {_MARK: mark})
        self._own_mark = mark

    def reset(self) -> None:
        """Replace the store with an empty one."""
        self._chroma.reset((ABSTRACTS,), self._metadata | AS_TODAY)
        self.old_windows.drop()
        self.old_records.clean_up()

    def take_over(self, part: str) -> None:
        """Replace the store by the one that was made on the same server under the names of this part, if any."""
        self._chroma.take_over(part)

    def count(self) -> int:
        """Return the number of passages."""
        with self._chroma.using():
            return int(self._chroma.collection(ABSTRACTS).count())

    def owners(self, paper_ids: Sequence[str] | None = None) -> list[str]:
        """Return the paper of each passage, or of each that these papers have."""
        with self._chroma.using():
            of = None if paper_ids is None else _of(paper_ids)
            keys = self._chroma.keys(self._chroma.collection(ABSTRACTS), of)
        return [key.partition(":")[0] for key in keys]

    def upsert(self, passages: Sequence[Passage]) -> None:
        """Store passages, replacing those with the same key."""
        import numpy as np

        for start in range(0, len(passages), self._chroma.batch):
            batch = passages[start : start + self._chroma.batch]
            vectors = np.array([passage.vector for passage in batch], dtype=np.float32)
            with self._chroma.using():
                self._chroma.collection(ABSTRACTS).upsert(
                    ids=[str(passage.key) for passage in batch],
                    embeddings=vectors,
                    metadatas=[{PAPER: passage.key.paper_id} for passage in batch],
                )
            if self._coded and self._coded.exist():
                self._coded.append([passage.key for passage in batch], vectors)
            else:
                self.complete_coded_vectors()
        self._opened = None

    def complete_coded_vectors(self) -> None:
        """Have the file of coded vectors hold all papers, if they are many; only the writer may call this."""
        if self._coded and (passages := self.count()) <= self._most_in_memory:
            self._coded.delete_all()
        elif self._coded and passages != self._coded.count(afresh=True):
            self._coded.complete(self.owners(), self._stored)

    def delete(self, paper_ids: Sequence[str]) -> None:
        """Delete all passages of these papers."""
        if self._coded:
            self._coded.delete(paper_ids)
        with self._chroma.using():
            for paper_id in paper_ids:
                self._chroma.collection(ABSTRACTS).delete(where={PAPER: paper_id})
        self._opened = None

    def search(
        self, vector: Vectors, limit: int, within: Collection[str] | None = None, enough: int | None = None
    ) -> list[tuple[str, str, float]]:
        """Return up to `limit` nearest passages, nearest first: (paper, key, cosine); none from a missing store.

        `within`: only passages of these papers, `enough` of them or as many as the limit.
        """
        if all_vectors := self._read_before() or self.read(self._all_vectors):
            return all_vectors.nearest(vector, limit, within)
        if within is None:
            return self._nearest(vector, limit)
        return self._nearest_among(vector, limit, within, min(enough or limit, limit)) if within else []

    def _nearest_among(
        self, vector: Vectors, limit: int, within: Collection[str], enough: int
    ) -> list[tuple[str, str, float]]:
        """Return the nearest passages of these papers in a large collection.

        They are all compared if their vectors are coded or they are few; among many, the search reaches further until
        `enough` of theirs are found or it saw `MAX_PASSAGES` passages.
        """
        passages, coded = (self._opened.passages, self._opened.coded) if self._opened else (0, None)
        # As far as needed if theirs are equally dense everywhere: each passage takes 10 microseconds.
        reach = max(2 * limit, int(_MARGIN * enough * passages / len(within)))
        if coded and len(within) <= CODED_FOR_ONE_FOUND * reach and (near := coded.nearest(vector, limit, within)):
            return near
        if len(within) <= self._chroma.compared:
            return self._compared(vector, limit, within)
        if len(within) <= FEW_PAPERS:
            return self._nearest(vector, limit, _of(within))
        while True:
            near = self._nearest(vector, min(reach, MAX_PASSAGES))
            found = [passage for passage in near if passage[0] in within]
            if len(found) >= enough or len(near) < reach:
                return found[:limit]
            reach = max(2 * reach, int(_MARGIN * reach * enough / max(1, len(found))))

    def paper_vectors(self, of: Sequence[str] | None = None) -> tuple[list[str], Vectors]:
        """Return a unit vector for each paper, or each of these: ids, and n x dimension float32.

        Those of an older release may have several passages, of which it is the mean.
        """
        return mean_of_each(*self._stored(of))

    def near_papers(self, of: Sequence[str]) -> dict[str, list[tuple[str, float]]]:
        """Return for each of these papers the nearest others with their cosines, nearest first."""
        near: dict[str, list[tuple[str, float]]] = {}
        batch = self._chroma.batch
        for start in range(0, len(of), batch):
            for paper_id, vector in zip(*self.paper_vectors(of[start : start + batch]), strict=True):
                best: dict[str, float] = {}
                for other, _, cosine in self._nearest(vector, _NEIGHBOURS):
                    best.setdefault(other, cosine)
                near[paper_id] = [(other, cosine) for other, cosine in best.items() if other != paper_id]
        return near

    def read(self, read: "Callable[[ChromaCollection], T]") -> T | None:
        """Return what is read of the collection; None if it does not exist yet or another process is rebuilding it."""
        from chromadb.errors import InternalError, NotFoundError

        try:
            with self._chroma.using():
                collection = self._chroma.collection(ABSTRACTS)
                try:
                    return read(collection)
                except InternalError:
                    # Chroma cannot query a collection that has just been made and never written to.
                    return read(collection) if collection.count() else None
        except NotFoundError:
            self._chroma.close()
            return None

    def refresh(self, state: object) -> None:
        """Reopen the store if others have changed it since the last call, to see what they wrote.

        `state`: that of the library, which changes with each change of the store.
        """
        self._chroma.refresh(state, partial(self._have_only_we_written, state))

    def close(self) -> None:
        """Close the files once nobody reads or writes."""
        self._chroma.close()

    def _have_only_we_written(self, state: object, before: object) -> bool:
        """Return whether what has changed from one state to the other was written here: another writer leaves a mark.

        Another index in the place of the old one may have its mark.
        """
        is_same_index = isinstance(state, State) and isinstance(before, State) and state.store == before.store
        return is_same_index and bool(self._own_mark) and self.mark() == self._own_mark

    def _read_before(self) -> PassagesInMemory | None:
        """Return the vectors of a small collection that has been open since: nothing of Chroma is needed, or locked."""
        opened = self._opened
        return opened.in_memory if opened and self._chroma.has_open(opened.collection, ABSTRACTS) else None

    def _all_vectors(self, collection: "ChromaCollection") -> PassagesInMemory | None:
        """Return the vectors of a small collection, read once while it is open; None of a large one."""
        if self._opened is None or self._opened.collection is not collection:
            self._opened = OpenedCollection.of(collection, self._chroma, self._most_in_memory, self._coded)
        return self._opened.in_memory

    def _compared(self, vector: Vectors, limit: int, within: Collection[str]) -> list[tuple[str, str, float]]:
        """Return the nearest passages of these papers by comparing all of them."""
        found = self.read(lambda collection: self._chroma.stored(collection, _of(within)))
        return PassagesInMemory.of(*found).nearest(vector, limit) if found and found[0] else []

    def _stored(self, of: Collection[str] | None) -> tuple[list[str], Vectors]:
        """Return the keys and vectors of all passages, or of those of these papers."""
        with self._chroma.using():
            return self._chroma.stored(self._chroma.collection(ABSTRACTS), None if of is None else _of(of))

    def _nearest(self, vector: Vectors, limit: int, where: "Where | None" = None) -> list[tuple[str, str, float]]:
        asked = [vector.tolist()]
        found = self.read(
            lambda collection: collection.query(
                query_embeddings=asked, n_results=limit, where=where, include=["distances"]
            )
        )
        if not found:
            return []
        distances = (found["distances"] or [[]])[0]
        return [
            (key.partition(":")[0], key, 1 - distance) for key, distance in zip(found["ids"][0], distances, strict=True)
        ]

    @property
    def _metadata(self) -> dict[str, str]:
        return {"fingerprint": self._fingerprint}


def _of(paper_ids: Collection[str]) -> "Where":
    # chromadb's own type does not accept the form that its documentation shows.
    return cast("Where", {PAPER: {"$in": list(paper_ids)}})
