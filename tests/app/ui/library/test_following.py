"""A page follows what others do to its library."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import uuid4

import pytest

from app.ui.library.following import follow_others
from app.ui.library.turn_taking import TurnTaking
from index import ingest
from index.collection import Stores, open_stores
from index.papers import Entry, Paper
from index.stores.chroma.chroma_server import ChromaAddress
from tests.chroma_process import chroma_process
from tests.conftest import SpellingEncoder
from tests.postgres_process import PostgresProcess, postgres_process

pytestmark = pytest.mark.slow

TERNS = Paper(title="Terns over the sea", abstract="Arctic terns fly from pole to pole.", sources=("a",))
GREBES = Paper(title="Grebes dance", abstract="Great crested grebes dance on the water.", sources=("a",))
WITHIN = 30
"""Seconds, on a machine that does much else; a page looks every two."""


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN
    while not what():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[ChromaAddress]:
    with chroma_process(tmp_path / "vectors") as server:
        yield ChromaAddress(server.url)


@dataclass(frozen=True)
class Homes:
    """Home folders of processes that share a library and its vectors."""

    folder: Path
    vectors: ChromaAddress
    database: str

    def open(self, name: str) -> Stores:
        return open_stores(self.folder / name, SpellingEncoder(), self.vectors, self.database)


def add(stores: Stores, paper: Paper) -> None:
    stores.library.upsert([Entry(paper, 1)])
    for _ in ingest.catch_up(stores):
        pass


def test_what_one_adds_another_page_finds_within_five_seconds(
    tmp_path: Path, vectors: ChromaAddress, postgres: PostgresProcess
) -> None:
    homes, waited = Homes(tmp_path, vectors, postgres.create(uuid4().hex)), list[float]()
    with closing(homes.open("other")) as other, closing(homes.open("page")) as page:
        end = follow_others(page, TurnTaking())
        # What is imported for the first time takes its time.
        add(other, TERNS)
        wait_for(lambda: ingest.is_search_behind(page) == "")
        for bird in ("auk", "gannet", "skua"):
            other.library.upsert([Entry(Paper(f"On the {bird}", "It dives into the sea.", sources=("a",)), 1)])
            added = time.monotonic()
            wait_for(lambda: page.words.as_typed(bird)[1] == 1)  # noqa: B023 - awaited within the loop
            waited.append(time.monotonic() - added)
        # The page has indexed them as well, as nobody else does.
        wait_for(lambda: ingest.is_search_behind(page) == "")
        end()
    assert median(waited) <= 5, waited


def test_a_page_follows_others_also_after_the_server_was_away(
    tmp_path: Path, vectors: ChromaAddress, caplog: pytest.LogCaptureFixture
) -> None:
    with postgres_process() as server:
        homes = Homes(tmp_path, vectors, server.create(uuid4().hex))
        with closing(homes.open("other")) as other, closing(homes.open("page")) as page:
            end = follow_others(page, TurnTaking())
            add(other, TERNS)
            wait_for(lambda: page.words.as_typed("arctic")[1] == 1)
            caplog.set_level(logging.WARNING)
            server.kill()
            wait_for(lambda: "does not answer" in caplog.text or "has broken off" in caplog.text)
            server.start()
            add(other, GREBES)
            wait_for(lambda: page.words.as_typed("grebes")[1] == 1)
            # What a process leaves undone that dies after it has added papers.
            other.library.upsert([Entry(Paper(title="Auks", abstract="Auks dive.", sources=("a",)), 1)])
            wait_for(lambda: not page.library.count_pending())
            wait_for(lambda: ingest.is_search_behind(page) == "")
            end()
