"""The steps of an answer reach an OpenTelemetry exporter, and no text does."""

import os
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from app.answer import Answer
from app.operations.page_metrics import PageMetrics
from app.operations.traces import traces_by

QUESTION = "What do grebes dance for?"


@pytest.fixture(autouse=True)
def sent_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans are sent together every five seconds unless the environment says otherwise."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")


class Spans(InMemorySpanExporter):
    """The finished spans by name, once those of an answer have come."""

    def of(self, count: int) -> dict[str, ReadableSpan]:
        until = time.monotonic() + 30
        while len(self.get_finished_spans()) < count and time.monotonic() < until:
            time.sleep(0.05)
        return {span.name: span for span in self.get_finished_spans()}


def answering() -> Generator[Answer, None, None]:
    yield Answer(QUESTION, "searching")
    time.sleep(0.02)
    yield Answer(QUESTION, "writing", text="They dance")
    yield Answer(QUESTION, "writing", text="They dance on water.", model="tiny", model_calls=1)
    yield Answer(QUESTION, "done", text="They dance on water.", model="tiny", model_calls=1)


def failing() -> Generator[Answer, None, None]:
    yield Answer(QUESTION, "searching")
    raise RuntimeError(QUESTION)


def test_each_stage_is_a_span_within_the_answer() -> None:
    spans = Spans()
    list(PageMetrics(send_trace=traces_by(spans)).answering(answering(), lambda: False))
    found = spans.of(3)
    assert set(found) == {"answer", "searching", "writing"}
    whole, searching, writing = (found[name] for name in ("answer", "searching", "writing"))
    assert dict(whole.attributes or {}) == {"outcome": "written", "model_calls": 1, "papers": 0}
    for step in (searching, writing):
        assert step.parent is not None
        assert step.parent.span_id == whole.context.span_id
    assert whole.start_time == searching.start_time
    assert (searching.end_time or 0) - (searching.start_time or 0) >= 20_000_000
    assert searching.end_time == writing.start_time
    sent = "".join(span.to_json() for span in found.values())
    assert "grebe" not in sent
    assert "water" not in sent


def test_an_answer_that_fails_is_an_error_without_its_words() -> None:
    spans = Spans()
    with pytest.raises(RuntimeError):
        list(PageMetrics(send_trace=traces_by(spans)).answering(failing(), lambda: False))
    found = spans.of(2)
    assert found["answer"].status.status_code is StatusCode.ERROR
    assert "grebe" not in "".join(span.to_json() for span in found.values())


# Starts a program.
@pytest.mark.slow
def test_a_collector_that_is_away_holds_nothing_up() -> None:
    script = """
        from app.operations.traces import AnswerTrace, TracedStep, traces_to
        send = traces_to("http://127.0.0.1:1")
        send(AnswerTrace(TracedStep("answer", 1, 2), (), "quoted", {}))
        print("sent", flush=True)
        import os
        os._exit(0)
    """
    root = Path(__file__).parents[3]
    words = [sys.executable, "-c", "\n".join(line.strip() for line in script.splitlines())]
    done = subprocess.run(
        words, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(root)}, timeout=120
    )
    assert done.stdout == "sent\n"
