"""What an evaluation found: means with intervals, differences of runs, single queries; as records and as JSON.

Knows no terminal. The shape of the JSON is told at `as_json`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from index.evaluation.beir import JudgedSet
from index.evaluation.bootstrap import DRAWS, LEVEL, Estimate, estimate
from index.evaluation.evaluate import RankingOutcome
from index.evaluation.metrics import MEASURES, NDCG
from index.evaluation.runs import DEFAULT

Outcomes = Sequence[Mapping[str, RankingOutcome]]
"""By query, in the set's order, then by run."""


@dataclass(frozen=True, slots=True)
class RankingSummary:
    """A run over all queries: each measure, and seconds a question that half and 95 % of them stay within."""

    run: str
    measures: Mapping[str, Estimate]
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Difference:
    """nDCG@10 of a run minus that of another, query by query: its mean, and in how many queries it is above or below.

    Where the interval holds 0 the queries do not tell the two apart.
    """

    run: str
    against: str
    ndcg: Estimate
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """A query that two runs rank differently: nDCG@10 and the rank of the first relevant paper in both."""

    query: str
    text: str
    ndcg: tuple[float, float]
    first: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class RankingReport:
    """A set and what was found on it."""

    data: JudgedSet
    outcomes: Outcomes
    summaries: tuple[RankingSummary, ...]
    differences: tuple[Difference, ...]

    @property
    def base(self) -> RankingSummary:
        """The run that the others are compared with: `default`, or the first one where that is not there."""
        return next((one for one in self.summaries if one.run == DEFAULT), self.summaries[0])


def report(data: JudgedSet, outcomes: Outcomes) -> RankingReport:
    """Sum up the outcomes. Differences are against the run `default`, or the first one where that is not there."""
    runs = list(outcomes[0])
    base = DEFAULT if DEFAULT in runs else runs[0]
    return RankingReport(
        data,
        outcomes,
        tuple(_summary(outcomes, run) for run in runs),
        tuple(_difference(outcomes, run, base) for run in runs if run != base),
    )


def describe(data: JudgedSet) -> list[str]:
    """Say, a sentence each, what is measured on, and in what it is not the set as others count it."""
    times = Counter(paper.id for paper in data.papers)
    asked = len(data.queries)
    judged = data.judged.values()
    joined = sum(any(times[id_] > 1 for id_ in grades) for grades in judged)
    unknown = sum(id_ not in times for grades in judged for id_ in grades)
    own = [id_ for id_ in data.queries if id_ in data.own]
    lost = sum(data.judged[id_].get(data.own[id_], 0) > 0 for id_ in own)
    cut = f" (the first of {data.total:,})" if asked < data.total else ""
    parts = [
        f"{asked:,} queries{cut}, {len(data.papers):,} records.",
        "Records with the title of another, which are one paper with it, judgements joined: "
        f"{len(data.papers) - len(times):,}; queries that ask for such a paper: {joined:,}.",
    ]
    if own:
        parts.append(f"Queries that are records themselves, whose paper is left out of the hits: {len(own):,}.")
    if lost:
        parts.append(f"Queries that ask for the very paper that is left out: {lost:,}.")
    if unknown:
        parts.append(f"Judgements of records that the corpus does not hold, and nothing can find: {unknown:,}.")
    return parts


def contrasts(found: RankingReport, left: str, right: str) -> list[Contrast]:
    """Return the queries on which two runs differ in nDCG@10, the largest difference first."""
    differing = [
        Contrast(
            id_,
            text,
            (outcome[left].values[NDCG], outcome[right].values[NDCG]),
            (outcome[left].first, outcome[right].first),
        )
        for (id_, text), outcome in zip(found.data.queries.items(), found.outcomes, strict=True)
        if outcome[left].values[NDCG] != outcome[right].values[NDCG]
    ]
    return sorted(differing, key=lambda one: -abs(one.ndcg[0] - one.ndcg[1]))


def as_json(found: RankingReport, *, per_query: bool = False) -> dict[str, Any]:
    """Return the report for scripts.

    `set`, `split`, `queries`, `records`, `papers`, `notes` say what was measured on; `bootstrap` how: draws and level.
    `runs`: `run`, `measures` (by name, each `mean`, `low`, `high`), `seconds` (`p50`, `p95`).
    `differences`: `run`, `against`, `measure`, `mean`, `low`, `high`, `better`, `worse`.
    With `per_query` also `per_query`: `query`, and in `runs` by run `measures`, `first_relevant` (a rank or null) and
    `seconds`. Keys may be added, none will change.
    """
    data = found.data
    told: dict[str, Any] = {
        "set": data.name,
        "split": data.split,
        "queries": len(data.queries),
        "records": len(data.papers),
        "papers": len({paper.id for paper in data.papers}),
        "notes": describe(data),
        "bootstrap": {"draws": DRAWS, "level": LEVEL},
        "runs": [
            {
                "run": one.run,
                "measures": {name: asdict(value) for name, value in one.measures.items()},
                "seconds": {"p50": one.p50, "p95": one.p95},
            }
            for one in found.summaries
        ],
        "differences": [
            {"run": one.run, "against": one.against, "measure": NDCG}
            | asdict(one.ndcg)
            | {"better": one.better, "worse": one.worse}
            for one in found.differences
        ],
    }
    if per_query:
        told["per_query"] = [
            {"query": id_, "runs": {run: _outcome_json(one) for run, one in outcome.items()}}
            for id_, outcome in zip(data.queries, found.outcomes, strict=True)
        ]
    return told


def contrast_json(one: Contrast) -> dict[str, Any]:
    """Return a line of `diff` for scripts: both values and both ranks in the order in which the runs were named."""
    return {"query": one.query, "text": one.text, NDCG: list(one.ndcg), "first_relevant": list(one.first)}


def _outcome_json(one: RankingOutcome) -> dict[str, Any]:
    return {"measures": dict(one.values), "first_relevant": one.first, "seconds": one.seconds}


def _summary(outcomes: Outcomes, run: str) -> RankingSummary:
    measures = {name: estimate([one[run].values[name] for one in outcomes]) for name in MEASURES}
    # The value that a share of the questions does not exceed: one that was measured, not one between two.
    p50, p95 = np.quantile([one[run].seconds for one in outcomes], [0.5, 0.95], method="inverted_cdf")
    return RankingSummary(run, measures, float(p50), float(p95))


def _difference(outcomes: Outcomes, run: str, base: str) -> Difference:
    values = [one[run].values[NDCG] - one[base].values[NDCG] for one in outcomes]
    return Difference(
        run, base, estimate(values), better=sum(value > 0 for value in values), worse=sum(value < 0 for value in values)
    )
