import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.stores.chroma import vector_health
from index.stores.chroma.checkpoint import is_cut_off
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.chroma.passage import Passage
from index.stores.chroma.vector_health import VectorHealth
from index.stores.vector_store import VectorStore
from index.text.passage_key import PassageKey

# Starts processes that load Chroma.
pytestmark = pytest.mark.slow

# Chroma writes its index of nearest neighbours to disk from here on.
ENOUGH = 1100


def passage(number: int, vector: list[float]) -> Passage:
    return Passage(PassageKey(f"p{number}", 0, 1), vector)


def passages(first: int, last: int) -> list[Passage]:
    vectors = np.random.default_rng(first).normal(size=(last - first, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [passage(first + n, vector.tolist()) for n, vector in enumerate(vectors)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that is large enough to have an index on disk."""
    folder = tmp_path_factory.mktemp("written") / "chroma"
    store = VectorStore(ChromaFiles(folder), "test/8")
    store.reset()
    store.upsert(passages(0, ENOUGH))
    store.close()
    store.remember_files()
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    shutil.copytree(written.parent, tmp_path / "home")
    return tmp_path / "home" / "chroma"


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that a child process opened."""
    opened: list[Path] = []
    ask = vector_health.probe

    def counted(folder: Path) -> str:
        opened.append(folder)
        return ask(folder)

    monkeypatch.setattr(vector_health, "probe", counted)
    return opened


def index_file(folder: Path) -> Path:
    return next(folder.glob("*/data_level0.bin"))


def test_files_as_they_were_written_are_not_opened(folder: Path, children: list[Path]) -> None:
    file = index_file(folder)
    assert VectorHealth(folder).fault() == ""
    os.utime(file, (1, 1))
    assert VectorHealth(folder).fault() == ""
    assert children == [folder]
    # What was found whole is remembered.
    assert VectorHealth(folder).fault() == ""
    assert children == [folder]


def test_a_deleted_index_is_noticed(folder: Path) -> None:
    shutil.rmtree(index_file(folder).parent)
    assert "damaged" in VectorHealth(folder).fault()


def test_an_index_that_ends_the_process_is_noticed_by_a_child(folder: Path) -> None:
    file = index_file(folder)
    file.write_bytes(os.urandom(file.stat().st_size))
    assert "damaged" in VectorHealth(folder).fault()


def test_vectors_that_no_search_finds_are_noticed(folder: Path) -> None:
    file = index_file(folder)
    # Zeros have no neighbours: the file can be read, and finds nothing.
    data = bytearray(file.read_bytes())
    data[len(data) // 3 :] = bytes(len(data) - len(data) // 3)
    file.write_bytes(bytes(data))
    assert VectorHealth(folder).fault() != ""


def test_a_few_vectors_that_are_counted_and_not_in_the_index_are_noticed(folder: Path, tmp_path: Path) -> None:
    index = index_file(folder).parent
    shutil.copytree(index, tmp_path / "before")
    store = VectorStore(ChromaFiles(folder), "test/8")
    added = passages(ENOUGH, 2 * ENOUGH)
    for first in range(0, ENOUGH, 50):
        store.upsert(added[first : first + 50])
    # Chroma writes its index of each thousand. Of what follows the first, too few are left for the samples to meet one.
    store.delete([f"p{n}" for n in (*range(1000, ENOUGH), *range(ENOUGH + 5, 2 * ENOUGH))])
    store.close()
    # As if the process had been killed while Chroma wrote its index.
    shutil.rmtree(index)
    (tmp_path / "before").rename(index)
    index_file(folder).touch()
    assert VectorHealth(folder).fault() == "The vector store is damaged"


def test_a_store_written_before_anything_was_remembered_is_searched_once(folder: Path, children: list[Path]) -> None:
    (folder.parent / "chroma.sums.json").write_text("no JSON")
    assert VectorHealth(folder).fault() == VectorHealth(folder).fault() == ""
    assert children == [folder]


def test_a_missing_store_is_no_damage(tmp_path: Path) -> None:
    assert VectorHealth(tmp_path / "chroma").fault() == ""


def test_links_that_have_grown_over_the_vectors_are_damage_though_they_were_noted(folder: Path) -> None:
    (vectors,) = folder.glob("*/data_level0.bin")
    os.truncate(vectors.with_name("link_lists.bin"), vectors.stat().st_size + 1)
    VectorHealth(folder).remember()
    assert VectorHealth(folder).fault() == "The vector store is damaged"


@pytest.mark.parametrize("done", range(1, 4))
def test_an_index_that_was_cut_off_between_its_files_is_noticed_before_chroma_opens_it(
    folder: Path, tmp_path: Path, children: list[Path], done: int
) -> None:
    index = index_file(folder).parent
    shutil.copytree(index, tmp_path / "before")
    assert not is_cut_off(index)
    store = VectorStore(ChromaFiles(folder), "test/8")
    for first in range(ENOUGH, 2 * ENOUGH, 50):
        store.upsert(passages(first, first + 50))
    store.close()
    assert not is_cut_off(index)
    # In the order in which Chroma writes them; those that it did not come to are as they were.
    for name in ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")[done:]:
        shutil.copy(tmp_path / "before" / name, index / name)
    assert VectorHealth(folder).fault() == "The vector store is damaged"
    assert children == []


def test_an_index_of_another_version_counts_as_whole(tmp_path: Path) -> None:
    assert not is_cut_off(tmp_path)
    (tmp_path / "header.bin").write_bytes(bytes([2]) + bytes(99))
    assert not is_cut_off(tmp_path)


def test_a_large_index_is_waited_for_longer(tmp_path: Path) -> None:
    least = vector_health.patience(tmp_path)
    (tmp_path / "index").touch()
    os.truncate(tmp_path / "index", 1_000_000_000)
    assert vector_health.patience(tmp_path) >= least + 3000
