"""Indexing: papers per second over the five seed pages, against the bare encoder over the same passages.

Both run in this process, alternating. The difference is reading, chunking, the library and the stores.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llama_index.core.schema import MetadataMode

from index import ingest
from index.chunking import AbstractParser, document_of
from index.collection import Stores
from index.embedding.bundled_encoder import BundledEncoder
from tests.bench.common import fresh_stores, median, seed_pages, table

_ROUNDS = 5
_GOAL_SHARE = 0.95
_GOAL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall-clock seconds, and CPU seconds of all cores, which other work on the machine hardly affects."""

    clock: float
    cores: float


def measure() -> Iterator[str]:
    """Papers/s of adding the seed pages, against the bare encoder; adding the same pages again."""
    encoder, pages = BundledEncoder(), seed_pages()
    papers, texts = _passages(encoder, pages)
    bare, added, again = [], [], []
    for _ in range(_ROUNDS):
        bare.append(_spent(lambda: encoder.encode(texts)))
        with fresh_stores(encoder) as stores:
            added.append(_spent(lambda: _add(stores, pages)))
            again.append(_spent(lambda: _add(stores, pages)))
    rows = [_row("`ingest.add`", added, papers), _row("encoder alone", bare, papers), _row("the same again", again)]
    share = median(alone.clock / whole.clock for alone, whole in zip(bare, added, strict=True))
    of_cores = median(alone.cores / whole.cores for alone, whole in zip(bare, added, strict=True))
    yield (
        f"{papers} papers, {len(texts)} passages; medians of {_ROUNDS} rounds, in turn\n\n"
        f"{table(('what', 'papers/s', 'seconds', 'core seconds'), rows)}\n\n"
        f"Share of the encoder's rate, median of the rounds' ratios: {share:.2f} (goal {_GOAL_SHARE}); "
        f"by core seconds {of_cores:.2f}. The same again: goal below {_GOAL_SECONDS:.0f} s."
    )


def _passages(encoder: BundledEncoder, pages: list[ingest.Input]) -> tuple[int, list[str]]:
    """Return the number of papers and the texts that are encoded for them. Also loads what indexing needs."""
    with fresh_stores(encoder) as stores:
        _add(stores, pages)
        papers = stores.library.papers()
    nodes = AbstractParser(encoder=encoder)([document_of(paper) for paper in papers])
    return len(papers), [node.get_content(MetadataMode.EMBED) for node in nodes]


def _add(stores: Stores, pages: list[ingest.Input]) -> None:
    for _ in ingest.add(stores, pages):
        pass


def _spent(work: Callable[[], object]) -> Spent:
    clock, cores = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - clock, time.process_time() - cores)


def _row(name: str, rounds: list[Spent], papers: int | None = None) -> tuple[object, ...]:
    clock = median(spent.clock for spent in rounds)
    return name, papers / clock if papers else "", clock, median(spent.cores for spent in rounds)
