"""Ranking: the product's search against BM25, vectors and the usual fusions of the two, on SciFact and SciTLDR.

All runs read the same stores and give 100 papers a question. Constants were chosen on the train splits.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.encoder import Vectors
from index.search import search
from index.stores import Stores
from index.vectors import ABSTRACTS
from tests.bench.common import Set, load_set, stores_of, table, tracked

Scores = Mapping[str, float]
Runs = dict[str, dict[str, Scores]]
DEPTH = 100
PRODUCT = "**product**"
BM25 = "BM25"
_VECTORS = "abstract vectors"
_RRF = "RRF (k=60) of BM25 and abstract vectors"
_RELATIVE = "relative score: 0.6 BM25/max + 0.4 min-max cosine"
_GOAL_SCIFACT = 0.72


def measure(split: str = "dev") -> Iterator[str]:
    """nDCG@10 and recall of the product's search, BM25, vectors and fusions; goals beside."""
    for name in ("scifact", "scitldr"):
        data = load_set(name, split)
        with stores_of(name, data.papers) as stores:
            runs = _runs(stores, data)
        scores = judge(data, runs)
        yield f"{describe(data, split)}\n\n{scores_table(scores)}\n\n{_verdict(name, split, scores)}"


def describe(data: Set, split: str) -> str:
    """Say what was measured on."""
    times = Counter(paper.id for paper in data.papers)
    touched = sum(any(times[id_] > 1 for id_ in grades) for grades in data.judged.values())
    return (
        f"**{data.name} {split}**: {len(data.queries)} queries, {len(data.papers)} records. "
        f"{len(data.papers) - len(times)} have the title of another and are one paper with it; "
        f"{touched} queries ask for such a paper."
    )


def judge(data: Set, runs: Runs) -> dict[str, tuple[float, ...]]:
    """Return nDCG@10, R@5 and R@20 of each run."""
    import ir_measures
    from ir_measures import R, nDCG

    measures = [nDCG @ 10, R @ 5, R @ 20]
    scored = {name: ir_measures.calc_aggregate(measures, data.judged, dict(run)) for name, run in runs.items()}
    return {name: tuple(values[m] for m in measures) for name, values in scored.items()}


def scores_table(scores: Mapping[str, tuple[float, ...]]) -> str:
    """Return the Markdown table of judged runs."""
    return table(("run", "nDCG@10", "R@5", "R@20"), [(name, *values) for name, values in scores.items()])


def papers_by_vector(stores: Stores, kind: str, vector: Vectors, passages: int) -> dict[str, float]:
    """Return the cosine of the best passage of each paper among the nearest passages of a kind."""
    best: dict[str, float] = {}
    for paper_id, _, cosine in stores.vectors.search(kind, vector, passages):
        best.setdefault(paper_id, cosine)
    return best


def relative(bm25: Scores, *cosines: Scores, words: float = 0.6) -> Scores:
    """Fuse by score: BM25 as a share of the best, the mean of the cosine lists each stretched to 0..1."""
    top = max(bm25.values(), default=1.0)
    fused = {id_: words * score / top for id_, score in bm25.items()}
    for found in cosines:
        low, high = min(found.values()), max(found.values())
        for id_, cosine in found.items():
            share = (cosine - low) / ((high - low) or 1.0)
            fused[id_] = fused.get(id_, 0.0) + (1 - words) / len(cosines) * share
    return first(fused)


def first(scores: Scores, limit: int = DEPTH) -> Scores:
    """Keep the best papers."""
    return dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])


def _runs(stores: Stores, data: Set) -> Runs:
    runs: Runs = {name: {} for name in (PRODUCT, BM25, _VECTORS, _RRF, _RELATIVE)}
    for id_, question in tracked(data):
        hits = search(stores, question, DEPTH).hits
        # By rank, so that the judge keeps the order of equal scores.
        runs[PRODUCT][id_] = {hit.paper.id: float(-rank) for rank, hit in enumerate(hits)}
        runs[BM25][id_] = bm25 = dict(stores.words.search(question, DEPTH))
        (vector,) = stores.encoder.encode([question])
        runs[_VECTORS][id_] = cosines = first(papers_by_vector(stores, ABSTRACTS, vector, 2 * DEPTH))
        runs[_RRF][id_] = _rrf([bm25, cosines])
        runs[_RELATIVE][id_] = relative(bm25, cosines)
    return runs


def _rrf(lists: Sequence[Scores], k: int = 60) -> Scores:
    """Fuse by rank."""
    fused: dict[str, float] = {}
    for found in lists:
        for rank, id_ in enumerate(sorted(found, key=lambda id_: -found[id_]), 1):
            fused[id_] = fused.get(id_, 0.0) + 1 / (k + rank)
    return first(fused)


def _verdict(name: str, split: str, scores: Mapping[str, tuple[float, ...]]) -> str:
    """Compare with the goal of this set."""
    product = scores[PRODUCT][0]
    if name == "scifact" and split == "dev":
        return f"Goal: nDCG@10 of at least {_GOAL_SCIFACT}: {'met' if product >= _GOAL_SCIFACT else 'MISSED'}."
    best = max(scores[_RRF][0], scores[_RELATIVE][0])
    return f"Goal: nDCG@10 not below the fused baselines ({best:.3f}): {'met' if product >= best else 'MISSED'}."
