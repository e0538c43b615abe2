"""Everyday questions that other people wrote: how many are answered although no paper is about them.

PAPERCHAT_BENCH_FAR names a text file of such questions, one a line; docs/benchmarks.md says where ours are from. How
near a passage must be to a question in everyday words was chosen with half of them, told by their checksum.
"""

import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

from index.collection import Stores
from index.papers import Paper
from index.retrieval.search import search
from tests.bench.answerability.answerability_cases import half_of_pubmedqa, papers_of, subset
from tests.bench.common import load_set, seed_pages, stores_of, table

_DRAWN = 313


def measure() -> Iterator[str]:
    """Share of the everyday questions in PAPERCHAT_BENCH_FAR that is refused."""
    file = Path(os.environ.get("PAPERCHAT_BENCH_FAR", ""))
    if not file.is_file():
        yield "Set PAPERCHAT_BENCH_FAR to a file of questions, one a line."
        return
    asked = list(dict.fromkeys(filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines()))))
    halves = {"seen": 1, "not seen": 0}
    rows = []
    for name, papers in _collections():
        with stores_of(f"far-{name}", papers) as stores:
            for half, parity in halves.items():
                of_half = [question for question in asked if crc32(question.encode()) % 2 == parity]
                rows.append((name, half, len(of_half), f"{100 * _refused(stores, of_half):.1f}"))
    yield table(("collection", "half", "questions", "refused, in %"), rows)


def _collections() -> Iterator[tuple[str, Sequence[Paper]]]:
    yield "pubmedqa, half of it", half_of_pubmedqa()
    yield "saved pages", papers_of(seed_pages())
    for name in ("scifact", "scitldr"):
        papers, _ = subset(load_set(name, "train"), _DRAWN, random.Random(0))  # noqa: S311 - to repeat it
        yield f"{name}, {_DRAWN} of it", papers


def _refused(stores: Stores, questions: Sequence[str]) -> float:
    return sum(not search(stores, question).answerable for question in questions) / max(1, len(questions))
