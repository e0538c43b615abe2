"""The product as a LlamaIndex query engine: our retriever, our node postprocessors, our response synthesizer.

Each of the three also works with components of others. The synthesizer writes, cites and checks as the chat does.
"""

from collections.abc import Sequence

from llama_index.core.base.response.schema import RESPONSE_TYPE
from llama_index.core.callbacks.schema import CBEventType, EventPayload
from llama_index.core.llms import LLM
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import QueryBundle

from app.answers.from_search import papers_to_find
from app.answers.synthesizer import PaperSynthesizer
from app.engine import Engine
from index.questions.query import Query
from index.retrieval.postprocessors import AnswerabilityPostprocessor, RerankPostprocessor
from index.retrieval.retriever import PaperRetriever


class PaperQueryEngine(RetrieverQueryEngine):
    """A retriever query engine that passes on the nearest papers when no node is left to answer from."""

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        with self.callback_manager.event(
            CBEventType.QUERY, payload={EventPayload.QUERY_STR: query_bundle.query_str}
        ) as event:
            found = self.retriever.retrieve(query_bundle)
            kept = self._apply_node_postprocessors(found, query_bundle)
            response = self.synthesize(query_bundle, kept, () if kept else found)
            event.on_end(payload={EventPayload.RESPONSE: response})
        return response

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        with self.callback_manager.event(
            CBEventType.QUERY, payload={EventPayload.QUERY_STR: query_bundle.query_str}
        ) as event:
            found = await self.retriever.aretrieve(query_bundle)
            kept = await self._async_apply_node_postprocessors(found, query_bundle)
            response = await self.asynthesize(query_bundle, kept, () if kept else found)
            event.on_end(payload={EventPayload.RESPONSE: response})
        return response


def query_engine(
    engine: Engine,
    llm: LLM | None = None,
    *,
    streaming: bool = False,
    node_postprocessors: Sequence[BaseNodePostprocessor] | None = None,
) -> PaperQueryEngine:
    """Return a LlamaIndex query engine over the engine's collection.

    `llm` writes the answers; without it, the engine's own model does, or they are quoted if there is none.
    `node_postprocessors` replace the answerability check and the engine's reranker.
    """
    synthesizer = PaperSynthesizer(engine.stores, llm, endpoint=engine.endpoint, streaming=streaming)
    if node_postprocessors is None:
        node_postprocessors = _postprocessors(engine)
    retriever = PaperRetriever(engine.stores, lambda query: _papers_to_find(engine, query))
    return PaperQueryEngine(retriever, synthesizer, list(node_postprocessors))


def _postprocessors(engine: Engine) -> list[BaseNodePostprocessor]:
    found: list[BaseNodePostprocessor] = [AnswerabilityPostprocessor()]
    if engine.reranker:
        found.append(
            RerankPostprocessor(reranker=engine.reranker, limit=lambda query: papers_to_find(query, engine.papers))
        )
    return found


def _papers_to_find(engine: Engine, query: Query) -> int:
    """Return how many papers to find: a reranker chooses from more than the answer is made from."""
    limit = papers_to_find(query, engine.papers)
    return max(limit, engine.reranker.depth) if engine.reranker else limit
