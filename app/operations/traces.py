"""Sends the steps of each answer to an OpenTelemetry collector: what, how long, how it ended. No text, no name.

A door to OpenTelemetry's SDK, which is imported only where somebody wants traces.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter


@dataclass(frozen=True, slots=True)
class TracedStep:
    """A part of an answer, in nanoseconds since 1970."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnswerTrace:
    """One answer and its steps."""

    whole: TracedStep
    steps: Sequence[TracedStep]
    outcome: str
    """One of `page_metrics.OUTCOMES`."""
    figures: Mapping[str, int]


SendTrace = Callable[[AnswerTrace], None]


def traces_to(address: str) -> SendTrace:
    """Return a function that sends traces to a collector in the background; an unreachable one delays nothing."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    return traces_by(OTLPSpanExporter(endpoint=address, insecure=not address.startswith("https:")))


def traces_by(exporter: "SpanExporter") -> SendTrace:
    """Return a function that passes traces to an exporter."""
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace import Status, StatusCode, set_span_in_context

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "paperchat"}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("paperchat")

    def send(trace: AnswerTrace) -> None:
        attributes: dict[str, str | int] = {"outcome": trace.outcome, **trace.figures}
        whole = tracer.start_span(trace.whole.name, start_time=trace.whole.start, attributes=attributes)
        for step in trace.steps:
            tracer.start_span(step.name, set_span_in_context(whole), start_time=step.start).end(step.end)
        if trace.outcome == "failed":
            whole.set_status(Status(StatusCode.ERROR))
        whole.end(trace.whole.end)

    return send
