"""Vectors in files that two processes use."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from pathlib import Path

import pytest

from index.errors import PaperchatError
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.vector_store import VectorStore
from tests.index.stores.vector_store.axes import EAST, UP, nearest, passage

# Starts processes.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
OPENED = (
    "import sys; from pathlib import Path; from index.stores.chroma.chroma_files import ChromaFiles\n"
    "from index.stores.vector_store import VectorStore; from index.stores.chroma.passage import Passage\n"
    "from index.text.passage_key import PassageKey\n"
    "files = ChromaFiles(Path(sys.argv[1])); store = VectorStore(files, 'test/3', 0)\n"
)


def elsewhere(script: str, folder: Path) -> subprocess.Popen[str]:
    """Start another process that has the store in the folder open, as `store`, over `files`."""
    return subprocess.Popen(
        [sys.executable, "-c", OPENED + script, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


class TestTwoProcesses:
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[VectorStore]:
        opened = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3", 0)
        opened.reset()
        opened.upsert([passage("east", EAST)])
        yield opened
        opened.close()

    def test_a_search_waits_while_another_process_uses_the_files(self, store: VectorStore, tmp_path: Path) -> None:
        # Chroma writes its index in both, if both have it open.
        other = elsewhere("with files.using(): print('in', flush=True); sys.stdin.read()", tmp_path / "chroma")
        with other, ThreadPoolExecutor() as threads:
            assert other.stdout
            assert other.stdout.readline() == "in\n"
            found = threads.submit(nearest, store, EAST)
            with pytest.raises(StillRunning):
                found.result(0.3)
            other.communicate()
            assert found.result(60) == ["east"]

    def test_a_small_collection_that_was_read_is_searched_meanwhile(self, tmp_path: Path) -> None:
        small = VectorStore(ChromaFiles(tmp_path / "chroma", patience=0.2), "test/3")
        small.reset()
        small.upsert([passage("east", EAST)])
        assert nearest(small, EAST) == ["east"]
        other = elsewhere("with files.using(): print('in', flush=True); sys.stdin.read()", tmp_path / "chroma")
        with other:
            assert other.stdout
            assert other.stdout.readline() == "in\n"
            assert nearest(small, EAST) == ["east"]
            small.refresh("written elsewhere")
            with pytest.raises(PaperchatError, match="Another process has been using"):
                nearest(small, EAST)
            other.communicate()
        small.close()

    def test_a_process_that_never_lets_go_is_named(self, store: VectorStore, tmp_path: Path) -> None:
        other = elsewhere("with files.using(): print('in', flush=True); sys.stdin.read()", tmp_path / "chroma")
        with other:
            assert other.stdout
            assert other.stdout.readline() == "in\n"
            impatient = VectorStore(ChromaFiles(tmp_path / "chroma", patience=0.2), "test/3", 0)
            with pytest.raises(PaperchatError, match="Another process has been using"):
                nearest(impatient, EAST)
            other.communicate()
        assert nearest(impatient, EAST) == nearest(store, EAST) == ["east"]
        impatient.close()

    def test_an_index_that_another_process_has_written_is_read_again(self, store: VectorStore, tmp_path: Path) -> None:
        assert nearest(store, UP) == ["east"]
        # More than wait in Chroma's queue: this many it writes to the index, and takes them out of the queue.
        script = "store.upsert([Passage(PassageKey(f'up{n}', 0, 2), [0.0, n / 2000, 1.0]) for n in range(1500)])"
        with elsewhere(script, tmp_path / "chroma") as other:
            assert other.wait() == 0
        assert nearest(store, UP, 2) == ["up0", "up1"]

    def test_a_client_that_has_let_go_of_the_files_keeps_nobody_waiting(
        self, store: VectorStore, tmp_path: Path
    ) -> None:
        assert nearest(store, EAST) == ["east"]
        with elsewhere("print(store.count())", tmp_path / "chroma") as other:
            assert other.communicate(timeout=60)[0] == "1\n"

    def test_a_client_that_cannot_be_reopened_keeps_nobody_waiting(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail() -> None:
            raise OSError

        files, other = (ChromaFiles(tmp_path / "chroma", patience=0.2) for _ in range(2))
        store = VectorStore(files, "test/3", 0)
        store.reset()
        store.upsert([passage("east", EAST)])
        written = tmp_path / "chroma" / "elsewhere" / "index_metadata.pickle"
        written.parent.mkdir()
        written.touch()
        with monkeypatch.context() as broken:
            broken.setattr(files, "close", fail)
            with pytest.raises(OSError), files.using():  # noqa: PT011 - it has no words
                pass
        with other.using():
            assert other.collection("abstracts").count() == 1
        other.close()
        store.close()
