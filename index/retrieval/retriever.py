"""The search as a LlamaIndex retriever: one node for each paper found, with its abstract, score and record."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from index.collection import Stores
from index.papers import Paper
from index.questions.query import Query
from index.retrieval.question_parsing import parse_for
from index.retrieval.results import Hit, SearchResult
from index.retrieval.search import search

# The text of a node, and what is of no use outside the library.
_NOT_METADATA = ("abstract", "date_inferred", "provenance")
# What helps a model to answer. The rest, such as ids, links and counts, is for programs.
_FOR_MODELS = ("title", "authors", "organisation", "venue", "date")


class PaperNode(TextNode):
    """A paper of a search result. To other LlamaIndex components it is an ordinary text node.

    The hit and the search result stay with it, so that components of ours can use them.
    """

    _hit: Hit = PrivateAttr()
    _result: SearchResult = PrivateAttr()

    @classmethod
    def of(cls, hit: Hit, result: SearchResult) -> "PaperNode":
        """Return the node of one hit of a search result."""
        metadata = paper_metadata(hit.paper)
        node = cls(
            id_=hit.paper.id,
            text=hit.paper.abstract,
            extra_info=metadata,
            excluded_llm_metadata_keys=[key for key in metadata if key not in _FOR_MODELS],
            excluded_embed_metadata_keys=[key for key in metadata if key != "title"],
        )
        node._hit, node._result = hit, result
        return node

    @property
    def hit(self) -> Hit:
        """The paper with all its scores."""
        return self._hit

    @property
    def result(self) -> SearchResult:
        """The search result that the paper is from."""
        return self._result

    def cite(self, number: int, evidence: str) -> None:
        """Note in the metadata that an answer cites the paper as `[number]`, and the sentence that backs it best."""
        self.metadata |= {"number": number, "evidence": evidence}
        self.excluded_llm_metadata_keys += ["number", "evidence"]
        self.excluded_embed_metadata_keys += ["number", "evidence"]


class PaperRetriever(BaseRetriever):
    """Retrieves whole papers: keyword search, embeddings and late interaction, with filters read from the question.

    Async calls search in a thread of their own, so the event loop stays free.
    """

    def __init__(
        self,
        stores: Stores,
        limit: int | Callable[[Query], int] = 8,
        *,
        callback_manager: CallbackManager | None = None,
    ) -> None:
        """`limit`: the most papers to return, or a function that gives it for a parsed question."""
        super().__init__(callback_manager=callback_manager)
        self._stores = stores
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = parse_for(self._stores, query_bundle.query_str)
        limit = self._limit(query) if callable(self._limit) else self._limit
        return nodes_of(search(self._stores, query, limit))

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def nodes_of(result: SearchResult) -> list[NodeWithScore]:
    """Return the hits of a search as LlamaIndex nodes, in their order."""
    return [NodeWithScore(node=PaperNode.of(hit, result), score=hit.score) for hit in result.hits]


def result_of(nodes: Sequence[NodeWithScore], question: str) -> SearchResult:
    """Return the search result that nodes are from, with the hits that are still there, in the order of the nodes.

    Nodes from elsewhere count as papers, those of one title as one paper.
    """
    hits: dict[str, Hit] = {}
    for found in nodes:
        hit = hit_of(found)
        if known := hits.get(hit.paper.id):
            hit = replace(known, paper=replace(known.paper, abstract=f"{known.paper.abstract}\n{hit.paper.abstract}"))
        hits[hit.paper.id] = hit
    results = (found.node.result for found in nodes if isinstance(found.node, PaperNode))
    result = next(results, SearchResult((), bool(hits), Query(question)))
    return replace(result, hits=tuple(hits.values()))


def hit_of(found: NodeWithScore) -> Hit:
    """Return the hit of a node; one whose text another component has changed, with that text."""
    text = found.node.get_content(MetadataMode.NONE)
    if not isinstance(found.node, PaperNode):
        title = found.node.metadata.get("title") or found.node.metadata.get("file_name") or found.node.node_id
        return Hit(Paper(str(title), text), found.score or 0.0)
    hit = found.node.hit
    return hit if hit.paper.abstract == text else replace(hit, paper=replace(hit.paper, abstract=text), windows={})


def paper_metadata(paper: Paper) -> dict[str, str | int]:
    """Return what is known of a paper besides its abstract, as flat metadata: dates as ISO, lists joined by commas."""
    metadata: dict[str, str | int] = {}
    for field in fields(paper):
        value = getattr(paper, field.name)
        if field.name in _NOT_METADATA or value is None or value == ():
            continue
        metadata[field.name] = ", ".join(map(str, value)) if isinstance(value, tuple) else _flat(value)
    return metadata


def _flat(value: object) -> str | int:
    return value if isinstance(value, str | int) else str(value)
