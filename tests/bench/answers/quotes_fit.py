"""Fits which sentence answers a question, and writes index/sentence_ranking/sentence_ranker.json.

The weights are those under which the right sentence is the likeliest choice among those of its paper; every kind of
question counts alike. Signals that are 0 unless a question asks for something (`_ASKED_FOR`) are fitted last, with the
other weights as they are, so that they change nothing for other questions. Another fit turns their sum into the chance
that a sentence answers if its paper is the right one. A sentence is quoted from the share of the best chance on at
which an answer has few enough.
All on train parts; the figures of `quotes` come from the dev parts.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace

import numpy as np

from app.answers.quoted import quote
from index.sentence_ranking.sentence_ranker import RANKER_FILE, SentenceRanker, fitted_ranker
from index.sentence_ranking.sentence_signals import QuestionWords, SentenceSignals, candidate_sentences
from tests.bench.answers.quote_cases import (
    ASKED,
    OWN,
    RESEARCHERS,
    Searched,
    evidence_of,
    is_gold,
    is_quoted,
    searched_cases,
)
from tests.bench.common import table
from tests.bench.regression import Array, choice, newton

_NAMES = tuple(field.name for field in fields(SentenceSignals))
_ASKED_FOR = ("aim_for_answer", "finding_for_answer", "procedure_for_answer", "wanted_reason", "wanted_detail")
_GENERAL = [i for i, name in enumerate(_NAMES) if name not in _ASKED_FOR]
_TYPED = [i for i, name in enumerate(_NAMES) if name in _ASKED_FOR]
_PENALTY, _TYPED_PENALTY = 0.001, 0.003
_SHARES = tuple(round(0.05 * step, 2) for step in range(2, 15))
_QUOTED = 3.2
"""The most sentences an answer should have on average; it had 3.25 when a formula set by hand chose. More quotes hold
more right sentences, but cite more papers that do not answer."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The sentences of the right paper: what speaks for each, and which are right."""

    signals: Array
    right: Array
    kind: str


def measure() -> Iterator[str]:
    """Fit the weights on train parts, write sentence_ranker.json, print them and what is quoted of the train parts."""
    choices: list[_Choice] = []
    searched: list[Searched] = []
    for kind, cases in searched_cases("train"):
        choices += [one for case in cases if (one := _choice(kind, case))]
        searched += cases
    ranker = fit(choices)
    yield f"{len(choices)} train questions, their papers found"
    yield table(
        ("signal", "weight"),
        [(name, f"{weight:.2f}") for name, weight in {**ranker.weights, **ranker.asked_for}.items()],
    )
    use(ranker)
    ranked = [evidence_of(one) for one in searched]
    rows = []
    chosen = _SHARES[-1]
    for share in reversed(_SHARES):
        use(replace(ranker, least_share=share))
        quotes = [quote(one.found.hits, evidence) for one, evidence in zip(searched, ranked, strict=True)]
        sentences = sum(len(own) for found in quotes for _, own in found.cited) / len(quotes)
        right = sum(is_quoted(found, one.case) for found, one in zip(quotes, searched, strict=True)) / len(quotes)
        chosen = share if sentences <= _QUOTED else chosen
        rows.append((f"{share:.2f}", f"{sentences:.2f}", f"{100 * right:.1f}"))
    use(replace(ranker, least_share=chosen))
    yield table(("least share of the best chance", "sentences quoted", "right one quoted, in %"), rows)
    yield f"chosen: {chosen:.2f}"


def _choice(kind: str, one: Searched) -> _Choice | None:
    """Return the sentences of the right paper; None if it was not found, or all or none of them are right."""
    if one.hit is None:
        return None
    terms = one.found.terms[one.found.query.text]
    asked = QuestionWords(terms.text, terms.shares, terms.stems_in)
    found = candidate_sentences(asked, one.hit.paper.title, one.hit.paper.abstract, one.hit.windows)
    right = np.array([is_gold(sentence.start, sentence.end, one.case) for sentence in found], dtype=float)
    if not 0 < right.sum() < len(right):
        return None
    return _Choice(np.array([list(asdict(sentence.signals).values()) for sentence in found]), right, kind)


def fit(choices: Sequence[_Choice]) -> SentenceRanker:
    """Return the ranker; its least share is not chosen yet."""
    general = [one for one in choices if one.kind not in (RESEARCHERS, OWN)]
    ranker = _general(general)
    return replace(ranker, asked_for=_typed(choices, ranker))


def _typed(choices: Sequence[_Choice], ranker: SentenceRanker) -> dict[str, float]:
    """Return the weights of the signals of what is asked for, from the questions that have any."""
    asked = [one for one in choices if one.kind in (ASKED, RESEARCHERS, OWN) and one.signals[:, _TYPED].any()]
    known = np.array([ranker.weights[_NAMES[i]] for i in _GENERAL])
    offsets = [one.signals[:, _GENERAL] @ known for one in asked]
    signals = [one.signals[:, _TYPED] for one in asked]
    found = choice(signals, [one.right for one in asked], _counts(asked), _TYPED_PENALTY, offsets)
    return dict(zip((_NAMES[i] for i in _TYPED), found.tolist(), strict=True))


def _counts(choices: Sequence[_Choice]) -> list[float]:
    """Return how much each question counts: every kind alike."""
    number = Counter(one.kind for one in choices)
    return [1 / number[one.kind] / len(number) for one in choices]


def _general(choices: Sequence[_Choice]) -> SentenceRanker:
    """Return the ranker by the signals of any question."""
    counts = _counts(choices)
    every = np.concatenate([one.signals[:, _GENERAL] for one in choices])
    means, spreads = every.mean(axis=0), every.std(axis=0) + 1e-9
    scaled = [(one.signals[:, _GENERAL] - means) / spreads for one in choices]
    weights = choice(scaled, [one.right for one in choices], counts, _PENALTY) / spreads
    sums = every @ weights
    sums, weights = sums / sums.std(), weights / sums.std()
    each = np.repeat(counts, [len(one.right) for one in choices])
    inputs = np.stack([sums, np.ones_like(sums)], axis=1)
    slope, bias = newton(inputs, np.concatenate([one.right for one in choices]), each / each.mean())
    names = (_NAMES[i] for i in _GENERAL)
    return SentenceRanker(float(bias), dict(zip(names, (slope * weights).tolist(), strict=True)), {}, 0.0)


def use(ranker: SentenceRanker) -> None:
    """Write the ranker, its numbers rounded to five digits, and let the product read it."""
    stored = asdict(ranker)
    stored["bias"] = _short(ranker.bias)
    for kind in ("weights", "asked_for"):
        stored[kind] = {name: _short(weight) for name, weight in stored[kind].items()}
    RANKER_FILE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    fitted_ranker.cache_clear()


def _short(value: float) -> float:
    return float(f"{value:.5g}")
