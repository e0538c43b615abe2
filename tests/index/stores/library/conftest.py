"""The stores that these tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.stores.library import Library
from tests.empty_library import new_library


@pytest.fixture
def library(tmp_path: Path, database: str | None) -> Iterator[Library]:
    opened = new_library(tmp_path / "home" / "library.db", database)
    yield opened
    opened.close()
