"""The engine as a LlamaIndex query engine, for those who build on LlamaIndex."""

from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from app.answer import Answer, Source
from app.request import Question

if TYPE_CHECKING:
    from app.engine import Engine


class PaperQueryEngine(BaseQueryEngine):
    """`.query("...")` gives a Response: the answer with its `[n]`, and the papers as source nodes, cited ones first."""

    def __init__(self, engine: "Engine") -> None:
        super().__init__(callback_manager=CallbackManager())
        self._engine = engine

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = list(self._engine.answer(Question(query_bundle.query_str)))[-1]
        return Response(answer.text, [_node(source) for source in answer.sources], _metadata(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def _node(source: Source) -> NodeWithScore:
    paper = source.paper
    metadata = {"title": paper.title, "number": source.number, "evidence": source.sentence}
    return NodeWithScore(node=TextNode(id_=paper.id, text=paper.abstract, metadata=metadata))


def _metadata(answer: Answer) -> dict[str, Any]:
    return {"refused": answer.refused, "model": answer.model, "notice": answer.notice}
