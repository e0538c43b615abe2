"""The stores that these tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.collection import Stores
from tests.index.upgrade.old_stores import KELP, TIDE


@pytest.fixture
def home(stores: Stores, add_papers: Callable[..., object], tmp_path: Path) -> Path:
    add_papers(KELP, TIDE)
    return tmp_path / "home"
