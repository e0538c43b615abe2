"""Ranking: the product's search against BM25, vectors and common fusions of the two, on SciFact and SciTLDR.

The runs of `paperchat eval retrieval`, over the same stores, 100 papers per query. Constants were chosen on the train
splits.
"""

from collections.abc import Iterator, Mapping
from datetime import date as Date
from functools import partial
from statistics import mean

from index.collection import Stores
from index.evaluation.metrics import NDCG
from index.evaluation.ranking_report import RankingReport, describe, report_ranking
from index.evaluation.runs import DEFAULT, DEPTH, RUNS, Run
from index.questions.parser import parse_question
from index.retrieval.search import search
from tests.bench.common import load_set, outcomes, stores_of, table

_LIST = "list"
_NAMES = {
    DEFAULT: "**product**",
    _LIST: "product, asked for as a list: “Which papers show that ...?”",
    "bm25": "BM25",
    "dense": "abstract vectors",
    "rrf": "RRF (k=60) of BM25 and abstract vectors",
    "score": "relative score: 0.6 BM25/max + 0.4 min-max cosine",
}
_MEASURES = (NDCG, "R@5", "R@20")
_GOAL_SCIFACT = 0.75
_GOAL_ABOVE_RRF = 0.03


def measure(split: str = "dev") -> Iterator[str]:
    """nDCG@10 and recall of the product's search, BM25, vectors and fusions, with the goals."""
    for name in ("scifact", "scitldr"):
        data = load_set(name, split)
        sizes: list[int] = []
        runs: dict[str, Run] = {**RUNS, _LIST: partial(_as_list, sizes=sizes)}
        with stores_of(name, data.papers) as stores:
            found = report_ranking(data, outcomes(stores, data, {run: runs[run] for run in _NAMES}))
        (listed,) = (one for one in found.summaries if one.run == _LIST)
        listed_share = (
            f"Lists name {mean(sizes):.1f} papers, and {listed.measures['R@100'].mean:.1%} of the relevant ones."
        )
        yield f"{scores(found, _NAMES)}\n\n{listed_share} {_verdict(found)}"


def _as_list(stores: Stores, question: str, *, sizes: list[int]) -> list[str]:
    """Rank as the product does if a list of papers is asked for; append the length of the list to `sizes`."""
    text = f"Which papers show that {question.rstrip('.')}?"
    query = parse_question(text, today=Date.today(), names=stores.library.names())
    ranked = [hit.paper.id for hit in search(stores, query, DEPTH).hits]
    sizes.append(len(ranked))
    return ranked


def scores(found: RankingReport, names: Mapping[str, str] | None = None) -> str:
    """Return what was measured and a Markdown table of the runs; `names` are display names."""
    called = names or {}
    rows = [(called.get(one.run, one.run), *(one.measures[name].mean for name in _MEASURES)) for one in found.summaries]
    notes = " ".join(describe(found.data))
    return f"**{found.data.name} {found.data.split}**: {notes}\n\n{table(('run', *_MEASURES), rows)}"


def _verdict(found: RankingReport) -> str:
    """Compare with the goal of this set."""
    means = {one.run: one.measures[NDCG].mean for one in found.summaries}
    product = means[DEFAULT]
    if (found.data.name, found.data.split) == ("scifact", "dev"):
        return f"Goal: nDCG@10 of at least {_GOAL_SCIFACT}: {'met' if product >= _GOAL_SCIFACT else 'MISSED'}."
    above = product - means["rrf"]
    met = "met" if above >= _GOAL_ABOVE_RRF else "MISSED"
    return f"Goal: nDCG@10 at least {_GOAL_ABOVE_RRF} above RRF: {above:+.3f}, {met}."
