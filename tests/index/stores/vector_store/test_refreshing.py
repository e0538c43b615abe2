"""When the files of a vector store are opened again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.library import State
from index.stores.vector_store import VectorStore
from tests.index.stores.vector_store.axes import EAST, NORTH, nearest, passage

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


class CountedFiles(ChromaFiles):
    """Counts how often it is closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1
        super().close()


class TestRefreshing:
    @pytest.fixture
    def files(self, tmp_path: Path) -> CountedFiles:
        return CountedFiles(tmp_path / "chroma")

    @pytest.fixture
    def store(self, files: CountedFiles) -> Iterator[VectorStore]:
        """Open a store that has a passage, known in the first state of the library."""
        opened = VectorStore(files, "test/3")
        opened.reset()
        opened.upsert([passage("a", EAST)])
        opened.set_mark("first")
        opened.refresh(State(1, 1, 1, 1))
        yield opened
        opened.close()

    def test_what_this_process_writes_is_seen_without_opening_the_store_again(
        self, store: VectorStore, files: CountedFiles
    ) -> None:
        closed = files.closed
        store.upsert([passage("b", NORTH)])
        store.set_mark("second")
        store.refresh(State(2, 2, 2, 2))
        assert (nearest(store, NORTH), files.closed) == (["b", "a"], closed)

    def test_the_mark_of_another_writer_opens_it_again(
        self, store: VectorStore, files: CountedFiles, tmp_path: Path
    ) -> None:
        closed = files.closed
        other = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3")
        other.set_mark("theirs")
        store.refresh(State(2, 2, 2, 2))
        assert files.closed == closed + 1
        other.close()

    def test_another_index_opens_it_again(self, store: VectorStore, files: CountedFiles) -> None:
        closed = files.closed
        store.refresh(State(1, 1, 1, 1, "another"))
        assert files.closed == closed + 1
