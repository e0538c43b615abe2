"""Traces: LlamaIndex's spans of our query engine reach an OpenTelemetry exporter, with nothing of ours in between."""

import inspect
from collections.abc import Callable
from typing import Any

from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.span import BaseSpan
from llama_index_instrumentation.span_handlers import BaseSpanHandler
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Span, Tracer, set_span_in_context

from app.engine import Engine
from app.query_engine import query_engine
from index.collection import Stores
from tests.app.engine.answered import FEMTO, RAR


class TracedSpan(BaseSpan):
    otel_span: Any = None


class ToOpenTelemetry(BaseSpanHandler[TracedSpan]):
    """What an OpenTelemetry integration of LlamaIndex does, without one."""

    tracer: Any = None

    def __init__(self, tracer: Tracer) -> None:
        super().__init__({}, [], [], {})
        self.tracer = tracer

    def new_span(
        self,
        id_: str,
        bound_args: inspect.BoundArguments,  # noqa: ARG002 - LlamaIndex's signature
        instance: Any = None,  # noqa: ARG002
        parent_span_id: str | None = None,
        tags: dict[str, Any] | None = None,  # noqa: ARG002
        **_: Any,
    ) -> TracedSpan:
        parent = self.open_spans.get(parent_span_id or "")
        context = set_span_in_context(parent.otel_span) if parent else None
        name = id_.partition("-")[0]
        return TracedSpan(id_=id_, parent_id=parent_span_id, otel_span=self.tracer.start_span(name, context=context))

    def prepare_to_exit_span(self, id_: str, *_: Any, **__: Any) -> TracedSpan:
        self._ended(self.open_spans[id_].otel_span)
        return self.open_spans[id_]

    def prepare_to_drop_span(self, id_: str, *_: Any, **__: Any) -> TracedSpan:
        self._ended(self.open_spans[id_].otel_span)
        return self.open_spans[id_]

    @staticmethod
    def _ended(span: Span) -> None:
        span.end()


def test_the_steps_of_a_query_are_spans_of_one_trace(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(RAR, FEMTO)
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    handler, dispatcher = ToOpenTelemetry(provider.get_tracer("paperchat")), get_dispatcher()
    dispatcher.add_span_handler(handler)
    try:
        query_engine(Engine(stores)).query("What is FemtoDet?")
    finally:
        dispatcher.span_handlers.remove(handler)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    whole, retrieval = spans["PaperQueryEngine.query"], spans["PaperRetriever.retrieve"]
    assert {span.context.trace_id for span in spans.values() if span.context} == {whole.context.trace_id}
    assert retrieval.parent is not None
    assert retrieval.start_time
    assert whole.end_time
    assert retrieval.start_time < whole.end_time
    assert any(name.startswith("PaperSynthesizer.") for name in spans)
