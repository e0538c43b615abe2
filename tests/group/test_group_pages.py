"""Pages of a group are killed, and so are the servers behind them: no paper is lost, and every error is one line."""

import random
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.stores.chroma.chroma_server import ChromaAddress
from index.verification import verify
from tests.group.group_pages import Group

pytestmark = pytest.mark.slow

SECONDS = 40


def test_what_a_page_says_it_has_added_is_seen_by_others_and_kept(tmp_path: Path) -> None:
    with ExitStack() as running:
        group = Group(tmp_path, running, 3)
        group.open()
        events = group.live(SECONDS, users=6, chance=random.Random(4), calm=(6, 12))  # noqa: S311
        for page in group.pages:
            page.kill()
        assert (events.bugs, [page.tracebacks() for page in group.pages]) == ([], [[], [], []])
        assert [line for line in events.said if "\n" in line] == []
        assert Counter(events.asked)["done"] >= 3, events
        assert len(events.promised) >= 2, events
        assert [look for look in events.looks if look.seconds is None] == []
        server = ChromaAddress(group.chroma.url)
        with closing(open_stores(tmp_path / "new", BundledEncoder(), server, group.database)) as stores:
            for _ in ingest.catch_up(stores):
                pass
            assert events.promised - {paper.title for paper in stores.library.papers()} == set()
            assert verify(stores) is None
