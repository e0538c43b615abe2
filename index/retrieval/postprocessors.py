"""Answerability and reranking as LlamaIndex node postprocessors, for any query engine over `PaperRetriever`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from llama_index.core.bridge.pydantic import Field
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle

from index.questions.query import Query
from index.retrieval.reranking import rerank
from index.retrieval.results import SearchResult
from index.retrieval.retriever import PaperNode, hit_of, result_of


class AnswerabilityPostprocessor(BaseNodePostprocessor):
    """Drops all nodes if the collection does not seem to have an answer. Nodes of other retrievers pass."""

    @classmethod
    def class_name(cls) -> str:
        """Return the name in serialised pipelines."""
        return "AnswerabilityPostprocessor"

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,  # noqa: ARG002 - the search has judged the question
    ) -> list[NodeWithScore]:
        return [found for found in nodes if not isinstance(found.node, PaperNode) or found.node.result.answerable]


class RerankPostprocessor(BaseNodePostprocessor):
    """Reorders the first nodes with a reranker and keeps the best `limit`.

    Papers that were asked for in another order, or side by side, keep theirs.
    """

    reranker: Any
    """An `index.retrieval.reranking.Reranker`."""
    limit: int | Callable[[Query], int] | None = Field(default=None, exclude=True)
    """A number, or a function that gives it for a parsed question; None for all."""

    @classmethod
    def class_name(cls) -> str:
        """Return the name in serialised pipelines."""
        return "RerankPostprocessor"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        result = result_of(nodes, query_bundle.query_str if query_bundle else "")
        limit = self.limit(result.query) if callable(self.limit) else self.limit
        if result.query.order != "relevance" or result.query.sides:
            return nodes[:limit]
        ranking = rerank(self.reranker, result.query.text, [hit_of(found).paper for found in nodes])
        renewed = replace(
            result,
            notice=ranking.notice,
            model_calls=result.model_calls + ranking.model_calls,
            prompt_tokens=result.prompt_tokens + ranking.prompt_tokens,
        )
        return [_renewed(nodes[place], renewed) for place in ranking.order[:limit]]


def _renewed(found: NodeWithScore, result: SearchResult) -> NodeWithScore:
    """Return a node with what is known of the search after reranking."""
    if not isinstance(found.node, PaperNode):
        return found
    return NodeWithScore(node=PaperNode.of(found.node.hit, result), score=found.score)
