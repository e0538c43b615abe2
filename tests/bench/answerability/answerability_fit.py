"""Fits the constants of the answerability model on train questions, with the product's own search.

First, maximum-likelihood estimates, weighted so that all collections of a kind of question count alike, and answerable
questions as much as the others. Then the size term and the threshold together, so that enough answerable questions are
accepted in every collection, small or large, and as many of the others as possible are refused.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from index.retrieval.answerability import FITTED, Constants, Signals, answerability, powers_of_ten
from tests.bench.answerability.answerability_cases import ANSWERABLE, HELD, KEYWORDS, SHORT, Case, Plan, cases, grouped
from tests.bench.common import accepting, table

_PLAN = Plan(draws={20: 20, 60: 8, 150: 3, 313: 3, 1000: 1}, own=300, foreign=60, keywords=True)
# The share of answerable questions to accept in each collection, and of those cut down to keywords in both sets.
_ACCEPTED, _ACCEPTED_KEYWORDS = 0.98, 0.94
_SIZE_TERMS = tuple(step / 4 for step in range(17))
# The weight of a kind of question, if not 1. Whole questions matter most; questions whose papers are missing look
# answerable and would blur the rest.
_COUNTS = {ANSWERABLE: 4.0, "papers held out": 0.4, "near": 0.4}
# L2 penalty on the weights of the standardised signals, relative to the mean loss per question.
_PENALTY = 1e-4
# Columns of a sample: signals of the field, then signals of the answer.
_FIELD, _STATED = ("cosine", "bm25", "per_tenfold"), ("sentence", "coverage", "margin")

Array = NDArray[np.float64]
Loss = Callable[[Array], tuple[float, Array]]
Groups = dict[tuple[str, str], list[float]]
"""Probabilities by collection and kind of question, including questions refused for an unknown name."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions as numbers, one row each."""

    signals: Array
    """As returned by `columns`."""
    answerable: NDArray[np.bool_]
    weights: Array
    """They sum to 1."""


def measure() -> Iterator[str]:
    """Refit the answerability constants on train questions and compare with the shipped ones; takes half an hour."""
    # A question without a word to search for uses only half of the model.
    questions = [case for case in cases("train", _PLAN) if case.signals and case.signals.terms]
    estimates = fit(sample_of(questions))
    tried = [with_threshold(replace(estimates, per_tenfold=term), questions) for term in _SIZE_TERMS]
    best = max(tried, key=lambda constants: _refused(_groups(questions, constants), constants.threshold))
    refused = [_percent(_refused(_groups(questions, one), one.threshold)) for one in tried]
    rows = [(f"{one.per_tenfold:g}", f"{one.threshold:.2f}", share) for one, share in zip(tried, refused, strict=True)]
    yield f"{len(questions)} train questions\n\n{table(('size term', 'threshold', 'refused, in %'), rows)}"
    shown = {"fitted": best, "shipped": FITTED, "shipped, threshold by the rule": with_threshold(FITTED, questions)}
    yield table(("constant", "estimate", *shown), _side_by_side(estimates, *shown.values()))
    passed = table(("kind", *shown), _passed(questions, [*shown.values()]))
    yield f"Accepted, in %: mean, minimum and maximum over the collections\n\n{passed}"


def columns(signals: Signals) -> list[float]:
    """Return a row of a sample."""
    field = [signals.cosine, signals.bm25, -powers_of_ten(signals.papers)]
    return [*field, signals.sentence, signals.coverage, signals.margin]


def sample_of(questions: Sequence[Case]) -> Sample:
    """Return the questions as numbers, without those that nothing was searched for."""
    known = [(case, case.signals) for case in questions if case.signals]
    groups = Counter((case.collection, case.kind) for case, _ in known)
    collections = Counter(kind for _, kind in groups)
    shares = [
        _COUNTS.get(case.kind, 1) / collections[case.kind] / groups[case.collection, case.kind] for case, _ in known
    ]
    answerable, weights = np.array([case.kind in HELD for case, _ in known]), np.array(shares)
    for side in (answerable, ~answerable):
        weights[side] /= 2 * weights[side].sum()
    return Sample(np.array([columns(signals) for _, signals in known]), answerable, weights)


def fit(sample: Sample) -> Constants:
    """Return the estimates, rounded as shipped; the threshold is left at 0."""
    centre, spread = sample.signals.mean(axis=0), sample.signals.std(axis=0)
    standardised = replace(sample, signals=(sample.signals - centre) / spread)
    least = minimise(lambda place: _loss(standardised, place), np.ones(2 + len(centre)))
    weights, split = least[2:] / spread, len(_FIELD)
    field = least[0] - weights[:split] @ centre[:split]
    stated = least[1] - weights[split:] @ centre[split:]
    names = ("field", "stated", *_FIELD, *_STATED)
    found = dict(zip(names, (field, stated, *weights), strict=True))
    return Constants(**{name: round(float(value), 1) for name, value in found.items()}, threshold=0.0)


def minimise(loss: Loss, start: Array, steps: int = 500) -> Array:
    """Return a local minimum of a smooth function near `start`; the function returns its value and gradient.

    BFGS (Nocedal and Wright, Numerical Optimization, algorithm 6.1) with backtracking.
    """
    place, (value, slope) = start, loss(start)
    inverse = identity = np.eye(len(start))
    for _ in range(steps):
        step = -inverse @ slope
        descent = float(slope @ step)
        if descent > -1e-14:
            break
        while (reached := loss(place + step))[0] > value + 1e-4 * descent and descent < -1e-14:
            step, descent = step / 2, descent / 2
        change = reached[1] - slope
        place, (value, slope) = place + step, reached
        if (curved := float(step @ change)) > 0:
            turn = identity - np.outer(step, change) / curved
            inverse = turn @ inverse @ turn.T + np.outer(step, step) / curved
    return place


def with_threshold(constants: Constants, questions: Sequence[Case]) -> Constants:
    """Return the constants with the highest threshold, in hundredths, that accepts enough answerable questions."""
    groups = _groups(questions, constants)
    keywords = [probability for (_, kind), found in groups.items() if kind == KEYWORDS for probability in found]
    limits = [accepting(found, _ACCEPTED) for (_, kind), found in groups.items() if kind in (ANSWERABLE, SHORT)]
    return replace(constants, threshold=math.floor(100 * min(*limits, accepting(keywords, _ACCEPTED_KEYWORDS))) / 100)


def _loss(sample: Sample, place: Array) -> tuple[float, Array]:
    """Return the mean negative log-likelihood with the penalty, and its gradient.

    `place`: the constants of the two functions, then the weights of the columns.
    """
    of_field, of_stated = np.split(sample.signals, [len(_FIELD)], axis=1)
    field = place[0] + of_field @ place[2 : 2 + len(_FIELD)]
    stated = place[1] + of_stated @ place[2 + len(_FIELD) :]
    log_probability = -np.logaddexp(0, -field) - np.logaddexp(0, -stated)
    probability = np.minimum(np.exp(log_probability), 1 - 1e-12)
    losses = np.where(sample.answerable, -log_probability, -np.log1p(-probability))
    by_log = sample.weights * np.where(sample.answerable, -1, probability / (1 - probability))
    # The slope of log(logistic(x)) is logistic(-x).
    by_field, by_stated = (by_log * np.exp(-np.logaddexp(0, value)) for value in (field, stated))
    slope = np.array([by_field.sum(), by_stated.sum(), *(by_field @ of_field), *(by_stated @ of_stated)])
    slope[2:] += 2 * _PENALTY * place[2:]
    return float(sample.weights @ losses + _PENALTY * place[2:] @ place[2:]), slope


def _groups(questions: Sequence[Case], constants: Constants) -> Groups:
    by_group = grouped(questions, lambda case: (case.collection, case.kind))
    return {
        group: [answerability(case.signals, constants) for case in found if case.signals] for group, found in by_group
    }


def _share(probabilities: Sequence[float], threshold: float) -> float:
    """Return the share that is accepted."""
    return mean(probability >= threshold for probability in probabilities)


def _refused(groups: Groups, threshold: float) -> float:
    """Return the share of unanswerable questions that is refused; collections and kinds count alike."""
    return mean(1 - _share(found, threshold) for (_, kind), found in groups.items() if kind not in HELD)


def _side_by_side(*constants: Constants) -> Iterator[tuple[object, ...]]:
    values = [asdict(one) for one in constants]
    for name in values[0]:
        yield name, *(f"{of_one[name]:g}" for of_one in values)


def _passed(questions: Sequence[Case], constants: Sequence[Constants]) -> Iterator[tuple[object, ...]]:
    """Yield what is accepted of each kind of question."""
    shares = [
        {group: _share(found, one.threshold) for group, found in _groups(questions, one).items()} for one in constants
    ]
    for kind, groups in grouped(shares[0], lambda group: group[1]):
        by_one = [[of_one[group] for group in groups] for of_one in shares]
        yield kind, *(", ".join(_percent(value) for value in (mean(one), min(one), max(one))) for one in by_one)
    refused = [_refused(_groups(questions, one), one.threshold) for one in constants]
    yield "all without an answer", *(_percent(1 - share) for share in refused)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
