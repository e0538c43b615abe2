"""The stores that these tests share."""

from collections.abc import Iterator

import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.papers import Entry
from tests.conftest import WordEncoder


@pytest.fixture(scope="class")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Stores with the papers of the class, opened once: its tests only read them."""
    opened = open_stores(tmp_path_factory.mktemp("world"), WordEncoder())
    opened.library.upsert([Entry(item, line) for line, item in enumerate(request.cls.papers, 1)])
    for _ in ingest.catch_up(opened):
        pass
    yield opened
    opened.close()
