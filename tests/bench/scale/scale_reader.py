"""Opens stores in a process of its own and searches them.

`python -m tests.bench.scale.scale_reader FOLDER` prints JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from index.collection import Stores, open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.retrieval.candidates import find_candidates
from index.retrieval.prepare import PreparedQuery, prepare_query
from index.retrieval.search import search
from tests.bench.common import load_set, median, percentile

_QUESTIONS = 60
_WARM_UP = 10
_LEFT = 100

T = TypeVar("T")


def _search_among(stores: Stores, prepared: PreparedQuery, few: frozenset[str]) -> None:
    """Run all searches among these papers."""
    find_candidates(stores, prepared, few, deep=False)


def _seconds(items: Iterable[T], work: Callable[[T], object]) -> list[float]:
    times = []
    for item in items:
        start = time.perf_counter()
        work(item)
        times.append(time.perf_counter() - start)
    return times


def _memory() -> int:
    """Return the bytes that this process holds in memory now."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def main(folder: Path) -> None:
    """Print what opening and searching takes."""
    encoder = BundledEncoder()
    encoder.encode(["a question, so that the model is loaded"])
    questions = list(load_set("scitldr").queries.values())[: _QUESTIONS + _WARM_UP]
    before, start = _memory(), time.perf_counter()
    stores = open_stores(folder, encoder)
    search(stores, questions[0])
    opened = time.perf_counter() - start
    for question in questions[:_WARM_UP]:
        search(stores, question)
    whole = _seconds(questions[_WARM_UP:], lambda question: search(stores, question))
    # Before all records are read for a filter, which no search does.
    memory = _memory() - before
    few = frozenset([paper.id for paper in stores.library.papers()][::_LEFT])
    prepared = [prepare_query(stores, question) for question in questions[_WARM_UP:]]
    filtered = _seconds(prepared, lambda query: _search_among(stores, query, few))
    found = {
        "open": opened,
        "p50": median(whole),
        "p95": percentile(whole, 0.95),
        "filtered_p95": percentile(filtered, 0.95),
        "memory": memory,
    }
    print(json.dumps(found))
    stores.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
