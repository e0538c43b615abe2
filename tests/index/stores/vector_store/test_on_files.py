"""Vectors in files."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import VectorFilesError
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.vector_store import VectorStore
from tests.index.stores.vector_store.axes import EAST, nearest, passage

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]


class TestFile:
    @pytest.fixture(params=[100, 0], ids=["in memory", "by Chroma"])
    def store(self, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VectorStore]:
        opened = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3", request.param)
        opened.reset()
        yield opened
        opened.close()

    def test_passages_are_there_when_opened_again(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.close()
        again = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3")
        assert again.is_current()
        assert nearest(again, EAST) == ["a"]
        again.close()

    def test_a_store_of_another_fingerprint_is_not_current(self, store: VectorStore, tmp_path: Path) -> None:
        assert store.is_current()
        store.close()
        other = VectorStore(ChromaFiles(tmp_path / "chroma"), "other/3")
        assert not other.is_current()
        other.reset()
        assert other.is_current()
        other.close()
        assert not store.is_current()

    def test_another_fingerprint_may_have_another_dimension(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.close()
        other = VectorStore(ChromaFiles(tmp_path / "chroma"), "other/2")
        other.reset()
        other.upsert([passage("a", [0, 1])])
        assert nearest(other, [0, 1]) == ["a"]
        other.close()

    def test_a_missing_store_is_not_current_and_not_created(self, tmp_path: Path) -> None:
        assert not VectorStore(ChromaFiles(tmp_path / "nowhere"), "test/3").is_current()
        assert not (tmp_path / "nowhere").exists()

    def test_an_empty_folder_is_not_current(self, tmp_path: Path) -> None:
        (tmp_path / "chroma").mkdir()
        store = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3")
        assert not store.is_current()
        store.close()

    def test_a_store_deleted_while_open_is_not_current_and_can_be_rebuilt(
        self, store: VectorStore, tmp_path: Path
    ) -> None:
        store.upsert([passage("a", EAST)])
        shutil.rmtree(tmp_path / "chroma")
        assert not store.is_current()
        store.reset()
        assert store.is_current()
        assert store.count() == 0

    def test_a_broken_store_is_reported_and_can_be_rebuilt(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.close()
        (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 999)
        # Twice: a client that failed to open must not stay half open.
        for _ in range(2):
            assert not store.is_current()
            with pytest.raises(VectorFilesError, match="chroma") as caught:
                nearest(store, EAST)
            assert "paperchat rebuild" in caught.value.hint
        store.reset()
        assert store.is_current()
        store.upsert([passage("a", EAST)])
        assert nearest(store, EAST) == ["a"]

    def test_a_lost_neighbour_index_is_reported(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage(f"p{n}", [1, n, 0]) for n in range(1500)])
        store.close()
        for file in (tmp_path / "chroma").glob("*/*"):
            file.write_bytes(b"x")
        with pytest.raises(VectorFilesError) as caught:
            nearest(store, EAST)
        assert "paperchat rebuild" in caught.value.hint

    def test_searches_continue_while_the_store_is_reset(self, store: VectorStore) -> None:
        stop = threading.Event()

        def keep_searching() -> int:
            hits = 0
            while not stop.is_set():
                hits += len(nearest(store, EAST))
                store.refresh(hits)
            return hits

        with ThreadPoolExecutor(2) as pool:
            searching = [pool.submit(keep_searching) for _ in range(2)]
            try:
                for _ in range(10):
                    store.reset()
                    store.upsert([passage("east", EAST)])
                    assert store.count() == 1
            finally:
                stop.set()
            assert [future.exception() for future in searching] == [None, None]
        assert nearest(store, EAST) == ["east"]

    def test_a_refresh_shows_what_another_process_wrote(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.refresh(1)
        assert nearest(store, EAST) == ["a"]
        script = (
            "import sys; from pathlib import Path; from index.stores.vector_store import *\n"
            "from index.stores.chroma.chroma_files import ChromaFiles; from index.text.passage_key import PassageKey\n"
            "store = VectorStore(ChromaFiles(Path(sys.argv[1])), 'test/3')\n"
            "store.delete(['a']); store.upsert([Passage(PassageKey('b', 0, 2), [1.0, 0.0, 0.0])])\n"
            "store.close()"
        )
        subprocess.run(
            [sys.executable, "-c", script, tmp_path / "chroma"],
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        store.refresh(2)
        assert nearest(store, EAST) == ["b"]
        store.refresh(2)
        assert nearest(store, EAST) == ["b"]
