"""Fits the decision whether a citation of a draft asks for a look, and writes app/drafts/citation_decision.json.

The sentences are those of `checking_fit`; the collection is all papers of the same part. Which paper is the wrong one
is told by how far it is behind another. What is fitted is how much doubt a sentence about the right paper may raise.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from app.checking.decision import Decision, fitted
from app.checking.sentence_check import clause_signals
from app.checking.support import CitedAbstract, Clause, prepare
from app.drafts.standing import CITATION_DECISION, LEAST_LEAD, CitationSignals, standing_of
from index.papers import Entry, Paper
from index.retrieval.late_interaction import nearest_papers
from index.text.plain_text import plain_text
from tests.bench.checking.checking_fit import cases_of, fit, threshold_for, trade_off, weights_of, write
from tests.bench.checking.checking_sets import CachedEncoder, cached_encoder, texts_of
from tests.bench.checking.written_by_people import Case
from tests.bench.common import fresh_stores, make_ready, table

# Where another name stands, that many are to be found.
_FOUND = 0.8
_WRONG = "wrong paper"
_LEADS = (-0.1, LEAST_LEAD, -0.03, 0)
# An arXiv abstract of the sets has no title.
_TITLE = 80


def measure() -> Iterator[str]:
    """Fit the decision on train parts, write it, print the trade-off on the train and the dev parts."""
    cases = cases_of("train")
    signals = _signals_of_all(cases)
    yield f"**train: another paper is nearer**\n\n{_behind(signals, cases)}"
    chosen = [place for place, case in enumerate(cases) if _WRONG not in case.kind]
    cases, signals = [cases[place] for place in chosen], [signals[place] for place in chosen]
    decision = fit(signals, np.array([not case.true for case in cases]), weights_of(cases))
    doubts = np.array([decision.doubt(one) for one in signals])
    threshold = threshold_for(doubts, cases, _FOUND)
    decision = Decision(decision.bias, {"person": threshold}, decision.curves)
    write(decision, CITATION_DECISION)
    fitted.cache_clear()
    yield f"{len(cases)} train sentences; threshold {threshold:.2f}"
    yield f"**train**\n\n{trade_off(doubts, cases)}"
    unseen = cases_of("dev")
    signals = _signals_of_all(unseen)
    yield f"**dev: another paper is nearer**\n\n{_behind(signals, unseen)}"
    yield f"**dev**\n\n{trade_off(np.array([decision.doubt(one) for one in signals]), unseen)}"


def _behind(signals: Sequence[CitationSignals], cases: Sequence[Case]) -> str:
    """Return the share of each kind whose cited paper is further behind another one than some leads."""
    leads, kinds = np.array([one.lead for one in signals]), np.array([case.kind for case in cases])
    rows = [
        (
            kind,
            int((kinds == kind).sum()),
            *(round(100 * float((leads[kinds == kind] < lead).mean()), 1) for lead in _LEADS),
        )
        for kind in sorted(set(kinds.tolist()))
        if "edit" not in kind
    ]
    return table(("sentences", "number", *(f"{lead}" for lead in _LEADS)), rows)


def _signals_of_all(cases: Sequence[Case]) -> list[CitationSignals]:
    encoder = cached_encoder("checking")
    encoder.add(texts_of(cases))
    papers = {case.paper.abstract: Paper(_title(case.paper), case.paper.abstract) for case in cases}
    with fresh_stores(encoder.encoder) as stores:
        stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers.values(), 1)], "papers.txt")
        make_ready(stores)
        stored = {paper.title: paper.id for paper in stores.library.papers()}
        ids = {abstract: stored[paper.title] for abstract, paper in papers.items()}
        wanted: dict[str, set[str]] = {}
        for case in cases:
            wanted.setdefault(plain_text(case.sentence), set()).add(ids[case.paper.abstract])
        found = {sentence: nearest_papers(stores, sentence, sorted(also)) for sentence, also in wanted.items()}
    return [_signals(case, ids[case.paper.abstract], found[plain_text(case.sentence)], encoder) for case in cases]


def _signals(case: Case, paper: str, similarities: Mapping[Paper, float], encoder: CachedEncoder) -> CitationSignals:
    text = plain_text(case.sentence)
    standing = standing_of(frozenset([paper]), similarities)
    assert standing
    clause = clause_signals(Clause(text, (prepare(case.paper),)), encoder.similarity)
    return CitationSignals(fitted().doubt(clause), standing.similarity, standing.lead)


def _title(paper: CitedAbstract) -> str:
    return paper.title or paper.abstract[:_TITLE]
