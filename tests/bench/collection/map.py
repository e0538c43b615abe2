"""The map: seconds to build it, how well it preserves neighbourhoods, and seconds from the click to drawn points.

Over the seed pages and the first 10,000 Daily Papers, which take minutes to encode the first time.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from playwright.sync_api import sync_playwright

from app.ui.map_tab import message_of
from index.collection import Stores
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Vectors
from index.map.layout import Points, lay_out, neighbours, principal_components
from index.map.paper_map import load_map, update_map
from index.papers import Entry, Paper
from index.sources import read
from tests.bench.common import CACHE, bench_records, fresh_stores, median, seed_pages, table
from tests.e2e.conftest import launch
from tests.e2e.map.map_page import serve_map

T = TypeVar("T")

_MANY = 10_000
_ROUNDS = 3
_SAMPLE = 1000
_NEAREST = 10
_WITHIN = (10, 30)


def measure() -> Iterator[str]:
    """The map: seconds to build it, neighbours preserved, its size, and seconds until it is drawn."""
    rows = []
    for papers in (_seeds(), daily_papers()[:_MANY]):
        vectors = encoded(papers)
        with fresh_stores(BundledEncoder()) as stores:
            rows.append(_row(stores, papers, vectors))
    head = ("papers", "make (s)", "layout (s)", *(f"kept of 10 in {n}" for n in _WITHIN))
    yield table((*head, *(f"by PCA in {n}" for n in _WITHIN), "message (KB)", "load and say (s)"), rows)
    yield f"From the click on the tab to {_MANY:,} drawn points, median of {_ROUNDS}: {_opening():.2f} s (goal 1 s)."


def _row(stores: Stores, papers: Sequence[Paper], vectors: Vectors) -> tuple[object, ...]:
    stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
    ids = [paper.id for paper in papers]
    making, _ = _timed(lambda: update_map(stores, lambda: (ids, vectors), lambda _: {}, new_layout=True))
    laying, points = _timed(lambda: lay_out(vectors))
    saying, message = _timed(lambda: message_of(load_map(stores)))
    kept, by_axes = _kept(vectors, points), _kept(vectors, principal_components(vectors))
    return f"{len(papers):,}", making, laying, *kept, *by_axes, len(message.encode()) // 1000, saying


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    seconds = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - start)
    return median(seconds), made


def _kept(vectors: Vectors, points: Points) -> list[float]:
    """Return the mean share of a paper's nearest papers that are also among its nearest on the map."""
    sample = np.random.default_rng(0).permutation(len(vectors))[:_SAMPLE]
    near = neighbours(vectors[sample], vectors, _NEAREST + 1)[0]
    found = np.zeros((len(sample), len(_WITHIN)))
    for row, paper in enumerate(sample):
        order = np.argsort(((points - points[paper]) ** 2).sum(axis=1), kind="stable")
        others = order[order != paper]
        found[row] = [len({*near[row]} & {*others[:within]}) / _NEAREST for within in _WITHIN]
    return [float(share) for share in found.mean(axis=0)]


def _opening() -> float:
    with tempfile.TemporaryDirectory() as home, serve_map(Path(home), _MANY) as address, sync_playwright() as player:
        browser = launch(player)
        seconds = []
        for _ in range(_ROUNDS):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            link = page.get_by_role("link", name="Map")
            link.wait_for()
            start = time.perf_counter()
            link.click()
            page.locator("#map-canvas[data-drawn]").wait_for()
            seconds.append(time.perf_counter() - start)
            page.close()
        browser.close()
    return median(seconds)


def _seeds() -> list[Paper]:
    with fresh_stores(BundledEncoder()) as stores:
        for page in seed_pages():
            stores.library.upsert(read(page.data, page.name, datetime.now(UTC).date()).entries)
        return stores.library.papers()


def daily_papers() -> list[Paper]:
    """Return the Daily Papers in the order in which they were listed."""
    records = bench_records("daily_papers")
    papers = {paper.id: paper for paper in (Paper(r["title"], r["text"], sources=("daily",)) for r in records)}
    return list(papers.values())


def encoded(papers: Sequence[Paper]) -> Vectors:
    """Return the vector of each paper's title and abstract, cached on disk."""
    encoder = BundledEncoder()
    texts = hashlib.sha256("".join(paper.digest for paper in papers).encode()).hexdigest()[:8]
    file = CACHE / f"map-{texts}-{encoder.fingerprint.replace('/', '-')}.npy"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        np.save(file, encoder.encode([paper.text for paper in papers]))
    vectors: Vectors = np.load(file)
    return vectors
