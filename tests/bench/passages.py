"""Which passages improve the ranking: abstract chunks, windows of two sentences, or both; alone and with BM25.

Uses the vectors of the product's own stores, at the depths its search uses.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from index.collection import Stores
from index.evaluation.ranking_report import report_ranking
from index.evaluation.runs import RUNS, Run, papers_by_vector, relative
from index.stores.vector_store import ABSTRACTS, WINDOWS
from tests.bench.common import load_set, outcomes, stores_of
from tests.bench.retrieval import scores

_DEPTHS = {ABSTRACTS: 100, WINDOWS: 300}
_WORDS_DEPTH = 200
_KINDS = {"abstract chunks": (ABSTRACTS,), "windows": (WINDOWS,), "both": (ABSTRACTS, WINDOWS)}


def measure(split: str = "dev") -> Iterator[str]:
    """Ranking by abstract chunks, by windows and by both, alone and fused with BM25."""
    for name in ("scifact", "scitldr"):
        data = load_set(name, split)
        with stores_of(name, data.papers) as stores:
            yield scores(report_ranking(data, outcomes(stores, data, _runs())))


def _runs() -> Mapping[str, Run]:
    alone: dict[str, Run] = {name: partial(_ranked, kinds) for name, kinds in _KINDS.items()}
    fused: dict[str, Run] = {f"BM25 + {name}": partial(_with_words, kinds) for name, kinds in _KINDS.items()}
    return {"BM25": RUNS["bm25"], **alone, **fused}


def _ranked(kinds: tuple[str, ...], stores: Stores, question: str) -> list[str]:
    return list(relative({}, *_cosines(kinds, stores, question), share=0))


def _with_words(kinds: tuple[str, ...], stores: Stores, question: str) -> list[str]:
    words = dict(stores.words.search(question, _WORDS_DEPTH))
    return list(relative(words, *_cosines(kinds, stores, question)))


def _cosines(kinds: tuple[str, ...], stores: Stores, question: str) -> list[dict[str, float]]:
    (vector,) = stores.encoder.encode([question])
    return [papers_by_vector(stores, kind, vector, _DEPTHS[kind]) for kind in kinds]
