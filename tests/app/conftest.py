"""The stores that these tests share."""

from collections.abc import Iterator

import pytest

from index.collection import Stores
from tests.app.engine.answered import FEMTO, MUSIC, RAR, SHORE
from tests.conftest import opened


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("filled"), RAR, FEMTO, MUSIC)


@pytest.fixture(scope="session")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("shore"), *SHORE)
