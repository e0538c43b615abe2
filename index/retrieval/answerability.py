"""Answerability: does the collection seem to have an answer at all? Pure.

Two things must be true: the question belongs to the collection's field (the nearest window, the best BM25), and one of
the first papers states what it asks for (its rare words occur, together in a sentence, and one window stands out). For
a question, one paper must also lead: those that are only on its topic match it about equally well.
tests/bench/answerability/answerability.py measures the result; answerability_fit.py and answerability_lead_fit.py
beside it fit the constants.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

PAPERS_READ = 3
"""How many of the first papers `signals_of` needs the sentences of."""

# The collection sizes that the constants were fitted on.
_FEWEST, _MOST = 20, 10_000
# The BM25 of one term stays below (k1 + 1) times its weight.
_SATURATION = 2.2
# From this share of the search terms on, technical words that no paper has decide. Chosen on the train questions of
# SciFact and SciTLDR over 313 papers each.
_LACKING, _THRESHOLD_LACKING = 0.2, 0.5
# The rank of the window that the nearest one is compared with.
_BACKGROUND = 10
WELL_MATCHED = 0.6
"""From this cosine on a word of the question is met; nearer ones make up for none that is missed."""
# How near the nearest window must be to a question in everyday words, in 1,000 papers, and how much more so if they are
# ten times as many. It costs 1 of 487 answerable questions of PubMedQA and none of ours; from 0.44 on it costs ours.
_NEAR, _NEAR_PER_TENFOLD = 0.42, 0.06
# Of 140 questions of PubMedQA over 300 of its papers, 2 of 68 answered with their paper there lead by less than this,
# and 11 of the 15 answered without it.
_DOUBTFUL = 2.0
# The ranks of the papers that the first one is compared with, by score and by cosine.
_RIVAL_BY_SCORE, _RIVAL_BY_COSINE = 6, 11


@dataclass(frozen=True, slots=True)
class Constants:
    """Two logistic functions of the signals, and the threshold for their product."""

    field: float
    cosine: float
    bm25: float
    per_tenfold: float
    """How much the first falls if the collection is ten times as large."""
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
against questions of other fields, everyday ones, coined names, and own ones whose papers are left out. Each collection
keeps 98 % of the questions that it answers, and the two whole sets 94 % of those cut down to three keywords.
"""


@dataclass(frozen=True, slots=True)
class LeadConstants:
    """A linear function of how the best paper leads, which answerable questions keep above 0."""

    start: float
    matched: float
    bm25: float
    score_lead: float
    cosine_lead: float
    per_tenfold: float
    """How much it rises if the collection is ten times as large: the more papers, the closer the rivals."""


LEAD_FITTED = LeadConstants(start=-10.9, matched=17.3, bm25=5.1, score_lead=2.2, cosine_lead=7.0, per_tenfold=0.95)
"""Fitted by `python -m tests.bench answerability_lead_fit`: questions whose papers are there or left out, of SciFact
and SciTLDR train, of a half of PubMedQA, and our own. The start keeps 98 % of the answerable questions of the
train half of PubMedQA, and our 96 questions what they had."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How the best paper stands against the others."""

    matched: float
    """How near its words are to all those of the question: its late interaction up to `WELL_MATCHED` a word."""
    score: float
    """How much higher its score is than that of the sixth paper."""
    cosine: float
    """How much nearer the nearest paper is than the eleventh."""


@dataclass(frozen=True, slots=True)
class Term:
    """A search term of the question."""

    stem: str
    typed: str
    """As in the question."""
    weight: float
    """Its inverse document frequency, as in BM25."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a search says about whether there is an answer. Shares are of the total weight of the terms, 0 to 1."""

    cosine: float
    """Of the nearest window; 0 if there is none."""
    margin: float
    """How much nearer it is than the tenth: texts on a topic are about equally near, but an answer stands out."""
    bm25: float
    """The best paper's, as a share of the most that the terms could reach."""
    coverage: float
    """The largest share in one of the first papers."""
    sentence: float
    """The largest share in one of their sentences."""
    papers: int
    """In the whole collection."""
    terms: int
    """The number of search terms."""
    unknown: tuple[str, ...] = ()
    """Words of the question that no paper in the collection mentions, as typed."""
    absent: tuple[str, ...] = ()
    """Names that it asks about and that no paper has in any spelling."""
    lead: Lead | None = None
    """How the best paper leads; None without token vectors."""
    asks: bool = False
    """Whether it asks something in words. Key words and statements need no paper that leads."""
    everyday: bool = False
    """Whether it asks in words that all are in everyday use: that papers have them too says nothing about its field."""


def signals_of(
    terms: Sequence[Term],
    bm25: float,
    cosines: Iterable[float],
    read: Sequence[Sequence[Collection[str]]],
    papers: int,
) -> Signals:
    """Return the signals of one search.

    `bm25`: the best paper's; `cosines`: of all windows found; `read`: for each of the first `PAPERS_READ` papers the
    stems of its title and of each sentence of its abstract; `papers`: the size of the collection.
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
        unknown=tuple(dict.fromkeys(term.typed for term in terms if is_unknown(term.weight, papers))),
    )


def lead_of(matched: float | None, scores: Iterable[float], cosines: Iterable[float]) -> Lead | None:
    """Return how the best paper leads, from what is known of the papers found; None without late interaction.

    `matched`: of the best paper, if known.
    """
    if matched is None:
        return None
    return Lead(matched, _above(scores, _RIVAL_BY_SCORE), _above(cosines, _RIVAL_BY_COSINE))


def answerability(signals: Signals, constants: Constants = FITTED) -> float:
    """Return the probability of an answer, 0 to 1, if half of all questions were answerable.

    It is the probability that the question belongs to the field, times that its answer is stated, and never falls as
    a signal other than the size rises.
    """
    field = _field(signals, constants)
    # Without search terms nothing can be missing.
    return field * _stated(signals, constants) if signals.terms else field


def is_answerable(signals: Signals) -> bool:
    """Decide whether the collection seems to have an answer. If in doubt, it does."""
    if signals.absent:
        return False
    if signals.everyday and signals.lead and signals.cosine < everyday_threshold(signals.papers):
        return False
    # A technical word that no paper has says more than an everyday one: what is left must match well.
    lacking = len(signals.unknown) >= _LACKING * max(1, signals.terms)
    if answerability(signals) < (_THRESHOLD_LACKING if lacking else FITTED.threshold):
        return False
    return not signals.asks or lead_height(signals) >= 0


def is_doubtful(signals: Signals) -> bool:
    """Return whether the best paper leads so little that it may only be near to what a question asks."""
    return signals.asks and signals.lead is not None and lead_height(signals) < _DOUBTFUL


def everyday_threshold(papers: int) -> float:
    """Return the least cosine of the nearest window to a question in everyday words, by the bundled encoder."""
    return _NEAR + _NEAR_PER_TENFOLD * powers_of_ten(papers)


def lead_height(signals: Signals, by: LeadConstants = LEAD_FITTED) -> float:
    """Return how far the best paper is above what an answerable question needs; 0 if that is not known."""
    lead = signals.lead
    if lead is None or not signals.terms:
        return 0.0
    matches = by.matched * lead.matched + by.bm25 * signals.bm25
    leads = by.score_lead * lead.score + by.cosine_lead * lead.cosine
    return by.start + matches + leads + by.per_tenfold * powers_of_ten(signals.papers)


def powers_of_ten(papers: int) -> float:
    """Return how many powers of ten a collection is larger than 1,000 papers, within the fitted sizes."""
    return math.log10(min(max(papers, _FEWEST), _MOST) / 1000)


def _field(signals: Signals, by: Constants) -> float:
    """Return the probability that the question belongs to the collection's field."""
    # The more papers there are, the nearer the nearest is by chance.
    size = by.per_tenfold * powers_of_ten(signals.papers)
    return _logistic(by.field + by.cosine * signals.cosine + by.bm25 * signals.bm25 - size)


def _stated(signals: Signals, by: Constants) -> float:
    """Return the probability that one of the first papers states what a question of the field asks for."""
    words = by.sentence * signals.sentence + by.coverage * signals.coverage
    return _logistic(by.stated + words + by.margin * signals.margin)


def is_unknown(weight: float, papers: int) -> bool:
    """Return whether a word is in no paper: its weight is then log(2 n + 2), otherwise at most log((n + 1) / 1.5).

    The limit is in between, so that it still works while the library is a few papers ahead of the index.
    """
    return weight > math.log(papers + 1)


def _above(values: Iterable[float], rank: int) -> float:
    """Return how much the highest value is above the one of a rank, or above 0 if there are fewer."""
    ranked = sorted(values, reverse=True)[:rank]
    return ranked[0] - (ranked[-1] if len(ranked) == rank else 0.0) if ranked else 0.0


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
