"""Comparing the stores of a collection, also while another process writes to them."""

import pytest

from index import ingest
from index.collection import Stores
from index.papers import Entry
from index.verification import Finding, verify
from index.writer_lock import writing
from tests.conftest import paper

pytestmark = pytest.mark.slow


def test_stores_that_are_being_written_are_not_called_damaged(stores: Stores) -> None:
    stores.library.upsert([Entry(paper("Tidal Turbines", "They turn with the tide."), 1)])
    with writing(stores.lock):
        found = verify(stores)
    assert isinstance(found, Finding)
    assert "is writing to this library" in found.fault
    assert "when it is done" in found.remedy


def test_papers_that_nobody_is_indexing_are_reported(stores: Stores) -> None:
    stores.library.upsert([Entry(paper("Tidal Turbines", "They turn with the tide."), 1)])
    found = verify(stores)
    assert isinstance(found, Finding)
    assert found.fault != ""
    assert "rebuild" in found.remedy
    *_, last = ingest.catch_up(stores)
    assert (last.total, verify(stores)) == (1, None)
