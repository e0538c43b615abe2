"""What the tests of the vector store share."""

import uuid
from collections.abc import Sequence

import numpy as np

from index.stores.chroma.chroma_server import ChromaAddress, ChromaServer
from index.stores.chroma.passage import Passage
from index.stores.vector_store import VectorStore
from index.text.passage_key import PassageKey
from tests.chroma_process import ChromaProcess

EAST, NORTH, UP = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]


def on(server: ChromaProcess, library: str = "") -> ChromaServer:
    """Return the collections of a library on the server, by default of a new one."""
    return ChromaServer(ChromaAddress(server.url), library or uuid.uuid4().hex)


def passage(paper_id: str, vector: Sequence[float], *, first: int = 0) -> Passage:
    return Passage(PassageKey(paper_id, first, first + 2), list(vector))


def nearest(store: VectorStore, vector: Sequence[float], limit: int = 10) -> list[str]:
    return [paper_id for paper_id, _, _ in store.search(np.asarray(vector, dtype=np.float32), limit)]
