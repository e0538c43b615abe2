"""The LlamaIndex nodes that releases before 0.3 kept in Chroma beside each vector. A door to chromadb.

They took four times the disk of the vectors, and Chroma does not give back what is deleted: the vectors are copied to a
collection beside the old one, which then takes its place.
"""

from index.stores.chroma.chroma_client import ChromaClient

# In the metadata of a collection: its records have no nodes. Those of release 0.1 have none either, and do not say so.
_NODES = "nodes"
WITHOUT_NODES = {_NODES: "0"}
# Of what state of the library a copy is.
_COPY_OF = "copy of"
_COPY = "smaller"


class OldNodes:
    """The nodes of a library that nobody has removed yet, if there are any."""

    def __init__(self, chroma: ChromaClient, kind: str) -> None:
        """Look in the collection of this kind where `chroma` reads."""
        self._chroma, self._kind = chroma, kind

    def exist(self) -> bool:
        """Return whether the collection may have nodes."""
        with self._chroma.using():
            return not WITHOUT_NODES.items() <= self._chroma.metadata(self._kind).items()

    def drop(self, state: str) -> None:
        """Replace the collection by one without nodes, with the same vectors.

        Killed at any point, the next run goes on from there, unless `state`, that of the library, is another by then.
        """
        with self._chroma.using():
            metadata = {name: str(value) for name, value in self._chroma.metadata(self._kind).items()}
            if _NODES not in metadata:
                self._chroma.collection(self._kind).modify(metadata=metadata | WITHOUT_NODES)
                return
        copy = self._chroma.beside(_COPY)
        try:
            wanted = metadata | WITHOUT_NODES | {_COPY_OF: state}
            if not self._is_begun(copy, wanted):
                copy.reset((self._kind,), wanted)
            self._copy_missing(copy)
        finally:
            copy.close()
        self._chroma.take_over(_COPY)

    def restore(self) -> None:
        """Finish or undo a replacement that was cut off."""
        self._chroma.restore(_COPY)

    def clean_up(self) -> None:
        """Delete what a replacement has left that was cut off."""
        self._chroma.discard(_COPY)

    def _is_begun(self, copy: ChromaClient, wanted: dict[str, str]) -> bool:
        from chromadb.errors import NotFoundError

        if not copy.exist():
            return False
        try:
            with copy.using():
                return dict(copy.metadata(self._kind)) == wanted
        except NotFoundError:
            return False

    def _copy_missing(self, copy: ChromaClient) -> None:
        """Copy what is not yet there, keys and vectors."""
        import numpy as np

        with self._chroma.using(), copy.using():
            old, new = self._chroma.collection(self._kind), copy.collection(self._kind)
            for start in range(0, old.count(), self._chroma.batch):
                page = old.get(limit=self._chroma.batch, offset=start, include=["embeddings"])
                keys, known = page["ids"], set(new.get(ids=page["ids"], include=[])["ids"])
                missing = [place for place, key in enumerate(keys) if key not in known]
                if missing:
                    new.add(
                        ids=[keys[place] for place in missing],
                        embeddings=np.asarray(page["embeddings"])[missing],
                        metadatas=[{"paper": keys[place].partition(":")[0]} for place in missing],
                    )
