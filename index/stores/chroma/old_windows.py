"""The collection of windows that release 0.2 and older kept in Chroma next to the abstracts. A door to chromadb."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from index.embedding.encoder import Vectors
from index.stores.chroma.chroma_client import ChromaClient
from index.text.passage_key import PassageKey

if TYPE_CHECKING:
    from chromadb.base_types import Where

WINDOWS = "windows"
"""The name of the collection."""


class OldWindows:
    """The windows of a library that nobody has moved yet, if there are any."""

    def __init__(self, chroma: ChromaClient) -> None:
        """Read where `chroma` reads."""
        self._chroma = chroma

    def exist(self) -> bool:
        """Return whether there is such a collection."""
        from chromadb.errors import NotFoundError

        try:
            with self._chroma.using():
                self._chroma.metadata(WINDOWS)
        except NotFoundError:
            return False
        return True

    def of(self, paper_ids: Sequence[str]) -> dict[str, tuple[list[tuple[int, int]], Vectors]]:
        """Return the sentences and the vectors of the windows of each of these papers that has some."""
        with self._chroma.using():
            collection = self._chroma.collection(WINDOWS)
            where = cast("Where", {"paper": {"$in": list(paper_ids)}})
            names, vectors = self._chroma.stored(collection, where)
        places = defaultdict[str, list[tuple[PassageKey, int]]](list)
        for place, name in enumerate(names):
            key = PassageKey.parse(name)
            places[key.paper_id].append((key, place))
        return {
            paper_id: ([(key.first, key.last) for key, _ in own], vectors[[place for _, place in own]])
            for paper_id, own in places.items()
        }

    def drop(self) -> None:
        """Delete the collection, if there is one."""
        self._chroma.drop(WINDOWS)
