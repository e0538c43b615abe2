"""What older releases kept in Chroma: several records of a long abstract, with a LlamaIndex node each. A door to it.

The nodes took four times the disk of the vectors, each vector as much memory as it has numbers, and Chroma does not
give back what is deleted: a vector for each paper is copied to a collection beside the old one, which then takes its
place.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from index.stores.chroma.chroma_client import ChromaClient
from index.stores.chroma.passage import Passage, joined
from index.text.passage_key import PassageKey

if TYPE_CHECKING:
    from chromadb.base_types import Where

# In the metadata of a collection: its records have no nodes, and a paper has one. Release 0.2 and older say neither.
_NODES, _EACH = "nodes", "records of a paper"
AS_TODAY = {_NODES: "0", _EACH: "1"}
"""What the metadata of a collection says that has nothing old."""
# Of what state of the library a copy is.
_COPY_OF = "copy of"
_COPY = "smaller"


class OldRecords:
    """The records of an older release that nobody has replaced yet, if there are any."""

    def __init__(self, chroma: ChromaClient, kind: str) -> None:
        """Look in the collection of this kind where `chroma` reads."""
        self._chroma, self._kind = chroma, kind

    def exist(self) -> bool:
        """Return whether the collection may have some."""
        with self._chroma.using():
            return not AS_TODAY.items() <= self._chroma.metadata(self._kind).items()

    def is_begun(self, state: str) -> bool:
        """Return whether a copy was begun when the library was in this state."""
        from chromadb.errors import NotFoundError

        copy, wanted = self._chroma.beside(_COPY), self._wanted(state)
        if not copy.exist():
            return False
        try:
            with copy.using():
                return dict(copy.metadata(self._kind)) == wanted
        except NotFoundError:
            return False
        finally:
            copy.close()

    def begin(self, state: str) -> None:
        """Begin a copy, `state` being that of the library."""
        copy = self._chroma.beside(_COPY)
        copy.reset((self._kind,), self._wanted(state))
        copy.close()

    def replace(self, papers: Sequence[str]) -> None:
        """Replace the collection by the copy that was begun, with one vector of each of these papers.

        Killed at any point, it can be repeated. Where there is nothing to leave out, the collection stays.
        """
        if self._are_alike(len(papers)):
            with self._chroma.using():
                self._chroma.collection(self._kind).modify(metadata=self._metadata() | AS_TODAY)
            return
        copy = self._chroma.beside(_COPY)
        try:
            self._copy_missing(copy, papers)
        finally:
            copy.close()
        self._chroma.take_over(_COPY)

    def restore(self) -> None:
        """Finish or undo a replacement that was cut off."""
        self._chroma.restore(_COPY)

    def clean_up(self) -> None:
        """Delete what a replacement has left that was cut off."""
        self._chroma.discard(_COPY)

    def _metadata(self) -> dict[str, str]:
        return {name: str(value) for name, value in self._chroma.metadata(self._kind).items()}

    def _wanted(self, state: str) -> dict[str, str]:
        with self._chroma.using():
            return self._metadata() | AS_TODAY | {_COPY_OF: state}

    def _are_alike(self, papers: int) -> bool:
        """Return whether the collection has just a vector of each paper: release 0.1, too, had no nodes."""
        with self._chroma.using():
            without_nodes = self._metadata().get(_NODES, "0") == "0"
            return without_nodes and self._chroma.collection(self._kind).count() == papers

    def _copy_missing(self, copy: ChromaClient, papers: Sequence[str]) -> None:
        import numpy as np

        with self._chroma.using(), copy.using():
            new = copy.collection(self._kind)
            for start in range(0, len(papers), self._chroma.batch):
                passages = self._joined(papers[start : start + self._chroma.batch])
                known = set(new.get(ids=[str(passage.key) for passage in passages], include=[])["ids"])
                if missing := [passage for passage in passages if str(passage.key) not in known]:
                    new.add(
                        ids=[str(passage.key) for passage in missing],
                        embeddings=np.array([passage.vector for passage in missing], dtype=np.float32),
                        metadatas=[{"paper": passage.key.paper_id} for passage in missing],
                    )

    def _joined(self, papers: Sequence[str]) -> list[Passage]:
        """Return a passage for each of these papers that has some."""
        where = cast("Where", {"paper": {"$in": list(papers)}})
        keys, vectors = self._chroma.stored(self._chroma.collection(self._kind), where)
        parts = defaultdict[str, list[Passage]](list)
        for key, vector in zip(map(PassageKey.parse, keys), vectors, strict=True):
            parts[key.paper_id].append(Passage(key, vector))
        return [joined(own) for own in parts.values()]
