"""Fits what a question needs of the paper that leads: a logistic regression on train questions that pass the rest.

Answerable ones against those whose papers are left out and, where they pass, all others. The constant keeps 98 % of the
answerable questions of each set but SciFact, whose claims are no questions.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from index.retrieval.answerability import (
    LEAD_FITTED,
    Lead,
    LeadConstants,
    Signals,
    is_answerable,
    lead_height,
    powers_of_ten,
)
from tests.bench.answerability.answerability_cases import (
    ANSWERABLE,
    HELD,
    KEYWORDS,
    SHORT,
    Case,
    Plan,
    cases,
    grouped,
    of_held_out_half,
)
from tests.bench.answerability.answerability_fit import minimise
from tests.bench.common import percentile, table

_PLAN = Plan(draws={60: 1, 313: 2}, own=200, foreign=150)
_KEPT = 0.98
_PENALTY = 3e-3
# A kind of question with fewer than this many in a collection counts less.
_FULL_WEIGHT = 50
_NO_QUESTIONS = "scifact"

Array = NDArray[np.float64]


def measure() -> Iterator[str]:
    """Refit how much the best paper must lead, and compare with the shipped constants; takes ten minutes."""
    asked = [*cases("train", _PLAN), *of_held_out_half(_PLAN, "train")]
    passing = [case for case in asked if _passes(case) and case.kind != KEYWORDS]
    fitted = fit(passing)
    names = [field.name for field in fields(LeadConstants)]
    rows = [(name, f"{getattr(fitted, name):.2f}", f"{getattr(LEAD_FITTED, name):.2f}") for name in names]
    yield f"{len(passing)} train questions\n\n{table(('constant', 'fitted', 'shipped'), rows)}"
    yield table(("collection", "kind", "questions", "still accepted, fitted", "shipped"), _accepted(passing, fitted))


def fit(passing: Sequence[Case]) -> LeadConstants:
    """Return the constants fitted to questions that pass all other tests."""
    signals = [case.signals for case in passing if case.signals]
    rows = np.array([_columns(one) for one in signals])
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    standardised = (rows - centre) / spread
    wanted = np.array([case.kind in HELD for case in passing], dtype=float)
    groups = Counter((case.collection, case.kind) for case in passing)
    weights = np.array([min(1.0, groups[at] / _FULL_WEIGHT) / groups[at] for at in _places(passing)])
    for side in (0.0, 1.0):
        weights[wanted == side] /= weights[wanted == side].sum()

    def loss(place: Array) -> tuple[float, Array]:
        value = place[0] + standardised @ place[1:]
        losses = np.logaddexp(0, -value) * wanted + np.logaddexp(0, value) * (1 - wanted)
        slope = weights * (1 / (1 + np.exp(-value)) - wanted)
        penalty = _PENALTY * place[1:]
        total = float(weights @ losses + penalty @ place[1:])
        return total, np.concatenate([[slope.sum()], standardised.T @ slope + 2 * penalty])

    found = minimise(loss, np.zeros(1 + rows.shape[1]))[1:] / spread
    heights = rows @ found
    by_set: dict[str, list[float]] = {}
    for case, height in zip(passing, heights, strict=True):
        if case.kind in (ANSWERABLE, SHORT) and not case.collection.startswith(_NO_QUESTIONS):
            by_set.setdefault(case.collection.partition(",")[0], []).append(float(height))
    least = min(-percentile([-height for height in found_heights], _KEPT) for found_heights in by_set.values())
    return LeadConstants(-least, *(float(weight) for weight in found))


def _columns(signals: Signals) -> list[float]:
    """Return a row in the order of `LeadConstants`, without its start."""
    lead = signals.lead or Lead(0.0, 0.0, 0.0)
    return [lead.matched, signals.bm25, lead.score, lead.cosine, powers_of_ten(signals.papers)]


def _passes(case: Case) -> bool:
    """Return whether all tests but the lead accept a question."""
    signals = case.signals
    if signals is None or signals.lead is None or not signals.terms:
        return False
    return is_answerable(replace(signals, asks=False))


def _places(passing: Sequence[Case]) -> list[tuple[str, str]]:
    return [(case.collection, case.kind) for case in passing]


def _accepted(passing: Sequence[Case], fitted: LeadConstants) -> Iterator[tuple[object, ...]]:
    for (collection, kind), found in grouped(passing, lambda case: (case.collection, case.kind)):
        heights = [[lead_height(case.signals, by) for case in found if case.signals] for by in (fitted, LEAD_FITTED)]
        shares = (100 * sum(height >= 0 for height in one) / len(one) for one in heights)
        yield collection, kind, len(found), *(f"{share:.1f}" for share in shares)
