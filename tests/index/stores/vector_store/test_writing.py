"""Vectors are written."""

from typing import Any

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from index.stores.vector_store import VectorStore
from tests.index.stores.vector_store.axes import EAST, NORTH, UP, nearest, passage

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


class TestWriting:
    def test_the_same_passages_twice_count_once(self, store: VectorStore) -> None:
        passages = [passage("a", EAST), passage("a", NORTH, first=2), passage("b", UP)]
        store.upsert(passages)
        store.upsert(passages)
        assert store.count() == 3

    def test_a_passage_stored_again_has_its_new_vector(self, store: VectorStore) -> None:
        store.upsert([passage("a", EAST), passage("b", NORTH)])
        store.upsert([passage("a", UP)])
        assert nearest(store, UP, limit=1) == ["a"]
        ((_, _, cosine),) = store.search(np.asarray(UP, dtype=np.float32), 1)
        assert cosine == pytest.approx(1, abs=1e-5)

    def test_deleting_takes_all_passages_of_the_papers_and_no_others(self, store: VectorStore) -> None:
        store.upsert([passage("a", EAST, first=n) for n in range(3)])
        store.upsert([passage("a", EAST), passage("b", EAST), passage("c", NORTH)])
        store.delete(["a", "c", "unknown"])
        assert store.count() == 1
        assert nearest(store, EAST) == ["b"]

    def test_empty_input_is_accepted(self, store: VectorStore) -> None:
        store.upsert([])
        store.delete([])
        assert store.count() == 0

    def test_more_than_a_batch(self, store: VectorStore) -> None:
        store.upsert([passage(f"p{n}", [1, n / 1000, 0]) for n in range(2100)])
        assert store.count() == 2100
        assert nearest(store, EAST, limit=1) == ["p0"]

    def test_vectors_are_read_in_pages_and_none_is_left_out(
        self, store: VectorStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store.upsert([passage(f"p{n}", [1, n / 1000, 0]) for n in range(2100)])
        pages, get = list[int](), Collection.get

        def counted(*given: Any, **asked: Any) -> Any:
            found = get(*given, **asked)
            pages.append(len(found["ids"]))
            return found

        monkeypatch.setattr(Collection, "get", counted)
        assert sorted(store.paper_vectors()[0]) == sorted(f"p{n}" for n in range(2100))
        assert sum(pages) == 2100
        assert max(pages) <= 1000

    def test_a_reset_store_is_empty(self, store: VectorStore) -> None:
        store.upsert([passage("a", EAST)])
        store.reset()
        assert store.count() == 0
        assert nearest(store, EAST) == []
        assert store.is_current()
