"""The stores that these tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.stores.library import Library
from index.stores.word_index import WordIndex
from tests.empty_library import new_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = new_library(tmp_path / "library.db")
    yield opened
    opened.close()


@pytest.fixture
def words(tmp_path: Path) -> WordIndex:
    return WordIndex(tmp_path / "tantivy")
