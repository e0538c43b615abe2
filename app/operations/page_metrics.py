"""What the page counts: questions, answers, model calls, additions, and how long people wait. No text, no name."""

import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from app.answer import Answer, Stage
from app.operations.exposition import Histogram, Tally, gauge_lines, text_of
from app.operations.log_lines import event
from app.operations.traces import AnswerTrace, SendTrace, TracedStep
from index.ingest import Progress

log = logging.getLogger(__name__)

OUTCOMES = ("written", "quoted", "refused", "stopped", "failed")
"""By a model; in the papers' words; not in the collection; stopped by the person; ended by an error."""
_PAPERS_WITHIN = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_TOKEN_WITHIN = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class PageMetrics:
    """The counts of one process of the page, from its start. Safe for several threads."""

    questions: Tally = field(default_factory=lambda: Tally("paperchat_questions_total", "Questions asked."))
    answers: Tally = field(
        default_factory=lambda: Tally("paperchat_answers_total", "Answers by outcome.", "outcome", OUTCOMES)
    )
    model_calls: Tally = field(default_factory=lambda: Tally("paperchat_model_calls_total", "Calls of the model."))
    model_failures: Tally = field(
        default_factory=lambda: Tally("paperchat_model_failures_total", "Answers whose last call of the model failed.")
    )
    additions: Tally = field(
        default_factory=lambda: Tally("paperchat_papers_added_total", "New papers added on the page.")
    )
    to_papers: Histogram = field(
        default_factory=lambda: Histogram(
            "paperchat_seconds_to_papers", "Seconds from a question to its papers.", _PAPERS_WITHIN
        )
    )
    to_token: Histogram = field(
        default_factory=lambda: Histogram(
            "paperchat_seconds_to_first_token", "Seconds from a question to the model's first word.", _TOKEN_WITHIN
        )
    )

    send_trace: SendTrace | None = None
    """Where the steps of each answer go, if anywhere."""

    def answering(
        self, snapshots: Generator[Answer, None, None], has_failed: Callable[[], bool]
    ) -> Generator[Answer, None, None]:
        """Hand on the snapshots of an answer and count it; `has_failed`: whether the model's last call failed."""
        watched = _Watched(self)
        self.questions.add()
        outcome = "stopped"
        try:
            for answer in snapshots:
                watched.see(answer)
                yield answer
            outcome = watched.outcome
        except Exception:
            outcome = "failed"
            raise
        finally:
            self._finish(watched, outcome, has_failed)
            # If the person stopped the answer, the engine has to stop the model.
            snapshots.close()

    def adding(self, steps: Iterable[Progress]) -> Iterator[Progress]:
        """Hand on the progress of an addition and count its new papers."""
        added = 0
        try:
            for step in steps:
                added = sum(report.counts.added for report in step.files)
                yield step
        finally:
            self.additions.add(added)
            event(log, "papers added", new=added)

    def text(self, papers: int, passages: int) -> str:
        """Return everything in Prometheus's format, with what the collection holds now."""
        counted = (self.questions, self.answers, self.model_calls, self.model_failures, self.additions)
        lines = chain.from_iterable(metric.lines() for metric in (*counted, self.to_papers, self.to_token))
        held = chain(
            gauge_lines("paperchat_papers", "Papers in the collection.", papers),
            gauge_lines("paperchat_passages", "Passages of the papers that are indexed.", passages),
        )
        return text_of(chain(lines, held))

    def _finish(self, watched: "_Watched", outcome: str, has_failed: Callable[[], bool]) -> None:
        self.answers.add(value=outcome)
        calls = watched.calls
        self.model_calls.add(calls)
        failed = bool(calls) and has_failed()
        self.model_failures.add(int(failed))
        event(log, "answer", outcome=outcome, seconds=round(watched.seconds, 3), model_calls=calls, model_failed=failed)
        if self.send_trace:
            self.send_trace(watched.trace(outcome))


class _Watched:
    """One answer as it grows."""

    def __init__(self, metrics: PageMetrics) -> None:
        self._metrics = metrics
        self._start = time.monotonic()
        self._answer: Answer | None = None
        self._has_papers = self._has_token = False
        self._stages: list[tuple[Stage, int]] = [("searching", time.time_ns())]
        """Each stage with its beginning, in nanoseconds since 1970."""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    @property
    def calls(self) -> int:
        return self._answer.model_calls if self._answer else 0

    @property
    def outcome(self) -> str:
        if self._answer is None:
            return "failed"
        return "refused" if self._answer.refused else "written" if self._answer.model else "quoted"

    def trace(self, outcome: str) -> AnswerTrace:
        """Return the steps so far; the last one ends now."""
        (_, start), now = self._stages[0], time.time_ns()
        ends = [*(begun for _, begun in self._stages[1:]), now]
        steps = [
            TracedStep(stage, begun, end)
            for (stage, begun), end in zip(self._stages, ends, strict=True)
            if stage != "done"
        ]
        papers = len(self._answer.sources) if self._answer else 0
        return AnswerTrace(
            TracedStep("answer", start, now), steps, outcome, {"model_calls": self.calls, "papers": papers}
        )

    def see(self, answer: Answer) -> None:
        self._answer = answer
        if answer.stage != self._stages[-1][0]:
            self._stages.append((answer.stage, time.time_ns()))
        if answer.sources and not self._has_papers:
            self._has_papers = True
            self._metrics.to_papers.observe(self.seconds)
        if answer.model_calls and answer.stage == "writing" and answer.text.strip() and not self._has_token:
            self._has_token = True
            self._metrics.to_token.observe(self.seconds)
