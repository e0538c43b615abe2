"""What the measurements share: the benchmark data, stores that are encoded once and kept, medians, Markdown tables.

The data is other people's text: it is measured with and never printed. Knows no measurement.
"""

import csv
import gzip
import hashlib
import json
import math
import os
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from rich.console import Console
from rich.progress import track

from index import ingest
from index.encoder import BundledEncoder
from index.papers import Entry, Paper
from index.stores import Stores, open_stores

ROOT = Path(__file__).parents[2]
CACHE = platformdirs.user_cache_path("paperchat-bench", appauthor=False)
Grades = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Set:
    """A BEIR-form set in terms of our papers: queries and graded judgements, by query id and paper id."""

    name: str
    papers: tuple[Paper, ...]
    """One for each record of the corpus. Records with the same title are one paper to us, with joined judgements."""
    queries: dict[str, str]
    """Those that the split judges."""
    judged: Grades


def shared() -> Path:
    """Return the folder of the benchmark data."""
    folder = Path(os.environ.get("PAPERCHAT_SHARED") or ROOT.parent / "shared")
    if not (folder / "bench").is_dir():
        raise SystemExit(f"{folder} holds no bench folder: set PAPERCHAT_SHARED to the folder of the benchmark data.")
    return folder


def load_set(name: str, split: str = "dev") -> Set:
    """Read a set and the judgements of a split."""
    folder = shared() / "bench" / name
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    papers = {r["_id"]: Paper(r["title"] or r["_id"], r["text"], sources=(name,)) for r in records}
    judged: Grades = {}
    with (folder / f"qrels_{split}.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            grades = judged.setdefault(row["query-id"], {})
            paper = papers[row["corpus-id"]].id
            grades[paper] = max(grades.get(paper, 0), int(row["score"]))
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        texts = {query["_id"]: query["text"] for query in map(json.loads, lines)}
    return Set(name, tuple(papers.values()), {id_: texts[id_] for id_ in judged}, judged)


def tracked(data: Set) -> Iterable[tuple[str, str]]:
    """Return the queries, ids and texts, with a progress bar while they are gone through."""
    return track(data.queries.items(), data.name, console=Console(stderr=True), transient=True)


@contextmanager
def stores_of(name: str, papers: Sequence[Paper]) -> Iterator[Stores]:
    """Open stores over the papers. They are kept, and the product's own fingerprint says if they must be made anew."""
    encoder = BundledEncoder()
    texts = hashlib.sha256("".join(paper.digest for paper in papers).encode()).hexdigest()[:8]
    stores = open_stores(CACHE / f"{name}-{texts}-{encoder.fingerprint.replace('/', '-')}", encoder)
    try:
        if not stores.library.count():
            stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
        make_ready(stores)
        yield stores
    finally:
        stores.close()


def make_ready(stores: Stores) -> None:
    """Index what is not, or not by this encoder and this way of cutting."""
    if ingest.is_behind(stores):
        for _ in ingest.catch_up(stores):
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
    return list(ingest.gather([shared() / "seeds"]))


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


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
