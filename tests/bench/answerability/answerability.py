"""Answerability: how many answerable questions are accepted, and how many others are refused."""

from collections.abc import Iterable, Iterator, Sequence

from tests.bench.answerability.answerability_cases import HELD, Case, Plan, cases, grouped
from tests.bench.common import accepting, table

_ACCEPTED = (0.9, 0.95, 0.97, 0.99)
_HEAD = ("collection", "kind", "questions", "accepted, in %", "AUC against the answerable")


def measure(split: str = "dev") -> Iterator[str]:
    """Accepted questions by collection and kind, and the trade-off between accepting and refusing."""
    found = list(cases(split, Plan()))
    yield f"**{split} queries**\n\n{table(_HEAD, _rows(found))}"
    head = ("refused, in %, at this share of answerable questions accepted", *(f"{share:.0%}" for share in _ACCEPTED))
    yield f"**ROC**, one threshold for all collections\n\n{table(head, _roc(found))}"


def _rows(found: Iterable[Case]) -> Iterator[tuple[object, ...]]:
    for collection, of_collection in grouped(found, lambda case: case.collection):
        answerable = [case.probability for case in of_collection if case.kind in HELD]
        for kind, of_kind in grouped(of_collection, lambda case: case.kind):
            passed = f"{100 * sum(case.passed for case in of_kind) / len(of_kind):.1f}"
            others = [case.probability for case in of_kind]
            area = "" if kind in HELD else f"{_auc(answerable, others):.3f}"
            yield collection, kind, len(of_kind), passed, area


def _roc(found: Sequence[Case]) -> Iterator[tuple[object, ...]]:
    answerable = [case.probability for case in found if case.kind in HELD]
    thresholds = [accepting(answerable, share) for share in _ACCEPTED]
    yield "threshold", *(f"{threshold:.2f}" for threshold in thresholds)
    for kind, of_kind in grouped(found, lambda case: case.kind):
        if kind not in HELD:
            refused = (sum(case.probability < threshold for case in of_kind) for threshold in thresholds)
            yield kind, *(f"{100 * number / len(of_kind):.1f}" for number in refused)


def _auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return the area under the ROC curve: how often a `higher` is above a `lower`; ties count half."""
    above = sum((one > other) + (one == other) / 2 for one in higher for other in lower)
    return above / (len(higher) * len(lower))
