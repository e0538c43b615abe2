"""Our answers as a LlamaIndex response synthesizer: nodes in, a cited and checked text out.

Takes nodes of `PaperRetriever` and of any other retriever, and any LlamaIndex LLM.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from llama_index.core.base.response.schema import (
    RESPONSE_TYPE,
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.callbacks.schema import CBEventType, EventPayload
from llama_index.core.instrumentation.events.synthesis import SynthesizeEndEvent, SynthesizeStartEvent
from llama_index.core.llms import LLM, MockLLM
from llama_index.core.prompts import BasePromptTemplate, RichPromptTemplate
from llama_index.core.response_synthesizers import BaseSynthesizer
from llama_index.core.schema import NodeWithScore, QueryBundle, QueryType, TextNode
from llama_index.core.types import RESPONSE_TEXT_TYPE
from llama_index_instrumentation import get_dispatcher

from app.answer import Answer, Source
from app.answers.from_search import answer_from_search
from app.answers.without_search.export_answer import export_answer
from app.answers.without_search.library_answer import library_answer
from app.answers.without_search.record_answer import answer_from_record
from app.llm.language_model import LanguageModel, WithTemplates
from app.llm.llama_index_model import LlamaIndexModel
from app.llm.prompts import template_text
from index.collection import Stores
from index.papers import Paper
from index.questions.query import ASIDES, Query
from index.retrieval.question_parsing import parse_for
from index.retrieval.results import Hit, SearchResult
from index.retrieval.retriever import PaperNode, hit_of, nodes_of, result_of
from index.retrieval.search import search

_dispatcher = get_dispatcher(__name__)
_PROMPTS = ("answer", "compare", "paper_list", "summary_of_one", "summary_of_many")
# What LlamaIndex's own prompts call the question and the sources.
_ALIASES = {"query_str": "question", "context_str": "sources"}


class PaperSynthesizer(BaseSynthesizer):
    """Answers from papers: written by a model or, without one, quoted from the abstracts.

    The response's metadata has `refused`, `model`, `notice` and `checks`; its source nodes have the cited papers first,
    with their `number` and `evidence`. A streamed response gets both when its text has ended.
    """

    def __init__(
        self,
        stores: Stores,
        llm: LLM | None = None,
        *,
        endpoint: LanguageModel | None = None,
        streaming: bool = False,
    ) -> None:
        """`llm` writes the answers; without it, `endpoint` does, or they are quoted if there is none."""
        # The base class wants an LLM in any case, and would load OpenAI's.
        super().__init__(llm=llm or MockLLM(), streaming=streaming)
        self._stores = stores
        self._model = LlamaIndexModel(llm) if llm else endpoint
        self._templates: dict[str, BasePromptTemplate] = {}

    def _get_prompts(self) -> dict[str, BasePromptTemplate]:
        return {name: self._templates.get(name) or RichPromptTemplate(template_text(name)) for name in _PROMPTS}

    def _update_prompts(self, prompts: dict[str, BasePromptTemplate]) -> None:
        for name, template in prompts.items():
            if name not in _PROMPTS:
                raise ValueError(f"There is no prompt {name!r}. There are: {', '.join(_PROMPTS)}.")
            known = {*RichPromptTemplate(template_text(name)).template_vars, "question", *_ALIASES}
            given = {*template.kwargs, *(template.template_var_mappings or {}).values()}
            if unknown := set(template.template_vars) - known - given:
                raise ValueError(
                    f"The prompt {name!r} has no {', '.join(unknown)}. It has: {', '.join(sorted(known))}."
                )
            self._templates[name] = template

    def synthesize(
        self,
        query: QueryType,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
        **_: Any,
    ) -> RESPONSE_TYPE:
        """Answer the query from the nodes; without any, refuse and name `additional_source_nodes` as the nearest."""
        bundle = QueryBundle(query) if isinstance(query, str) else query
        answering = self._answering(bundle.query_str, nodes, additional_source_nodes or ())
        with self._reported(bundle) as report:
            if self._streaming:
                return report(StreamingResponse(answering.pieces(), answering.source_nodes, answering.metadata))
            return report(Response(answering.whole(), answering.source_nodes, answering.metadata))

    async def asynthesize(
        self,
        query: QueryType,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
        **_: Any,
    ) -> RESPONSE_TYPE:
        """Do what `synthesize` does in another thread, so that the event loop stays free."""
        response = await asyncio.to_thread(self.synthesize, query, nodes, additional_source_nodes)
        if isinstance(response, StreamingResponse):
            pieces = _in_threads(response.response_gen)
            return AsyncStreamingResponse(pieces, response.source_nodes, response.metadata)
        return response

    def get_response(self, query_str: str, text_chunks: Sequence[str], **_: Any) -> RESPONSE_TEXT_TYPE:
        """Return the answer from texts alone, each as a separate source."""
        answering = self._answering(query_str, _nodes(text_chunks), ())
        return answering.pieces() if self._streaming else answering.whole()

    async def aget_response(self, query_str: str, text_chunks: Sequence[str], **_: Any) -> RESPONSE_TEXT_TYPE:
        """Return the answer from texts alone, written in another thread."""
        text = await asyncio.to_thread(self.get_response, query_str, text_chunks)
        return _in_threads(text) if isinstance(text, Generator) else text

    def _answering(self, question: str, nodes: Sequence[NodeWithScore], more: Sequence[NodeWithScore]) -> "_Answering":
        """Return the answer, which is computed only when it is read."""
        return _Answering(self._answers(question, nodes, more), [*nodes, *more], more if nodes else (), {})

    def _answers(
        self, question: str, nodes: Sequence[NodeWithScore], more: Sequence[NodeWithScore]
    ) -> Generator[Answer, None, Answer]:
        answer, result = Answer(question, "searching"), self._result(question, nodes, more)
        if not nodes or isinstance(nodes[0].node, PaperNode):
            if from_record := answer_from_record(self._stores, answer, result.query):
                return from_record
            if result.query.intent == "export":
                return export_answer(self._stores, answer, result.query)
            if result.query.intent in ASIDES:
                return library_answer(self._stores, answer, result.query.intent)
        templates = {name: _filler(template) for name, template in self._templates.items()}
        model = WithTemplates(self._model, templates) if self._model and nodes else None
        return (yield from answer_from_search(self._stores, model, answer, result))

    def _result(self, question: str, nodes: Sequence[NodeWithScore], more: Sequence[NodeWithScore]) -> SearchResult:
        """Return the search result to answer from; without nodes, one that is not answerable."""
        if nodes:
            return result_of(nodes, question)
        if not more:
            # Nothing was found: search again for the reason, such as a filter that leaves no paper.
            return replace(search(self._stores, parse_for(self._stores, question), 1), hits=(), answerable=False)
        result = result_of(more, question)
        # If the search found the question answerable, another postprocessor has dropped the nodes.
        return replace(result, answerable=False, signals=None if result.answerable else result.signals)

    @contextmanager
    def _reported(self, query: QueryBundle) -> Iterator[Callable[[RESPONSE_TYPE], RESPONSE_TYPE]]:
        """Report the synthesis to LlamaIndex's instrumentation and callbacks."""
        _dispatcher.event(SynthesizeStartEvent(query=query))
        with self.callback_manager.event(
            CBEventType.SYNTHESIZE, payload={EventPayload.QUERY_STR: query.query_str}
        ) as event:

            def report(response: RESPONSE_TYPE) -> RESPONSE_TYPE:
                event.on_end(payload={EventPayload.RESPONSE: response})
                _dispatcher.event(SynthesizeEndEvent(query=query, response=response))
                return response

            yield report


@dataclass(frozen=True, slots=True)
class _Answering:
    """An answer in progress; its nodes and metadata are completed when it ends."""

    answers: Generator[Answer, None, Answer]
    source_nodes: list[NodeWithScore]
    extra: Sequence[NodeWithScore]
    """Nodes of the caller's, which follow the sources of the answer."""
    metadata: dict[str, Any]

    def pieces(self) -> Generator[str, None, None]:
        """Yield the text as it grows."""
        shown = ""
        for answer in self._snapshots():
            if answer.text.startswith(shown):
                if fresh := answer.text[len(shown) :]:
                    yield fresh
                shown = answer.text
            elif answer.stage == "done":
                # The text so far was replaced, by a refusal for example.
                yield f"\n\n{answer.text}"

    def whole(self) -> str:
        """Return the whole text."""
        *_, answer = self._snapshots()
        return answer.text

    def _snapshots(self) -> Iterator[Answer]:
        """Yield the answer as it grows; at its end, complete the source nodes and the metadata."""
        answer = yield from self.answers
        self.source_nodes[:] = [*_nodes_of_sources(self.source_nodes, answer.sources), *self.extra]
        self.metadata.update(_metadata(answer))
        yield answer


async def _in_threads(pieces: Generator[str, None, None]) -> AsyncGenerator[str, None]:
    """Yield the pieces, each made in another thread."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _nodes(texts: Sequence[str]) -> list[NodeWithScore]:
    return [NodeWithScore(node=TextNode(text=text)) for text in texts]


def _filler(template: BasePromptTemplate) -> Callable[[Mapping[str, str]], str]:
    """Return the template as a function of the values for its variables."""

    def fill(values: Mapping[str, str]) -> str:
        named: dict[str, Any] = {**values, **{alias: values[name] for alias, name in _ALIASES.items()}}
        return template.format(**named)

    return fill


def _nodes_of_sources(nodes: Sequence[NodeWithScore], sources: Sequence[Source]) -> Iterator[NodeWithScore]:
    """Yield the nodes of each source; a paper that was not among the nodes gets one. Ours note the citation."""
    by_paper: dict[str, list[NodeWithScore]] = {}
    for found in nodes:
        by_paper.setdefault(hit_of(found).paper.id, []).append(found)
    for source in sources:
        for found in by_paper.get(source.paper.id) or nodes_of(_looked_up(source.paper)):
            if isinstance(found.node, PaperNode) and source.number:
                found.node.cite(source.number, source.sentence)
            yield found


def _looked_up(paper: Paper) -> SearchResult:
    return SearchResult((Hit(paper, 1.0),), answerable=True, query=Query(paper.title))


def _metadata(answer: Answer) -> dict[str, Any]:
    checks = [{"sentence": answer.text[one.start : one.end], "verdict": one.verdict} for one in answer.checks]
    return {"refused": answer.refused, "model": answer.model, "notice": answer.notice, "checks": checks}
