"""The results over a file of questions: means with intervals, means by kind, and costs.

Knows no terminal. `answers_json` documents the JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.evaluation.measures import MEASURES, AnswerOutcome
from index.evaluation.bootstrap import DRAWS, LEVEL, Estimate, estimate


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """One measure, over the questions it applies to."""

    mean: Estimate
    questions: int


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """A file of questions and the results."""

    file: str
    papers: int
    """How many papers the library has."""
    model: str | None
    """The model that answered; None if answers are quoted."""
    outcomes: tuple[AnswerOutcome, ...]
    summaries: Mapping[str, AnswerSummary]
    """By measure; only measures that apply to at least one question."""
    kinds: Mapping[str, Mapping[str, float]]
    """Means by kind of question, then by measure."""
    p50: float
    """Median seconds per answer."""
    p95: float
    """95th percentile of the seconds per answer."""

    @property
    def failures(self) -> list[AnswerOutcome]:
        """The questions whose answers lack something, in the order of the file."""
        return [one for one in self.outcomes if one.failed]

    @property
    def answerable(self) -> int:
        """How many questions the collection can answer."""
        return sum(one.question.answerable for one in self.outcomes)

    @property
    def wrongly_refused(self) -> int:
        """How many answerable questions were refused."""
        return sum(one.question.answerable and one.refused for one in self.outcomes)

    @property
    def wrongly_answered(self) -> int:
        """How many unanswerable questions were answered."""
        return sum(not one.question.answerable and not one.refused for one in self.outcomes)

    @property
    def fallen_back(self) -> int:
        """How many answers are quoted although a model was called."""
        return sum(one.fallen_back for one in self.outcomes)


def report_answers(file: str, papers: int, model: str | None, outcomes: Sequence[AnswerOutcome]) -> AnswerReport:
    """Summarise the outcomes; there must be at least one."""
    values = {name: [one.values[name] for one in outcomes if name in one.values] for name in MEASURES}
    # A value that was measured, not an interpolation between two.
    p50, p95 = np.quantile([one.seconds for one in outcomes], [0.5, 0.95], method="inverted_cdf")
    kinds = dict.fromkeys(one.question.kind for one in outcomes)
    return AnswerReport(
        file=file,
        papers=papers,
        model=model,
        outcomes=tuple(outcomes),
        summaries={name: AnswerSummary(estimate(found), len(found)) for name, found in values.items() if found},
        kinds={kind: _means([one for one in outcomes if one.question.kind == kind]) for kind in kinds},
        p50=float(p50),
        p95=float(p95),
    )


def answers_json(found: AnswerReport, *, per_question: bool = False) -> dict[str, Any]:
    """Return the report for scripts.

    `file`, `questions`, `answerable`, `papers`, `model` (or null) describe the run; `bootstrap` has draws and level.
    `measures`: by name `mean`, `low`, `high`, `questions` (that it applies to). `kinds`: by kind `questions` and
    `measures` (means). `wrongly_refused`, `wrongly_answered`, `fallen_back`, `model_calls`, `prompt_tokens`: totals.
    `seconds`: `p50`, `p95` per answer. With `per_question` also `per_question`: `question`, `kind`, `measures`,
    `refused`, `cited`, `missing_papers`, `missing_facts`, `flagged`, `model_calls`, `prompt_tokens`, `seconds`.
    Keys may be added; none will change.
    """
    report: dict[str, Any] = {
        "file": found.file,
        "questions": len(found.outcomes),
        "answerable": found.answerable,
        "papers": found.papers,
        "model": found.model,
        "bootstrap": {"draws": DRAWS, "level": LEVEL},
        "measures": {name: asdict(one.mean) | {"questions": one.questions} for name, one in found.summaries.items()},
        "kinds": {
            kind: {"questions": sum(one.question.kind == kind for one in found.outcomes), "measures": dict(means)}
            for kind, means in found.kinds.items()
        },
        "wrongly_refused": found.wrongly_refused,
        "wrongly_answered": found.wrongly_answered,
        "fallen_back": found.fallen_back,
        "model_calls": sum(one.model_calls for one in found.outcomes),
        "prompt_tokens": sum(one.prompt_tokens for one in found.outcomes),
        "seconds": {"p50": found.p50, "p95": found.p95},
    }
    return report | {"per_question": [_outcome_json(one) for one in found.outcomes]} if per_question else report


def _outcome_json(one: AnswerOutcome) -> dict[str, Any]:
    return {
        "question": one.question.text,
        "kind": one.question.kind,
        "measures": dict(one.values),
        "refused": one.refused,
        "cited": list(one.cited),
        "missing_papers": list(one.missing_papers),
        "missing_facts": list(one.missing_facts),
        "flagged": list(one.flagged),
        "model_calls": one.model_calls,
        "prompt_tokens": one.prompt_tokens,
        "seconds": one.seconds,
    }


def _means(outcomes: Sequence[AnswerOutcome]) -> dict[str, float]:
    """Return the mean of each measure that applies to at least one outcome."""
    values = {name: [one.values[name] for one in outcomes if name in one.values] for name in MEASURES}
    return {name: sum(found) / len(found) for name, found in values.items() if found}
