"""Stores over the papers of a test set, encoded once and kept: the same texts are not indexed twice."""

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
"""Runs the steps of an indexing to their end, and may show how far it is."""


@contextmanager
def kept_stores(
    cache: Path, name: str, papers: Sequence[Paper], encoder: Encoder, watch: Watch = list
) -> Iterator[Stores]:
    """Open stores over the papers in a folder in `cache` that is named by `name`, the texts and the encoder.

    What is not indexed yet, or not by this encoder and this way of cutting, is indexed first, under `watch`. Raises
    LibraryBusyError while another process does so.
    """
    texts = hashlib.sha256("".join(paper.digest for paper in papers).encode()).hexdigest()[:8]
    folder = "-".join(re.sub(r"[^\w.]+", "-", part) for part in (name, texts, encoder.fingerprint))
    stores = open_stores(cache / folder, encoder)
    try:
        if not stores.library.count():
            stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
        watch(make_ready(stores))
        yield stores
    finally:
        stores.close()


def make_ready(stores: Stores) -> Iterator[ingest.Progress]:
    """Index what is behind, telling how far it is; nothing where all is current."""
    if ingest.is_behind(stores):
        yield from ingest.catch_up(stores)
