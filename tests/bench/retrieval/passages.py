"""Which passages improve the ranking: abstract chunks, windows of two sentences, or both; alone and with BM25.

Uses the vectors of the product's own stores, at the depths its search uses.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from index.collection import Stores
from index.embedding.encoder import Vectors
from index.evaluation.ranking_report import report_ranking
from index.evaluation.runs import RUNS, Run, papers_by_vector, relative
from tests.bench.common import load_set, outcomes, stores_of
from tests.bench.retrieval.retrieval import scores

_CHUNKS_DEPTH, _WINDOWS_DEPTH, _WORDS_DEPTH = 100, 300, 200


def measure(split: str = "dev") -> Iterator[str]:
    """Ranking by abstract chunks, by windows and by both, alone and fused with BM25."""
    for name in ("scifact", "scitldr"):
        data = load_set(name, split)
        with stores_of(name, data.papers) as stores:
            yield scores(report_ranking(data, outcomes(stores, data, _runs())))


Cosines = Callable[[Stores, Vectors], dict[str, float]]


def _of_chunks(stores: Stores, vector: Vectors) -> dict[str, float]:
    return papers_by_vector(stores, vector, _CHUNKS_DEPTH)


def _of_windows(stores: Stores, vector: Vectors) -> dict[str, float]:
    """Compare the windows of all papers, where a search compares those of its candidates."""
    nearest: dict[str, float] = {}
    for paper_id, _, cosine in stores.windows.nearest(vector, _WINDOWS_DEPTH, sorted(stores.library.indexed())):
        nearest.setdefault(paper_id, cosine)
    return nearest


_KINDS: Mapping[str, tuple[Cosines, ...]] = {
    "abstract chunks": (_of_chunks,),
    "windows": (_of_windows,),
    "both": (_of_chunks, _of_windows),
}


def _runs() -> Mapping[str, Run]:
    alone: dict[str, Run] = {name: partial(_ranked, kinds) for name, kinds in _KINDS.items()}
    fused: dict[str, Run] = {f"BM25 + {name}": partial(_with_words, kinds) for name, kinds in _KINDS.items()}
    return {"BM25": RUNS["bm25"], **alone, **fused}


def _ranked(kinds: tuple[Cosines, ...], stores: Stores, question: str) -> list[str]:
    return list(relative({}, *_cosines(kinds, stores, question), share=0))


def _with_words(kinds: tuple[Cosines, ...], stores: Stores, question: str) -> list[str]:
    words = dict(stores.words.search(question, _WORDS_DEPTH))
    return list(relative(words, *_cosines(kinds, stores, question)))


def _cosines(kinds: tuple[Cosines, ...], stores: Stores, question: str) -> list[dict[str, float]]:
    (vector,) = stores.encoder.encode([question])
    return [kind(stores, vector) for kind in kinds]
