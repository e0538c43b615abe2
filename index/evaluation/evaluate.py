"""Puts the queries of a test set to runs, and judges and times what each of them gives. Knows no report."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from index.collection import Stores
from index.evaluation.beir import JudgedSet
from index.evaluation.metrics import MEASURES, first_relevant
from index.evaluation.runs import Run

# Queries put to each run before the clock counts: the first loads the model and opens the stores.
_WARM_UP = 3


@dataclass(frozen=True, slots=True)
class RankingOutcome:
    """What one run gave for one query."""

    values: Mapping[str, float]
    """Of each measure in `MEASURES`, 0 to 1."""
    first: int | None
    """Rank of the first relevant paper; None where the run gave none."""
    seconds: float
    """From the question's text to the ranked ids: encoding and search together."""


def ask_all(stores: Stores, data: JudgedSet, runs: Mapping[str, Run]) -> Iterator[dict[str, RankingOutcome]]:
    """Yield for each query, in the set's order, the outcomes by run; one question at a time, after a warm-up.

    A paper that is the query itself is left out of what a run gives, as BEIR does; the others move up.
    """
    names = list(runs)
    for question in islice(data.queries.values(), _WARM_UP):
        for run in runs.values():
            run(stores, question)
    for turn, id_ in enumerate(data.queries):
        # Another run goes first each time: the later ones find what they share in the processor's caches.
        start = turn % len(names)
        outcomes = {name: _outcome(stores, data, id_, runs[name]) for name in names[start:] + names[:start]}
        yield {name: outcomes[name] for name in names}


def _outcome(stores: Stores, data: JudgedSet, query: str, run: Run) -> RankingOutcome:
    start = time.perf_counter()
    found = run(stores, data.queries[query])
    seconds = time.perf_counter() - start
    own, grades = data.own.get(query), data.judged[query]
    ranked = [id_ for id_ in found if id_ != own]
    values = {name: measure(ranked, grades) for name, measure in MEASURES.items()}
    return RankingOutcome(values, first_relevant(ranked, grades), seconds)
