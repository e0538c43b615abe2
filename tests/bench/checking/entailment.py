"""The entailment model in PAPERCHAT_ENTAILMENT on pairs of others, read as an answer is: from which threshold 5 % of
true sentences are marked, and what is found there. The threshold comes from the half that is looked at, the figures
from the other.
"""

import random
from collections.abc import Iterator, Sequence

from app.checking.entailment import Entailment
from app.evaluation.entailment_calibration import contradiction_read, threshold_at
from app.settings import load_settings
from app.wiring import entailment_of
from tests.bench.checking.written_by_people import Case, Half, written_by_people
from tests.bench.common import table

_OF_A_KIND = 150
_FALSE_ALARMS = 0.05


def measure() -> Iterator[str]:
    """Contradictions found by the entailment model in PAPERCHAT_ENTAILMENT at 5 % of true sentences."""
    model = entailment_of(load_settings())
    if model is None:
        yield "PAPERCHAT_ENTAILMENT names no folder: not measured."
        return
    threshold = threshold_at([_contradicted(model, case) for case in _cases("seen") if case.true], _FALSE_ALARMS)
    kinds: dict[str, list[float]] = {}
    for case in _cases("kept"):
        kinds.setdefault(f"{case.kind} ({'true' if case.true else 'false'})", []).append(_contradicted(model, case))
    rows = [
        (kind, len(each), round(100 * sum(one >= threshold for one in each) / len(each), 1))
        for kind, each in kinds.items()
    ]
    yield f"PAPERCHAT_ENTAILMENT_THRESHOLD={threshold:.3f}"
    yield table(("sentences", "number", "marked, %"), rows)


def _contradicted(model: Entailment, case: Case) -> float:
    return contradiction_read(model.read, case.paper.abstract, case.sentence)


def _cases(half: Half) -> Sequence[Case]:
    kinds: dict[str, list[Case]] = {}
    for case in written_by_people(half):
        kinds.setdefault(case.kind, []).append(case)
    draw = random.Random(half)  # noqa: S311 - to repeat it, not to keep a secret
    return [case for each in kinds.values() for case in draw.sample(each, min(_OF_A_KIND, len(each)))]
