"""Growth: disk, memory, opening and searching with 1,000, 10,000 and 86,000 papers, and how HNSW is best set.

Texts are those of the Daily Papers and of arXiv; their vectors are near real ones, those of the SciFact abstracts.
Stores stay in the cache folder; a run that is cut off goes on where it stopped.
"""

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.collection import DERIVED, LIBRARY, Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Vectors
from index.evaluation.cached_stores import catch_up
from index.papers import Entry, Paper
from index.stores.vector_store import ABSTRACTS
from tests.bench.common import CACHE, ROOT, load_set, median, percentile, shared, stores_of, table
from tests.bench.processes import environment
from tests.bench.scale.generated_encoder import GeneratedEncoder
from tests.bench.speed.disk import size_on_disk
from tests.bench.speed.speed import read_corpus

_MORE = 1_000
_SIZES = (1_000, 10_000)
_LARGE = (86_000,)
# What HNSW is measured with: neighbours per vector, candidates while building, candidates of a search.
_SETTINGS = ((16, 100, 100), (16, 100, 200), (16, 200, 400), (32, 200, 200), (8, 100, 200))
_VECTORS, _ASKED, _WANTED = 20_000, 200, 20


def measure() -> Iterator[str]:
    """Disk and memory per paper, opening, searching and adding at 1,000 and 10,000 papers; settings of HNSW."""
    yield from _grown(_SIZES)
    yield _settings_of_hnsw()


def measure_large() -> Iterator[str]:
    """The same at 86,000 papers, which takes some 20 minutes at first."""
    yield from _grown(_LARGE)


def _grown(sizes: Sequence[int]) -> Iterator[str]:
    papers = [*read_corpus("daily_papers"), *read_corpus("arxiv")]
    papers = list({paper.id: paper for paper in papers}.values())
    rows = []
    for size in sizes:
        home = CACHE / f"scale-{size}"
        added = _filled(home, papers[: size + _MORE], size)
        rows.append(_row(home, added))
    head = ("papers", *(f"{name} KB" for name in (LIBRARY, *DERIVED)), "disk KB", "memory KB")
    times = ("papers", "open s", "search p50 ms", "p95 ms", "1 % left p95 ms", "1,000 more s")
    yield f"Per paper\n\n{table(head, (row[0] for row in rows))}\n\nTimes\n\n{table(times, (row[1] for row in rows))}"


def _filled(home: Path, papers: Sequence[Paper], size: int) -> float:
    """Index `size` papers, then the rest; return the seconds that the rest took, without an encoder."""
    noted = home / "seconds"
    stores = open_stores(home, GeneratedEncoder(_real_vectors()))
    if not stores.library.count():
        _add(stores, papers[:size])
    _index(stores)
    if not noted.exists():
        start = time.perf_counter()
        _add(stores, papers[size:])
        _index(stores)
        noted.write_text(str(time.perf_counter() - start))
    stores.close()
    return float(noted.read_text())


def _add(stores: Stores, papers: Sequence[Paper]) -> None:
    stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])


def _index(stores: Stores) -> None:
    for _ in catch_up(stores):
        pass


def _real_vectors() -> Vectors:
    data = load_set("scifact")
    with stores_of(data.name, data.papers) as stores:
        return stores.vectors.paper_vectors()[1]


def _row(home: Path, added: float) -> tuple[tuple[object, ...], tuple[object, ...]]:
    found = json.loads(
        subprocess.run(
            [sys.executable, "-m", "tests.bench.scale.scale_reader", str(home)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment({"PAPERCHAT_SHARED": str(shared())}),
        ).stdout
    )
    stores = open_stores(home, BundledEncoder())
    count = stores.library.count()
    stores.close()
    disk = [size_on_disk(home / name) / 1000 / count for name in (LIBRARY, *DERIVED)]
    times = (found["open"], *(1000 * found[name] for name in ("p50", "p95", "filtered_p95")), added)
    return (f"{count:,}", *disk, sum(disk), found["memory"] / 1000 / count), (f"{count:,}", *times)


def _settings_of_hnsw() -> str:
    """Return how many of the 20 nearest vectors Chroma finds, and what that costs, by its settings."""
    encoder = GeneratedEncoder(_real_vectors())
    vectors = encoder.encode([str(number) for number in range(_VECTORS)])
    asked = encoder.encode([f"question {number}" for number in range(_ASKED)])
    nearest = np.argpartition(-(asked @ vectors.T), _WANTED, axis=1)[:, :_WANTED]
    rows = [(*settings, *_recall(settings, vectors, asked, nearest)) for settings in _SETTINGS]
    head = ("M", "ef_construction", "ef_search", "recall@20", "p50 ms", "p95 ms", "seconds to build", "disk B")
    return f"HNSW over {_VECTORS:,} vectors, {_ASKED} queries\n\n{table(head, rows)}"


def _recall(settings: tuple[int, int, int], vectors: Vectors, asked: Vectors, nearest: Any) -> tuple[object, ...]:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
    from chromadb.config import Settings

    neighbours, building, searching = settings
    hnsw: CreateHNSWConfiguration = {
        "space": "cosine",
        "max_neighbors": neighbours,
        "ef_construction": building,
        "ef_search": searching,
    }
    configuration: CreateCollectionConfiguration = {"hnsw": hnsw}
    with tempfile.TemporaryDirectory(prefix="paperchat-bench-") as folder:
        client = Client(settings=Settings(is_persistent=True, persist_directory=folder, anonymized_telemetry=False))
        collection = client.create_collection(ABSTRACTS, configuration=configuration, embedding_function=None)
        start = time.perf_counter()
        for first in range(0, len(vectors), 1000):
            batch = vectors[first : first + 1000]
            collection.upsert(ids=[str(first + at) for at in range(len(batch))], embeddings=batch)
        built = time.perf_counter() - start
        found, times = [], []
        for vector in asked:
            start = time.perf_counter()
            ids = collection.query(query_embeddings=vector[None], n_results=_WANTED, include=[])["ids"][0]
            times.append(1000 * (time.perf_counter() - start))
            found.append({int(id_) for id_ in ids})
        size = size_on_disk(Path(folder)) / len(vectors)
        client.close()
    hits = itertools.starmap(lambda ids, right: len(ids & set(right.tolist())), zip(found, nearest, strict=True))
    return sum(hits) / (_WANTED * len(asked)), median(times), percentile(times, 0.95), built, size
