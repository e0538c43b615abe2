"""Indexing: papers a second of the product over the five seed pages, and of the bare encoder over the same passages.

Both in this process, one after the other in turn. The rest of the difference is reading, cutting, both stores and words.
"""

import time
from collections.abc import Callable, Iterator

from llama_index.core.schema import MetadataMode

from index import ingest
from index.encoder import BundledEncoder
from index.passages import AbstractParser, document_of
from index.stores import Stores
from tests.bench.common import fresh_stores, median, seed_pages, table

_ROUNDS = 5
_GOAL_SHARE = 0.9
_GOAL_SECONDS = 1.0


def measure() -> Iterator[str]:
    """Papers/s of adding the seed pages against the bare encoder; adding them again."""
    encoder, pages = BundledEncoder(), seed_pages()
    papers, texts = _passages(encoder, pages)
    added, again, bare = [], [], []
    for _ in range(_ROUNDS):
        bare.append(_seconds(lambda: encoder.encode(texts)))
        with fresh_stores(encoder) as stores:
            added.append(_seconds(lambda: _add(stores, pages)))  # noqa: B023 - called at once
            again.append(_seconds(lambda: _add(stores, pages)))  # noqa: B023
    share = median(alone / whole for alone, whole in zip(bare, added, strict=True))
    rows = [
        ("`ingest.add`", papers / median(added), median(added)),
        ("encoder alone", papers / median(bare), median(bare)),
        ("`ingest.add` of the same pages again", "-", median(again)),
    ]
    yield (
        f"{papers} papers, {len(texts)} passages; medians of {_ROUNDS} rounds, in turn\n\n"
        f"{table(('what', 'papers/s', 'seconds'), rows)}\n\n"
        f"Share of the encoder's rate: {share:.2f} (median of the rounds' ratios; goal {_GOAL_SHARE}). "
        f"Again: {median(again):.2f} s (goal below {_GOAL_SECONDS:.0f} s)."
    )


def _passages(encoder: BundledEncoder, pages: list[ingest.Input]) -> tuple[int, list[str]]:
    """Return the number of papers and the texts that are encoded for them. Loads all that indexing needs on the way."""
    with fresh_stores(encoder) as stores:
        _add(stores, pages)
        papers = stores.library.papers()
    nodes = AbstractParser(encoder=encoder)([document_of(paper) for paper in papers])
    return len(papers), [node.get_content(MetadataMode.EMBED) for node in nodes]


def _add(stores: Stores, pages: list[ingest.Input]) -> None:
    for _ in ingest.add(stores, pages):
        pass


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
