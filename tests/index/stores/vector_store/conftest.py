"""The stores that these tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.stores.chroma.chroma_client import ChromaClient
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.vector_store import VectorStore
from tests.chroma_process import ChromaProcess, chroma_process
from tests.index.stores.vector_store.axes import on


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["in memory", "by Chroma", "in memory of a server", "by a server"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VectorStore]:
    """A store in files or on a server, which compares all passages in memory or has Chroma do it."""
    files = "server" not in request.param
    chroma: ChromaClient = ChromaFiles(tmp_path / "chroma") if files else on(request.getfixturevalue("server"))
    opened = VectorStore(chroma, "test/3", 100 if "memory" in request.param else 0)
    opened.reset()
    yield opened
    opened.close()
