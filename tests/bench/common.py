"""Shared by all measurements: the benchmark data, cached stores, medians, Markdown tables. Knows no measurement.

The data is other people's text: it is measured with, and none of it is part of the project.
"""

import math
import os
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import platformdirs
from rich.console import Console
from rich.progress import track

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.evaluation.beir import JudgedSet, read_set
from index.evaluation.cached_stores import cached_stores, catch_up
from index.evaluation.json_lines import records
from index.evaluation.ranking import rank_queries
from index.evaluation.ranking_report import Outcomes
from index.evaluation.runs import Run
from index.papers import Paper

ROOT = Path(__file__).parents[2]
CACHE = platformdirs.user_cache_path("paperchat-bench", appauthor=False)


def shared() -> Path:
    """Return the folder of the benchmark data."""
    folder = Path(os.environ.get("PAPERCHAT_SHARED") or ROOT.parent / "shared")
    if not (folder / "bench").is_dir():
        raise SystemExit(f"{folder} has no bench folder: set PAPERCHAT_SHARED to the folder of the benchmark data.")
    return folder


def bench_records(folder: str, file: str = "corpus.jsonl.gz") -> Iterator[dict[str, Any]]:
    """Return the records of a file of JSON lines in a folder of the benchmark data."""
    return (record for _, record in records(shared() / "bench" / folder / file))


def load_set(name: str, split: str = "dev") -> JudgedSet:
    """Read a set and the judgements of a split."""
    return read_set(shared() / "bench" / name, split)


def outcomes(stores: Stores, data: JudgedSet, runs: Mapping[str, Run]) -> Outcomes:
    """Run the queries of a set, with a progress bar."""
    console = Console(stderr=True)
    return list(track(rank_queries(stores, data, runs), data.name, len(data.queries), console=console, transient=True))


def stores_of(name: str, papers: Sequence[Paper]) -> AbstractContextManager[Stores]:
    """Open stores over the papers, cached on disk; the product's own fingerprint decides if they must be rebuilt."""
    return cached_stores(CACHE, name, papers, BundledEncoder())


def make_ready(stores: Stores) -> None:
    """Index what is missing, or was indexed with another encoder or chunking."""
    for _ in catch_up(stores):
        pass


@contextmanager
def fresh_stores(encoder: BundledEncoder) -> Iterator[Stores]:
    """Open empty stores in a folder that is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="paperchat-bench-") as home:
        stores = open_stores(Path(home), encoder)
        try:
            yield stores
        finally:
            stores.close()


def seed_pages() -> list[ingest.Input]:
    """Return the five saved pages: 380 entries, 313 papers."""
    return files_at(sorted((shared() / "seeds").glob("*.txt")))


def files_at(paths: Iterable[Path]) -> list[ingest.Input]:
    """Return the files with their bytes read: what is gathered otherwise says only where they are."""
    return [replace(item, data=item.file.read_bytes()) for item in ingest.gather(paths) if item.file]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def accepting(probabilities: Sequence[float], share: float) -> float:
    """Return the highest threshold that accepts this share."""
    return -percentile([-probability for probability in probabilities], share)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that `share` of the values do not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}"
