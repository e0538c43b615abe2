"""Which passages pay: abstract chunks, windows of two sentences, and both, alone and with BM25.

All from the vectors of the product's own stores, at the depths its search uses.
"""

from collections.abc import Iterator

from index.stores import Stores
from index.vectors import ABSTRACTS, WINDOWS
from tests.bench.common import Set, load_set, stores_of, tracked
from tests.bench.retrieval import BM25, Runs, describe, judge, papers_by_vector, relative, scores_table

_DEPTHS = {ABSTRACTS: 100, WINDOWS: 300}
_WORDS_DEPTH = 200
_KINDS = {"abstract chunks": (ABSTRACTS,), "windows": (WINDOWS,), "both": (ABSTRACTS, WINDOWS)}


def measure(split: str = "dev") -> Iterator[str]:
    """Ranking by abstract chunks, by windows and by both, alone and fused with BM25."""
    for name in ("scifact", "scitldr"):
        data = load_set(name, split)
        with stores_of(name, data.papers) as stores:
            runs = _runs(stores, data)
        yield f"{describe(data, split)}\n\n{scores_table(judge(data, runs))}"


def _runs(stores: Stores, data: Set) -> Runs:
    fused = {name: f"BM25 + {name}" for name in _KINDS}
    runs: Runs = {name: {} for name in (BM25, *_KINDS, *fused.values())}
    for id_, question in tracked(data):
        runs[BM25][id_] = bm25 = dict(stores.words.search(question, _WORDS_DEPTH))
        (vector,) = stores.encoder.encode([question])
        found = {kind: papers_by_vector(stores, kind, vector, depth) for kind, depth in _DEPTHS.items()}
        for name, kinds in _KINDS.items():
            cosines = [found[kind] for kind in kinds]
            runs[name][id_] = relative({}, *cosines, words=0)
            runs[fused[name]][id_] = relative(bm25, *cosines)
    return runs
