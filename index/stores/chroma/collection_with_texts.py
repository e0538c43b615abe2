"""The collection in Chroma as LlamaIndex's `ChromaVectorStore` reads it: with texts, which the library has.

Chroma keeps vectors and ids. An id names the paper and the sentences of its abstract, so that a passage can be cut
again when it is found. A door to chromadb.
"""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from index.papers import Paper
from index.stores.library import Library
from index.stores.vector_store import PAPER, VectorStore
from index.text.passage_key import PassageKey
from index.text.sentences import sentence_spans

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

# The metadata key in which `ChromaVectorStore` looks for a node, as JSON; LlamaIndex has defaults for what is left out.
_NODE = "_node_content"
# How LlamaIndex writes that a node is a part of a document.
_SOURCE = "1"


class CollectionWithTexts:
    """What a `ChromaVectorStore` needs of a Chroma collection to search it. Only `index.ingest` writes."""

    def __init__(self, library: Library, vectors: VectorStore) -> None:
        """Search these vectors, wherever Chroma keeps them, and read the texts in the library that they are of."""
        self._library, self._vectors = library, vectors

    def query(self, **asked: Any) -> dict[str, Any]:
        """Return what Chroma's `query` finds, with the texts and nodes of the passages."""
        nothing: dict[str, Any] = {"ids": [[]], "distances": [[]], "documents": [[]], "metadatas": [[]]}
        found = self._found(lambda collection: collection.query(**asked), nothing)
        passages = [self._texts_and_nodes(keys) for keys in found["ids"]]
        return _with(found, [texts for texts, _ in passages], [nodes for _, nodes in passages])

    def get(self, **asked: Any) -> dict[str, Any]:
        """Return what Chroma's `get` finds, with the texts and nodes of the passages."""
        nothing: dict[str, Any] = {"ids": [], "documents": [], "metadatas": []}
        found = self._found(lambda collection: collection.get(**asked), nothing)
        return _with(found, *self._texts_and_nodes(found["ids"]))

    def _found(self, read: "Callable[[Collection], Any]", nothing: dict[str, Any]) -> dict[str, Any]:
        """Return what is read of the collection; nothing while there is none."""
        self._vectors.refresh(self._library.state())
        return dict(self._vectors.read(read) or nothing)

    def _texts_and_nodes(self, keys: Sequence[str]) -> tuple[list[str], list[dict[str, str]]]:
        """Return the texts of passages, and their metadata with nodes, which lack the texts."""
        passages = [PassageKey.parse(key) for key in keys]
        papers = {paper.id: paper for paper in self._library.papers(list({key.paper_id for key in passages}))}
        found = [(key, papers.get(key.paper_id) or Paper("", "")) for key in passages]
        return [_text(*one) for one in found], [{PAPER: key.paper_id, _NODE: _node(key, paper)} for key, paper in found]


def _with(found: dict[str, Any], texts: Sequence[object], metadata: Sequence[object]) -> dict[str, Any]:
    """Return what was found with these texts and metadata, unless it was asked for without any."""
    added = {"documents": texts, "metadatas": metadata}
    return found | {name: values for name, values in added.items() if found.get(name) is not None}


def _text(key: PassageKey, paper: Paper) -> str:
    spans = sentence_spans(paper.abstract)[key.first : key.last]
    return paper.abstract[spans[0][0] : spans[-1][1]] if spans else ""


def _node(key: PassageKey, paper: Paper) -> str:
    content = {
        "id_": str(key),
        "metadata": {"title": paper.title.rstrip(".")},
        "relationships": {_SOURCE: {"node_id": key.paper_id}},
    }
    return json.dumps(content, ensure_ascii=False)
