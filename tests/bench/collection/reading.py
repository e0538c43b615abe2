"""Reading files: formats with what is read right, papers a second of reading alone and of `add`, memory of many rows.

The Daily Papers, written in each format by the writers of the tests.
"""

import gzip
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date as Date

from index import ingest
from index.embedding.bundled_encoder import BundledEncoder
from index.papers import Paper
from index.sources import ReadingOptions, read, read_parts
from tests.bench.common import fresh_stores, shared, table
from tests.index.sources.writing.format_writers import WRITERS

_TODAY = Date(2026, 11, 28)
_ADDED = 200
_ROWS = 1_000_000


def measure() -> Iterator[str]:
    """Reading: each format with what is read right, papers/s of reading and of adding, memory of a million rows."""
    papers = daily_papers()
    rows = [_row(name, papers) for name in WRITERS]
    yield table(("format", "records", "right", "refused", "read, papers/s", f"add {_ADDED}, papers/s"), rows)
    command = [sys.executable, "-m", "tests.bench.collection.reading"]
    child = subprocess.run(command, check=True, capture_output=True, text=True)
    count, megabytes, seconds = map(float, child.stdout.split())
    yield f"{count:,.0f} rows of JSON lines: {megabytes:.0f} MB of memory, {count / seconds:,.0f} rows/s."


def daily_papers() -> list[Paper]:
    """Return the Daily Papers."""
    corpus = (shared() / "bench" / "daily_papers" / "corpus.jsonl.gz").read_bytes()
    return [entry.paper for entry in read(gzip.decompress(corpus), "corpus.jsonl", _TODAY).entries]


def _row(name: str, papers: Sequence[Paper]) -> tuple[object, ...]:
    file, write = WRITERS[name]
    data = write(papers).encode()
    start = time.perf_counter()
    reading = read(data, file, _TODAY)
    seconds = time.perf_counter() - start
    wanted = {(one.arxiv_id, one.title, one.abstract, one.date) for one in papers}
    found = {(one.arxiv_id, one.title, one.abstract, one.date) for one in (entry.paper for entry in reading.entries)}
    right, reads, adds = len(wanted & found), len(papers) / seconds, _adding(name, papers[:_ADDED])
    return name, f"{len(papers):,}", f"{right:,}", len(reading.problems), f"{reads:,.0f}", f"{adds:.0f}"


def _adding(name: str, papers: Sequence[Paper]) -> float:
    """Return how many papers a second are added from a file of a format, with the bundled encoder."""
    file, write = WRITERS[name]
    item = ingest.Input(file, write(papers).encode())
    with fresh_stores(BundledEncoder()) as stores:
        start = time.perf_counter()
        for _ in ingest.add(stores, [item]):
            pass
        return len(papers) / (time.perf_counter() - start)


class _Rows(io.RawIOBase):
    """A file of a million papers, made as it is read."""

    def __init__(self) -> None:
        self._left, self._rest = _ROWS, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and self._left:
            self._left -= 1
            line = {
                "id": f"2401.{self._left:07}",
                "title": f"Gull Eye {self._left}",
                "abstract": "We count gulls. " * 90,
            }
            self._rest += json.dumps(line).encode() + b"\n"
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def _read_many_rows() -> None:
    start = time.perf_counter()
    parts = read_parts(_Rows(), "a.jsonl", 1 << 40, ReadingOptions(_TODAY))  # type: ignore[arg-type]
    papers = sum(len(part.reading.entries) for part in parts)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{papers} {memory} {seconds:.1f}")


if __name__ == "__main__":
    _read_many_rows()
