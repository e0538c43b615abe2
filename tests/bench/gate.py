"""The evidence gate: how many questions that a collection answers it lets through, and how many others it catches."""

from collections.abc import Iterable, Iterator, Sequence

from tests.bench.common import percentile, table
from tests.bench.gate_cases import HELD, Case, Plan, cases, grouped

_KEPT = (0.9, 0.95, 0.97, 0.99)
_HEAD = ("collection", "kind", "questions", "let through, in %", "AUC against the answerable")


def measure(split: str = "dev") -> Iterator[str]:
    """What passes, by collection and kind of question, and what is caught where more or fewer are kept."""
    asked = list(cases(split, Plan()))
    yield f"**{split} queries**\n\n{table(_HEAD, _rows(asked))}"
    head = ("caught, in %, where are kept", *(f"{kept:.0%}" for kept in _KEPT))
    yield f"**ROC**, one threshold for all collections\n\n{table(head, _roc(asked))}"


def _rows(asked: Iterable[Case]) -> Iterator[tuple[object, ...]]:
    for collection, of_collection in grouped(asked, lambda case: case.collection):
        answerable = [case.probability for case in of_collection if case.kind in HELD]
        for kind, found in grouped(of_collection, lambda case: case.kind):
            passed = f"{100 * sum(case.passed for case in found) / len(found):.1f}"
            others = [case.probability for case in found]
            area = "" if kind in HELD else f"{_auc(answerable, others):.3f}"
            yield collection, kind, len(found), passed, area


def _roc(asked: Sequence[Case]) -> Iterator[tuple[object, ...]]:
    answerable = [case.probability for case in asked if case.kind in HELD]
    thresholds = [_threshold(answerable, kept) for kept in _KEPT]
    yield "threshold", *(f"{threshold:.2f}" for threshold in thresholds)
    for kind, found in grouped(asked, lambda case: case.kind):
        if kind not in HELD:
            caught = (sum(case.probability < threshold for case in found) for threshold in thresholds)
            yield kind, *(f"{100 * number / len(found):.1f}" for number in caught)


def _threshold(probabilities: Sequence[float], kept: float) -> float:
    """Return the highest threshold that lets this share through."""
    return -percentile([-probability for probability in probabilities], kept)


def _auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return how often one of `higher` is above one of `lower`, equal ones counted half: the area under the ROC."""
    above = sum((one > other) + (one == other) / 2 for one in higher for other in lower)
    return above / (len(higher) * len(lower))
