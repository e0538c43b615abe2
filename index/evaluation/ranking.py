"""Runs the queries of a test set, and measures and times each ranking. Knows no report."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from index.collection import Stores
from index.evaluation.beir import JudgedSet
from index.evaluation.metrics import MEASURES, first_relevant
from index.evaluation.runs import Run

# Untimed queries per run: the first ones load the model and open the stores.
_WARM_UP = 3


@dataclass(frozen=True, slots=True)
class RankingOutcome:
    """The result of one run for one query."""

    values: Mapping[str, float]
    """For each measure in `MEASURES`, 0 to 1."""
    first: int | None
    """Rank of the first relevant paper; None if the run found none."""
    seconds: float
    """From the query's text to the ranked ids: encoding and search together."""


def rank_queries(stores: Stores, data: JudgedSet, runs: Mapping[str, Run]) -> Iterator[dict[str, RankingOutcome]]:
    """Yield the outcomes by run for each query, in the set's order; one query at a time, after a warm-up.

    As in BEIR, a paper that is the query itself is removed from the ranking.
    """
    names = list(runs)
    for question in islice(data.queries.values(), _WARM_UP):
        for run in runs.values():
            run(stores, question)
    for turn, id_ in enumerate(data.queries):
        # Rotate the order of the runs: later ones profit from what earlier ones left in the processor's caches.
        start = turn % len(names)
        outcomes = {name: _outcome(stores, data, id_, runs[name]) for name in names[start:] + names[:start]}
        yield {name: outcomes[name] for name in names}


def _outcome(stores: Stores, data: JudgedSet, query: str, run: Run) -> RankingOutcome:
    start = time.perf_counter()
    found = run(stores, data.queries[query])
    seconds = time.perf_counter() - start
    own, grades = data.self_records.get(query), data.judged[query]
    ranked = [id_ for id_ in found if id_ != own]
    values = {name: measure(ranked, grades) for name, measure in MEASURES.items()}
    return RankingOutcome(values, first_relevant(ranked, grades), seconds)
