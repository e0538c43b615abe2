"""Folders that share one library on a server, with the vectors on another one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.papers import Entry, Paper
from index.stores.chroma.chroma_server import ChromaAddress
from tests.chroma_process import ChromaProcess, chroma_process
from tests.conftest import SpellingEncoder
from tests.postgres_process import PostgresProcess

Open = Callable[[str], Stores]
TERNS = Paper(title="Terns over the sea", abstract="Arctic terns fly from pole to pole.", sources=("a",))
GREBES = Paper(title="Grebes dance", abstract="Great crested grebes dance on the water.", sources=("a",))


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    return postgres.create(uuid4().hex)


@pytest.fixture
def opened(tmp_path: Path, chroma: ChromaProcess, address: str) -> Iterator[Open]:
    with ExitStack() as all_opened:

        def open_home(name: str) -> Stores:
            stores = open_stores(tmp_path / name, SpellingEncoder(), ChromaAddress(chroma.url), address)
            all_opened.callback(stores.close)
            return stores

        yield open_home


def add(stores: Stores, *papers: Paper) -> None:
    stores.library.upsert([Entry(paper, 1) for paper in papers])
    for _ in ingest.catch_up(stores):
        pass


def found(stores: Stores, words: str) -> list[str]:
    return [paper.title for paper in stores.library.papers(stores.words.as_typed(words)[0])]
