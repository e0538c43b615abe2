"""What the answers to a file of questions are worth: means with intervals, by kind, and what they cost.

Knows no terminal. The shape of the JSON is told at `as_json`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.evaluation.measures import MEASURES, AnswerOutcome
from index.evaluation.bootstrap import DRAWS, LEVEL, Estimate, estimate


@dataclass(frozen=True, slots=True)
class AnswerSummary:
    """A measure over the questions that it applies to."""

    mean: Estimate
    questions: int


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """A file of questions and what became of them."""

    file: str
    papers: int
    """Papers of the library."""
    model: str | None
    """The model that answered; None where answers quote."""
    outcomes: tuple[AnswerOutcome, ...]
    summaries: Mapping[str, AnswerSummary]
    """By measure, of those that apply to any question."""
    kinds: Mapping[str, Mapping[str, float]]
    """Means by kind of question and measure."""
    p50: float
    """Seconds that half of the answers take at most."""
    p95: float

    @property
    def failures(self) -> list[AnswerOutcome]:
        """What was wanted and is missing; in the order of the file."""
        return [one for one in self.outcomes if one.failed]

    @property
    def answerable(self) -> int:
        """How many questions the collection holds an answer to."""
        return sum(one.question.answerable for one in self.outcomes)

    @property
    def wrongly_refused(self) -> int:
        """How many of the answerable questions were refused."""
        return sum(one.question.answerable and one.refused for one in self.outcomes)

    @property
    def wrongly_answered(self) -> int:
        """How many of the questions that the collection holds no answer to were answered."""
        return sum(not one.question.answerable and not one.refused for one in self.outcomes)

    @property
    def fallen_back(self) -> int:
        """How many answers quote although a model was asked."""
        return sum(one.fallen_back for one in self.outcomes)


def report(file: str, papers: int, model: str | None, outcomes: Sequence[AnswerOutcome]) -> AnswerReport:
    """Sum up the outcomes, of which there is one at least."""
    values = {name: [one.values[name] for one in outcomes if name in one.values] for name in MEASURES}
    # The value that a share of the answers does not exceed: one that was measured, not one between two.
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


def as_json(found: AnswerReport, *, per_question: bool = False) -> dict[str, Any]:
    """Return the report for scripts.

    `file`, `questions`, `answerable`, `papers`, `model` (or null) say what was measured; `bootstrap` how: draws and
    level. `measures`: by name `mean`, `low`, `high`, `questions` (that it applies to). `kinds`: by kind `questions` and
    `measures` (means). `wrongly_refused`, `wrongly_answered`, `fallen_back`, `model_calls`, `prompt_tokens`: in all.
    `seconds`: `p50`, `p95` an answer. With `per_question` also `per_question`: `question`, `kind`, `measures`,
    `refused`, `cited`, `missing_papers`, `missing_facts`, `unbacked`, `model_calls`, `prompt_tokens`, `seconds`.
    Keys may be added, none will change.
    """
    told: dict[str, Any] = {
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
    return told | {"per_question": [_outcome_json(one) for one in found.outcomes]} if per_question else told


def _outcome_json(one: AnswerOutcome) -> dict[str, Any]:
    return {
        "question": one.question.text,
        "kind": one.question.kind,
        "measures": dict(one.values),
        "refused": one.refused,
        "cited": list(one.cited),
        "missing_papers": list(one.missing_papers),
        "missing_facts": list(one.missing_facts),
        "unbacked": list(one.unbacked),
        "model_calls": one.model_calls,
        "prompt_tokens": one.prompt_tokens,
        "seconds": one.seconds,
    }


def _means(outcomes: Sequence[AnswerOutcome]) -> dict[str, float]:
    """Return the mean of each measure that applies to any of the outcomes."""
    values = {name: [one.values[name] for one in outcomes if name in one.values] for name in MEASURES}
    return {name: sum(found) / len(found) for name, found in values.items() if found}
