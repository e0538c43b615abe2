"""The stores that these tests share."""

from collections.abc import Iterator

import pytest

from index.collection import Stores
from tests.conftest import opened


@pytest.fixture(scope="class")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Stores with the papers of the class, opened once: its tests only read them."""
    yield from opened(tmp_path_factory.mktemp("world"), *request.cls.papers)
