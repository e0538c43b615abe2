"""Fits the decision whether a sentence asks for a look, and writes app/checking/decision.json.

True sentences are those of the train parts that people wrote (and a model, about arXiv abstracts). False ones are the
same sentences about another paper, with another name or another number. The threshold for people's sentences is the one
at which most kinds of false sentences of the train parts are found that often; that for a model's flags few of its true
ones. The figures of `checking` come from the other parts.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.checking.decision import DECISION_FILE, ClauseSignals, Curve, Decision, Writer, fitted
from app.checking.sentence_check import claims, clause_signals
from app.checking.support import Clause, Similarity, prepare
from index.text.plain_text import plain_text
from tests.bench.checking.checking_sets import cached_encoder, texts_of
from tests.bench.checking.sentence_cases import HUMAN_TRUE, MODEL_TRUE, Part, fitting_cases
from tests.bench.checking.written_by_people import Case
from tests.bench.common import table
from tests.bench.regression import Array, newton

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# How often a kind counts, if not once: sentences that people wrote most.
_COUNTS: Mapping[str, float] = {**dict.fromkeys(HUMAN_TRUE, 4.0), "edit": 0.4}
# A missing number in digits, and a name that is nearly another one, decide by themselves.
_NOT_FITTED = ("number", "slipped")
_FEWEST = 40
_BENDS = 4
# The share of the false sentences of a kind that should be found; the mean over the kinds.
_FOUND = 0.9
# The share of a model's true sentences that may be flagged.
_OF_A_MODEL = 0.01
_FALSE_ALARMS = (0.02, 0.03, 0.05, 0.1)


def measure() -> Iterator[str]:
    """Fit the decision on train parts, write decision.json, print the trade-off on the train and the dev parts."""
    cases = cases_of("train")
    signals = signals_of_all(cases)
    true = np.array([case.true for case in cases])
    decision = fit(signals, ~true, weights_of(cases))
    doubts = np.array([decision.doubt(one) for one in signals])
    thresholds: dict[Writer, float] = {
        "person": threshold_for(doubts, cases),
        "model": threshold_of_a_model(doubts, cases),
    }
    decision = Decision(decision.bias, thresholds, decision.curves)
    write(decision, DECISION_FILE)
    fitted.cache_clear()
    yield f"{len(cases)} train sentences; thresholds {thresholds}"
    yield f"**train**\n\n{trade_off(doubts, cases)}"
    unseen = cases_of("dev")
    yield f"**dev**\n\n{trade_off(np.array([decision.doubt(one) for one in signals_of_all(unseen)]), unseen)}"


def cases_of(part: Part) -> list[Case]:
    """Return the sentences to fit on, or to measure on: without those that a rule decides."""
    return [
        one for one in fitting_cases(part) if claims(one.sentence) and not any(kind in one.kind for kind in _NOT_FITTED)
    ]


def signals_of_all(cases: Sequence[Case]) -> list[ClauseSignals]:
    """Return the signals of each sentence with the one paper it cites."""
    encoder = cached_encoder("checking")
    encoder.add(texts_of(cases))
    return [_signals(case, encoder.similarity) for case in cases]


def _signals(case: Case, similarity: Similarity) -> ClauseSignals:
    return clause_signals(Clause(plain_text(case.sentence), (prepare(case.paper),)), similarity)


def weights_of(cases: Sequence[Case]) -> Array:
    """Return a weight for each case, so that every kind counts alike, or as `_COUNTS` says; 1 on average."""
    number = Counter(case.kind for case in cases)
    counts = {kind: next((count for part, count in _COUNTS.items() if part in kind), 1.0) for kind in number}
    weights = np.array([counts[case.kind] / max(number[case.kind], _FEWEST) for case in cases])
    return np.asarray(weights / weights.mean())


def fit(signals: "Sequence[DataclassInstance]", false: NDArray[np.bool_], weights: Array) -> Decision:
    """Return the decision that is most likely given the cases, with an L2 penalty, by Newton's method."""
    values = np.array([list(asdict(one).values()) for one in signals])
    bends = [sorted(set(np.quantile(column, np.linspace(0, 1, _BENDS + 2)[1:-1]))) for column in values.T]
    columns = [part for column, own in zip(values.T, bends, strict=True) for part in _bent(column, own)]
    inputs = np.stack(columns, axis=1)
    means, spreads = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    scaled = np.hstack([(inputs - means) / spreads, np.ones((len(inputs), 1))])
    found = newton(scaled, false.astype(float), weights)
    slopes = found[:-1] / spreads
    bias = float(found[-1] - slopes @ means)
    curves, at = {}, 0
    for name, own in zip(asdict(signals[0]), bends, strict=True):
        slope, *changes = slopes[at : at + len(own) + 1].tolist()
        curves[name] = Curve(slope, dict(zip(map(float, own), changes, strict=True)))
        at += len(own) + 1
    return Decision(bias, {}, curves)


def _bent(column: Array, bends: Sequence[float]) -> Iterator[Array]:
    yield column
    yield from (np.maximum(column - bend, 0) for bend in bends)


def threshold_for(doubts: Array, cases: Sequence[Case], found: float = _FOUND) -> float:
    """Return the largest threshold at which this share of false sentences is found, as the mean over their kinds."""
    kinds = _places([case.kind for case in cases if not case.true and not case.kind.startswith("edit")], cases)
    return max(
        step / 20
        for step in range(-100, 100)
        if np.mean([(doubts[places] > step / 20).mean() for places in kinds.values()]) >= found
    )


def threshold_of_a_model(doubts: Array, cases: Sequence[Case]) -> float:
    """Return the threshold at which few of a model's true sentences are flagged."""
    true = [doubt for doubt, case in zip(doubts, cases, strict=True) if case.kind in MODEL_TRUE]
    return round(float(np.quantile(true, 1 - _OF_A_MODEL)), 2)


def trade_off(doubts: Array, cases: Sequence[Case]) -> str:
    """Return how many false sentences of each kind are found at several shares of true ones."""
    true = np.array([case.kind in HUMAN_TRUE for case in cases])
    thresholds = [float(np.quantile(doubts[true], 1 - share)) for share in _FALSE_ALARMS]
    rows = [
        (kind, len(places), *(round(100 * float((doubts[places] > one).mean()), 1) for one in thresholds))
        for kind, places in _places(dict.fromkeys(case.kind for case in cases), cases).items()
    ]
    head = (f"flagged at {100 * share:.0f} % of true ones" for share in _FALSE_ALARMS)
    return table(("sentences", "number", *head), rows)


def _places(kinds: Sequence[str] | dict[str, None], cases: Sequence[Case]) -> dict[str, list[int]]:
    return {kind: [i for i, case in enumerate(cases) if case.kind == kind] for kind in sorted(set(kinds))}


def write(decision: Decision, file: Path) -> None:
    """Write a decision, its numbers rounded to five digits."""
    curves = {
        name: {
            "slope": _short(one.slope),
            "bends": {f"{bend:.5g}": _short(change) for bend, change in one.bends.items()},
        }
        for name, one in decision.curves.items()
    }
    stored = {"thresholds": decision.thresholds, "bias": _short(decision.bias), "curves": curves}
    file.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _short(value: float) -> float:
    return float(f"{value:.5g}")
