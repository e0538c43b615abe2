"""Search time and where it goes, over the five seed pages and over 86,000 papers.

Of the latter, the Daily Papers are encoded for real; the arXiv papers get vectors near those of Daily Papers, because
encoding them takes hours. Their words are indexed for real.
"""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np

from app.example_questions import example_questions
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import TOKEN_DIMENSIONS, Vectors
from index.papers import Entry, Paper
from index.retrieval.candidates import find_candidates
from index.retrieval.fusion import PAPERS_COMPARED
from index.retrieval.late_interaction import late_interaction
from index.retrieval.prepare import PreparedQuery, prepare_query
from index.retrieval.search import search
from index.stores.chroma.passage import Passage
from index.stores.library import Pending
from index.stores.token_vectors import PaperTokens
from index.stores.window_vectors import PaperWindows
from index.text.passage_key import PassageKey
from index.text.sentences import sentence_spans
from tests.bench.common import CACHE, bench_records, load_set, make_ready, median, percentile, stores_of, table
from tests.bench.processes import seeds_home

T = TypeVar("T")
_QUESTIONS = 100
_WARM_UP = 10
# Questions for filtered searches.
_FILTERED = 20
_GOALS = {"seeds": "p50 below 25 ms", "large": "p95 below 60 ms"}
# Noise of a generated vector: a cosine of about 0.8 to the one it is made from.
_NOISE = 0.75
_BATCH = 2000
# About the words of an abstract, without stop words.
_WORDS = 160


def measure() -> Iterator[str]:
    """Milliseconds per search at 313 and at 86,000 papers, and where they go."""
    home, papers = seeds_home()
    questions = [*example_questions(papers, _QUESTIONS // 2), *_summaries(_QUESTIONS // 2)]
    stores = open_stores(home, BundledEncoder())
    yield f"**{len(papers)} papers** (goal: {_GOALS['seeds']})\n\n{_timed(stores, questions)}"
    stores.close()
    with stores_of("daily_papers", read_corpus("daily_papers")) as daily:
        stores = _large(daily)
        questions = [*example_questions(daily.library.papers()[::50], _QUESTIONS // 2), *_summaries(_QUESTIONS // 2)]
    yield f"**{stores.library.count():,} papers** (goal: {_GOALS['large']})\n\n{_timed(stores, questions)}"
    stores.close()


def read_corpus(name: str) -> list[Paper]:
    """Read the papers of a corpus, one per title."""
    papers = [Paper(record["title"], record["text"], sources=(name,)) for record in bench_records(name)]
    return list({paper.id: paper for paper in papers if paper.title}.values())


def _summaries(count: int) -> list[str]:
    """Return long questions: one-sentence summaries of papers."""
    return list(load_set("scitldr").queries.values())[:count]


def _timed(stores: Stores, questions: Sequence[str]) -> str:
    for question in questions[:_WARM_UP]:
        search(stores, question)
    whole = _each(questions, lambda question: search(stores, question))
    ready = [prepare_query(stores, question) for question in questions]
    vectors = [query.vector for query in ready]
    near = [paper_id for paper_id, *_ in stores.vectors.search(vectors[0], 300)]
    first = [hit.paper.id for hit in search(stores, questions[0], PAPERS_COMPARED).hits]
    parts = {
        "encoding the question and its expansion": _each(questions, lambda question: prepare_query(stores, question)),
        "nearest abstracts": _each(vectors, lambda vector: stores.vectors.search(vector, 300)),
        f"nearest windows of {len(near)} papers": _each(
            vectors, lambda vector: stores.windows.nearest(vector, 200, near)
        ),
        "BM25": _each(questions, lambda question: stores.words.search(question, 200)),
        f"late interaction over {len(first)} papers": _each(
            ready, lambda query: late_interaction(stores, query, first)
        ),
    }
    rest = median(whole) - sum(median(part) for part in parts.values())
    rows = [(name, *_row(times)) for name, times in parts.items()]
    rows += [("fusion, answerability, corrections, library", rest, ""), ("**a search**", *_row(whole))]
    ids = [paper.id for paper in stores.library.papers()]
    for step in (step for step in (2, 20, 200, 2000) if step < len(ids)):
        within = frozenset(ids[::step])
        rows.append(
            (f"all searches among {len(within):,} papers", *_row(_each(ready[:_FILTERED], _among(stores, within))))
        )
    return table(("what", "p50 ms", "p95 ms"), rows)


def _among(stores: Stores, within: frozenset[str]) -> Callable[[PreparedQuery], None]:
    """Return a function that runs all searches among these papers, given a question."""

    def look_up(prepared: PreparedQuery) -> None:
        find_candidates(stores, prepared, within, deep=False)

    return look_up


def _row(times: Sequence[float]) -> tuple[object, object]:
    return median(times), percentile(times, 0.95)


def _each(items: Sequence[T], work: Callable[[T], object]) -> list[float]:
    """Return the milliseconds that the work takes for each item."""
    times = []
    for item in items:
        start = time.perf_counter()
        work(item)
        times.append(1000 * (time.perf_counter() - start))
    return times


def _large(daily: Stores) -> Stores:
    """Return stores of the Daily Papers and the arXiv papers together, cached on disk."""
    home = CACHE / "large"
    if not home.exists():
        shutil.copytree(daily.lock.parent, home)
    stores = open_stores(home, BundledEncoder())
    encoded = {paper.id for paper in daily.library.papers()}
    if stores.library.count() == len(encoded):
        # A paper in both keeps its text and vectors.
        others = [paper for paper in read_corpus("arxiv") if paper.id not in encoded]
        stores.library.upsert([Entry(paper, line) for line, paper in enumerate(others, 1)])
    _, near = daily.vectors.paper_vectors()
    random = np.random.default_rng(0)
    pending = stores.library.pending()
    while batch := list(islice(pending, _BATCH)):
        passages = [passage for item in batch for passage in _chunks(item.paper, near, random)]
        stores.vectors.upsert(passages)
        stores.windows.upsert([_windows(item, near, random) for item in batch])
        counts = Counter(passage.key.paper_id for passage in passages)
        stores.library.mark_indexed([(item, counts[item.paper.id]) for item in batch])
    _generate_words(stores, random)
    make_ready(stores)
    return stores


def _generate_words(stores: Stores, random: np.random.Generator) -> None:
    """Give papers without token vectors random ones, about as many as real papers have."""
    known = stores.token_vectors.revisions()
    lacking = iter(
        [(id_, revision) for id_, revision in stores.library.indexed().items() if known.get(id_) != revision]
    )
    while batch := list(islice(lacking, _BATCH)):
        words = random.standard_normal((len(batch), _WORDS, TOKEN_DIMENSIONS), dtype=np.float32)
        words /= np.linalg.norm(words, axis=2, keepdims=True)
        stores.token_vectors.upsert([PaperTokens(*item, own) for item, own in zip(batch, words, strict=True)])


def _chunks(paper: Paper, near: Vectors, random: np.random.Generator) -> Iterator[Passage]:
    """Yield as many chunks as the paper would have, with vectors near those of random papers."""
    spans = sentence_spans(paper.abstract)
    for first in range(0, len(spans), 9):
        last = min(first + 9, len(spans))
        yield Passage(PassageKey(paper.id, first, last), _generated(1, near, random)[0])


def _windows(item: Pending, near: Vectors, random: np.random.Generator) -> PaperWindows:
    """Return as many windows as the paper would have, likewise."""
    count = len(sentence_spans(item.paper.abstract))
    spans = [(first, min(first + 2, count)) for first in range(0, count, 2)]
    return PaperWindows(item.paper.id, item.revision, spans, _generated(len(spans), near, random))


def _generated(count: int, near: Vectors, random: np.random.Generator) -> Vectors:
    """Return unit vectors near that of a random paper."""
    middle = near[random.integers(len(near))]
    noise = random.standard_normal((count, len(middle)), dtype=np.float32) / np.sqrt(len(middle))
    vectors: Vectors = (middle + _NOISE * noise).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors
