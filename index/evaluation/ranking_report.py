"""The results of an evaluation: means with intervals, differences between runs, single queries.

Knows no terminal. `ranking_json` documents the JSON.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from index.evaluation.beir import JudgedSet
from index.evaluation.bootstrap import DRAWS, LEVEL, Estimate, estimate
from index.evaluation.metrics import MEASURES, NDCG
from index.evaluation.ranking import RankingOutcome
from index.evaluation.runs import DEFAULT

Outcomes = Sequence[Mapping[str, RankingOutcome]]
"""By query, in the set's order, then by run."""


@dataclass(frozen=True, slots=True)
class RankingSummary:
    """One run over all queries: each measure, and the median and 95th percentile of the seconds per query."""

    run: str
    measures: Mapping[str, Estimate]
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Difference:
    """nDCG@10 of a run minus that of another: the mean over queries, and how many queries got better or worse.

    If the interval includes 0, these queries cannot separate the two runs.
    """

    run: str
    against: str
    ndcg: Estimate
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """A query that two runs rank differently: nDCG@10 and the rank of the first relevant paper in each."""

    query: str
    text: str
    ndcg: tuple[float, float]
    first: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class RankingReport:
    """A test set and the results on it."""

    data: JudgedSet
    outcomes: Outcomes
    summaries: tuple[RankingSummary, ...]
    differences: tuple[Difference, ...]

    @property
    def base(self) -> RankingSummary:
        """The run that the others are compared with: `default` or, without that, the first."""
        return next((one for one in self.summaries if one.run == DEFAULT), self.summaries[0])


def report_ranking(data: JudgedSet, outcomes: Outcomes) -> RankingReport:
    """Summarise the outcomes. Differences are against the run `default` or, without that, the first."""
    runs = list(outcomes[0])
    base = DEFAULT if DEFAULT in runs else runs[0]
    return RankingReport(
        data,
        outcomes,
        tuple(_summary(outcomes, run) for run in runs),
        tuple(_difference(outcomes, run, base) for run in runs if run != base),
    )


def describe(data: JudgedSet) -> list[str]:
    """Return sentences on what was measured, and on what differs from the set as others count it."""
    times = Counter(paper.id for paper in data.papers)
    queries = len(data.queries)
    judged = data.judged.values()
    joined = sum(any(times[id_] > 1 for id_ in grades) for grades in judged)
    unknown = sum(id_ not in times for grades in judged for id_ in grades)
    own = [id_ for id_ in data.queries if id_ in data.self_records]
    cut = f" (the first of {data.total_queries:,})" if queries < data.total_queries else ""
    parts = [
        f"{queries:,} queries{cut}, {len(data.papers):,} records.",
        f"Records merged with another of the same title: {len(data.papers) - len(times):,}; "
        f"queries with such a paper in their judgements: {joined:,}.",
    ]
    if own:
        parts.append(f"Queries that are records themselves, which are removed from their own ranking: {len(own):,}.")
    if unknown:
        parts.append(f"Judgements of records that are missing from the corpus: {unknown:,}.")
    return parts


def contrasts(found: RankingReport, left: str, right: str) -> list[Contrast]:
    """Return the queries whose nDCG@10 differs between two runs, largest difference first."""
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


def ranking_json(found: RankingReport, *, per_query: bool = False) -> dict[str, Any]:
    """Return the report for scripts.

    `set`, `split`, `queries`, `records`, `papers`, `notes` describe the test set; `bootstrap` has draws and level.
    `runs`: `run`, `measures` (by name, each `mean`, `low`, `high`), `seconds` (`p50`, `p95`).
    `differences`: `run`, `against`, `measure`, `mean`, `low`, `high`, `better`, `worse`.
    With `per_query` also `per_query`: `query`, and in `runs` by run `measures`, `first_relevant` (a rank or null) and
    `seconds`. Keys may be added; none will change.
    """
    data = found.data
    report: dict[str, Any] = {
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
        report["per_query"] = [
            {"query": id_, "runs": {run: _outcome_json(one) for run, one in outcome.items()}}
            for id_, outcome in zip(data.queries, found.outcomes, strict=True)
        ]
    return report


def contrast_json(one: Contrast) -> dict[str, Any]:
    """Return one entry of `diff` for scripts: both values and both ranks, in the order of the runs."""
    return {"query": one.query, "text": one.text, NDCG: list(one.ndcg), "first_relevant": list(one.first)}


def _outcome_json(one: RankingOutcome) -> dict[str, Any]:
    return {"measures": dict(one.values), "first_relevant": one.first, "seconds": one.seconds}


def _summary(outcomes: Outcomes, run: str) -> RankingSummary:
    measures = {name: estimate([one[run].values[name] for one in outcomes]) for name in MEASURES}
    # A value that was measured, not an interpolation between two.
    p50, p95 = np.quantile([one[run].seconds for one in outcomes], [0.5, 0.95], method="inverted_cdf")
    return RankingSummary(run, measures, float(p50), float(p95))


def _difference(outcomes: Outcomes, run: str, base: str) -> Difference:
    values = [one[run].values[NDCG] - one[base].values[NDCG] for one in outcomes]
    return Difference(
        run, base, estimate(values), better=sum(value > 0 for value in values), worse=sum(value < 0 for value in values)
    )
