"""The evidence gate: does the collection seem to hold an answer at all? Pure.

Two things have to hold: the question is of the collection's field (the nearest window, the best BM25), and one of the
first papers states what it asks for (its rare words are there, together in a sentence, and a window stands out). Either
alone lets the other's misses pass. tests/bench/answerability.py measures the result, answerability_fit.py
fits the constants.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

READ = 3
"""How many of the first papers `signals_of` is to be given the sentences of."""

# Sizes of collection that the constants were tried on.
_FEWEST, _MOST = 20, 10_000
# BM25 of one term is below (k1 + 1) times its weight.
_SATURATION = 2.2
# The nearest window is compared with the one at this place.
_BACKGROUND = 10


@dataclass(frozen=True, slots=True)
class Constants:
    """Two logistic functions of the signals, and what their product has to reach."""

    field: float
    cosine: float
    bm25: float
    per_tenfold: float
    """How much the first falls where the collection is ten times as large."""
    stated: float
    sentence: float
    coverage: float
    margin: float
    threshold: float


FITTED = Constants(
    field=-10.0,
    cosine=20.3,
    bm25=8.2,
    per_tenfold=1.75,
    stated=-3.0,
    sentence=5.1,
    coverage=3.8,
    margin=10.0,
    threshold=0.2,
)
"""Fitted by `python -m tests.bench answerability_fit`: SciFact and SciTLDR train questions, 20 to 5,180 papers,
against questions of other fields, everyday ones, coined names, and own ones whose papers are held out. Each collection
keeps 98 % of the questions that it answers, and the two whole sets 94 % of those cut down to three keywords.
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that is searched for."""

    stem: str
    typed: str
    """As the question has it."""
    weight: float
    """Its inverse document frequency, as BM25 has it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a search tells of whether there is an answer. Shares are of the weight of the question's words, 0 to 1."""

    cosine: float
    """Of the nearest window; 0 where none is known."""
    margin: float
    """How much nearer it is than the tenth: the neighbours of a topic are equally near, an answer stands out."""
    bm25: float
    """The best paper's, as a share of what the question's words could reach."""
    coverage: float
    """The largest share that one of the first papers holds."""
    sentence: float
    """The largest share that one sentence of them holds."""
    papers: int
    """In the collection."""
    terms: int
    """How many words the question is searched by."""
    unknown: tuple[str, ...] = ()
    """Words of the question that no paper in the collection mentions, as typed."""
    absent: tuple[str, ...] = ()
    """Names that it asks for and that no paper holds in any spelling."""


def signals_of(
    terms: Sequence[Term],
    bm25: float,
    cosines: Iterable[float],
    read: Sequence[Sequence[Collection[str]]],
    papers: int,
) -> Signals:
    """Return the signals of one search.

    `bm25`: the best paper's; `cosines`: of all windows found, several a paper; `read`: for each of the first `READ`
    papers the stems of its title and of each sentence of its abstract; `papers`: the size of the collection.
    """
    total = sum(term.weight for term in terms) or 1.0
    nearest = sorted(cosines, reverse=True)[:_BACKGROUND] or [0.0]

    def share(stems: Collection[str]) -> float:
        return sum(term.weight for term in terms if term.stem in stems) / total

    return Signals(
        cosine=nearest[0],
        margin=nearest[0] - nearest[-1],
        bm25=bm25 / (_SATURATION * total),
        coverage=max((share({stem for stems in paper for stem in stems}) for paper in read), default=0.0),
        sentence=max((share(stems) for paper in read for stems in paper), default=0.0),
        papers=papers,
        terms=len(terms),
        unknown=tuple(dict.fromkeys(term.typed for term in terms if _is_unknown(term.weight, papers))),
    )


def answerability(signals: Signals, constants: Constants = FITTED) -> float:
    """Return how probable it is that the collection holds an answer, 0 to 1, where as many questions are answerable
    as not: that it is of the field, times that it is stated. Where a signal but the size rises, it does not fall.
    """
    field = _field(signals, constants)
    # Without a word to look for, nothing can be missing.
    return field * _stated(signals, constants) if signals.terms else field


def is_answerable(signals: Signals) -> bool:
    """Decide whether the collection seems to hold an answer; when in doubt it does."""
    return not signals.absent and answerability(signals) >= FITTED.threshold


def tenfolds(papers: int) -> float:
    """Return by how many powers of ten a collection is larger than 1,000 papers, within the sizes that were tried."""
    return math.log10(min(max(papers, _FEWEST), _MOST) / 1000)


def _field(signals: Signals, by: Constants) -> float:
    """Return how probable it is that the question is of the collection's field."""
    # The more papers, the nearer the nearest is by chance.
    size = by.per_tenfold * tenfolds(signals.papers)
    return _logistic(by.field + by.cosine * signals.cosine + by.bm25 * signals.bm25 - size)


def _stated(signals: Signals, by: Constants) -> float:
    """Return how probable it is that one of the first papers states what a question of the field asks for."""
    words = by.sentence * signals.sentence + by.coverage * signals.coverage
    return _logistic(by.stated + words + by.margin * signals.margin)


def _is_unknown(weight: float, papers: int) -> bool:
    """Whether a word is in no paper: its weight is then log(2 n + 2), and at most log((n + 1) / 1.5) otherwise.

    The limit lies between, so that it holds while the count of papers is ahead of the index by a few.
    """
    return weight > math.log(papers + 1)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
