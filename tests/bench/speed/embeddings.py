"""Indexing with an embeddings endpoint that costs nothing: what the client, chunking and the stores take.

The endpoint runs in a process of its own, whose processor time is not counted. Papers are those of the Daily Papers.
"""

import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from llama_index.core.schema import MetadataMode

from index import ingest
from index.chunking import AbstractParser, document_of
from index.collection import open_stores
from index.embedding.endpoint_encoder import EndpointEncoder
from index.papers import Entry, Paper
from tests.bench.common import table
from tests.bench.processes import running
from tests.bench.speed.embedding_server import DIMENSION
from tests.bench.speed.speed import read_corpus

_PAPERS = 2560
_GOAL = 2000
_CUT_TOGETHER = 128


def measure() -> Iterator[str]:
    """Papers/s into the stores with an embeddings endpoint that answers at once, and where the time goes."""
    with running([sys.executable, "-m", "tests.bench.speed.embedding_server"]) as server:
        port = server.stdout.readline().strip() if server.stdout else ""
        encoder = EndpointEncoder(f"http://127.0.0.1:{port}/v1", "zero-delay", None, timeout=60.0)
        papers = read_corpus("daily_papers")[:_PAPERS]
        encoder.encode([papers[0].title])
        yield _measured(encoder, papers)


def _measured(encoder: EndpointEncoder, papers: Sequence[Paper]) -> str:
    texts: list[str] = []
    with tempfile.TemporaryDirectory(prefix="paperchat-bench-") as home:
        stores = open_stores(Path(home), encoder)
        steps: dict[str, Callable[[], object]] = {
            "records into the library": lambda: stores.library.upsert([Entry(paper, 1) for paper in papers]),
            "cutting into passages": lambda: texts.extend(_texts(encoder, papers)),
            "vectors from the endpoint": lambda: encoder.encode(texts),
            # Adding nothing indexes what waits, and draws no map.
            "**cut, encoded and stored**": lambda: deque(ingest.add(stores, ()), 0),
            "the map": lambda: ingest.draw_map(stores),
        }
        rows = [(name, *_timed(step, len(papers))) for name, step in steps.items()]
        stores.close()
    return (
        f"{len(papers):,} papers, {len(texts):,} passages of {DIMENSION} dimensions\n\n"
        f"{table(('what', 'papers/s', 'seconds', 'core seconds'), rows)}\n\nGoal: {_GOAL:,} papers/s into the stores."
    )


def _texts(encoder: EndpointEncoder, papers: Sequence[Paper]) -> Iterator[str]:
    """Yield what is encoded of the papers, a batch at a time as when they are indexed."""
    for start in range(0, len(papers), _CUT_TOGETHER):
        nodes = AbstractParser(encoder=encoder)([document_of(paper) for paper in papers[start : start + _CUT_TOGETHER]])
        yield from (node.get_content(MetadataMode.EMBED) for node in nodes)


def _timed(step: Callable[[], object], papers: int) -> tuple[float, float, float]:
    """Return papers per second, seconds, and the processor seconds of this process."""
    clock, cores = time.perf_counter(), time.process_time()
    step()
    clock, cores = time.perf_counter() - clock, time.process_time() - cores
    return papers / clock, clock, cores
