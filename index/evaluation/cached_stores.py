"""Stores over the papers of a test set, cached on disk so that the same texts are encoded only once."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.encoder import Encoder
from index.papers import Entry, Paper

Watch = Callable[[Iterable[ingest.Progress]], object]
"""Runs the indexing to completion; may show the progress."""


@contextmanager
def cached_stores(
    cache: Path, name: str, papers: Sequence[Paper], encoder: Encoder, watch: Watch = list
) -> Iterator[Stores]:
    """Open stores over the papers, in a folder of `cache` named after `name`, the texts and the encoder.

    Papers that are not indexed yet, or were indexed with another encoder or chunking, are indexed first. `watch` runs
    that. Raises LibraryBusyError while another process is indexing them.
    """
    texts = hashlib.sha256("".join(paper.digest for paper in papers).encode()).hexdigest()[:8]
    folder = "-".join(re.sub(r"[^\w.]+", "-", part) for part in (name, texts, encoder.fingerprint))
    stores = open_stores(cache / folder, encoder)
    try:
        if not stores.library.count():
            stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
        watch(catch_up(stores))
        yield stores
    finally:
        stores.close()


def catch_up(stores: Stores) -> Iterator[ingest.Progress]:
    """Index whatever is not up to date, yielding the progress."""
    if ingest.is_behind(stores):
        yield from ingest.catch_up(stores)
