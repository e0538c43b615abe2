"""Vectors on a server."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from index.errors import PaperchatError, StoreUnreachableError
from index.stores.chroma.chroma_server import ChromaAddress, ChromaServer
from index.stores.vector_store import VectorStore
from tests.chroma_process import ChromaProcess, chroma_process
from tests.index.stores.vector_store.axes import EAST, NORTH, nearest, on, passage

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


class TestServer:
    @pytest.fixture
    def opened(self) -> Iterator[Callable[..., VectorStore]]:
        """Open stores, which are closed at the end."""
        with ExitStack() as stack:
            yield lambda chroma, most=100: stack.enter_context(closing(VectorStore(chroma, "test/3", most)))

    def test_another_process_sees_what_was_written_after_a_refresh(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        library = uuid.uuid4().hex
        one, other = (opened(on(server, library)) for _ in range(2))
        one.reset()
        one.upsert([passage("a", EAST)])
        assert nearest(other, EAST) == ["a"]
        one.upsert([passage("b", NORTH)])
        other.refresh("changed")
        assert nearest(other, NORTH) == ["b", "a"]

    def test_libraries_share_a_server_without_meeting(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        one, other = (opened(on(server)) for _ in range(2))
        one.reset()
        one.upsert([passage("a", EAST)])
        assert not other.is_current()
        other.reset()
        assert nearest(one, EAST) == ["a"]
        assert nearest(other, EAST) == []

    def test_a_store_made_beside_takes_the_place_of_the_old_one(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        library = uuid.uuid4().hex
        old = opened(on(server, library))
        made = opened(ChromaServer(ChromaAddress(server.url, part="rebuilding"), library))
        for store, paper in ((old, "old"), (made, "new")):
            store.reset()
            store.upsert([passage(paper, EAST)])
        assert nearest(old, EAST) == ["old"]
        for _ in range(2):
            old.take_over("rebuilding")
            assert nearest(old, EAST) == ["new"]
        assert not made.is_current()

    def test_more_passages_than_a_page_are_all_read(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        store = opened(on(server), 1000)
        store.reset()
        store.upsert([passage(f"p{n}", [1, n, 0]) for n in range(700)])
        assert store.count() == 700
        ids, vectors = store.paper_vectors()
        assert (len(ids), vectors.shape) == (700, (700, 3))
        assert nearest(store, NORTH, 1) == ["p699"]

    def test_a_search_finds_what_the_server_holds(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        store = opened(on(server))
        store.reset()
        store.upsert([passage(f"p{n}", [1, n, 0]) for n in range(9)])
        assert store.fault(thorough=True) == ""

    def test_a_missing_server_is_reported_and_nothing_counts_as_lost(
        self, tmp_path: Path, opened: Callable[..., VectorStore]
    ) -> None:
        with chroma_process(tmp_path) as mine:
            store = opened(on(mine), 0)
            store.reset()
            store.upsert([passage("a", EAST)])
            mine.kill()
            for ask in (store.is_current, store.count, lambda: nearest(store, EAST), store.reset):
                with pytest.raises(StoreUnreachableError, match=mine.url):
                    ask()
            mine.start()
            assert store.is_current()
            assert nearest(store, EAST) == ["a"]

    def test_the_token_is_sent_and_never_shown(self, server: ChromaProcess) -> None:
        address = ChromaAddress(server.url, "planted-token")
        assert set(address.headers.values()) == {"Bearer planted-token", "planted-token"}
        assert "planted" not in repr(address)

    @pytest.mark.parametrize(
        "url", ["localhost:8000", "http://", "ftp://host", "http://host:port", "http://host/api/v2"]
    )
    def test_an_invalid_address_is_reported(self, url: str) -> None:
        with pytest.raises(PaperchatError, match="not the address of a Chroma server"):
            _ = ChromaAddress(url).host_and_port

    def test_a_port_that_is_not_named_is_the_usual_one(self) -> None:
        found = [ChromaAddress(url).host_and_port for url in ("http://here", "https://there", "https://there:8443/")]
        assert found == [("here", 8000), ("there", 443), ("there", 8443)]
