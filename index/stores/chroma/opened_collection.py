"""What is known of Chroma's collection while it is open. A door to chromadb, for types alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.stores.chroma.coded_vectors import CodedVectors
from index.stores.passages_in_memory import PassagesInMemory

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

    from index.stores.chroma.chroma_client import ChromaClient


@dataclass(frozen=True, slots=True)
class OpenedCollection:
    """One state of the collection; another one may have other passages."""

    collection: "Collection"
    passages: int
    in_memory: PassagesInMemory | None
    """The vectors of a small one."""
    coded: CodedVectors | None
    """Those of a large one, if all of them are in the file of coded vectors."""

    @classmethod
    def of(
        cls, collection: "Collection", chroma: "ChromaClient", most_in_memory: int, coded: CodedVectors | None
    ) -> "OpenedCollection":
        """Read what is to be known; the vectors of up to `most_in_memory` passages."""
        passages, in_memory = collection.count(), None
        if 0 < passages <= most_in_memory:
            keys, embeddings = chroma.stored(collection, None)
            in_memory = PassagesInMemory.of(keys, embeddings) if keys else None
        is_whole = coded and (coded.count() == passages or coded.count(afresh=True) == passages)
        return cls(collection, passages, in_memory, coded if is_whole else None)
