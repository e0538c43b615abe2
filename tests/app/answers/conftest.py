"""Two papers on the tide, which tests of answers share."""

from collections.abc import Iterator

import pytest

from index.collection import Stores
from tests.conftest import opened, paper

GULLS = paper("Gulls at Low Tide", "Gulls eat at low tide. A flock of 40 gulls was counted.")
SAND = paper("Sand and Tide", "The tide moves sand. In a year it moves 3 tons.")


@pytest.fixture(scope="package")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("coast"), GULLS, SAND)
