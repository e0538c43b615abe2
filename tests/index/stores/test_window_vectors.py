"""The window store: storing, replacing, deleting, comparing, and noticing damage."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.stores.window_vectors import PaperWindows, WindowVectorStore

EAST, NORTH, BETWEEN = [1.0, 0.0], [0.0, 1.0], [0.8, 0.6]


def windows(paper_id: str, revision: int, *vectors: list[float]) -> PaperWindows:
    spans = [(first, first + 2) for first in range(len(vectors))]
    return PaperWindows(paper_id, revision, spans, np.array(vectors, dtype=np.float32))


def near_east(kept: WindowVectorStore, *among: str, limit: int = 9) -> list[tuple[str, str, float]]:
    found = kept.nearest(np.array(EAST, dtype=np.float32), limit, among)
    return [(paper_id, key, round(cosine, 2)) for paper_id, key, cosine in found]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "windows.db"


@pytest.fixture
def kept(file: Path) -> WindowVectorStore:
    opened = WindowVectorStore(file, "mine")
    opened.upsert([windows("a", 1, NORTH, EAST), windows("b", 2, BETWEEN), windows("c", 3)])
    return opened


def test_the_nearest_come_first_with_their_sentences(kept: WindowVectorStore) -> None:
    found = [("a", "a:1-3", 1.0), ("b", "b:0-2", 0.8), ("a", "a:0-2", 0.0)]
    assert near_east(kept, "a", "b", "c", "z") == found
    assert near_east(kept, "a", "b", limit=2) == found[:2]


def test_only_these_papers_are_compared(kept: WindowVectorStore) -> None:
    assert near_east(kept, "b", "c") == [("b", "b:0-2", 0.8)]
    assert near_east(kept, "c", "z") == near_east(kept) == []


def test_cosines_are_accurate_to_a_hundredth(file: Path) -> None:
    vectors = np.random.default_rng(0).standard_normal((500, 384), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = WindowVectorStore(file, "mine")
    kept.upsert([PaperWindows("a", 1, [(row, row + 2) for row in range(500)], vectors)])
    found = {key: cosine for _, key, cosine in kept.nearest(vectors[0], 500, ["a"])}
    np.testing.assert_allclose([found[f"a:{row}-{row + 2}"] for row in range(500)], vectors @ vectors[0], atol=0.01)


def test_a_window_takes_a_byte_for_each_dimension_and_twelve(kept: WindowVectorStore, file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        sizes = dict(db.execute("SELECT paper, length(bytes) FROM stored"))
    assert sizes == {"a": 2 * 14, "b": 14, "c": 0}


def test_a_new_text_replaces_the_windows_of_the_old_one(kept: WindowVectorStore) -> None:
    kept.upsert([windows("a", 9, BETWEEN)])
    assert kept.revisions() == {"a": 9, "b": 2, "c": 3}
    assert near_east(kept, "a") == [("a", "a:0-2", 0.8)]


def test_deleted_papers_are_gone(kept: WindowVectorStore) -> None:
    kept.delete(["a", "z"])
    assert kept.revisions() == {"b": 2, "c": 3}
    assert near_east(kept, "a") == []
    kept.delete_all()
    assert kept.revisions() == {}


def test_windows_of_another_fingerprint_are_ignored(kept: WindowVectorStore, file: Path) -> None:
    assert kept.revisions() != {}
    other = WindowVectorStore(file, "other")
    assert (other.revisions(), near_east(other, "a")) == ({}, [])


def test_a_missing_file_is_empty_and_reading_does_not_create_it(file: Path) -> None:
    kept = WindowVectorStore(file, "mine")
    assert (kept.revisions(), near_east(kept, "a"), kept.fault()) == ({}, [], "")
    assert not file.exists()


def test_whole_windows_have_no_fault(kept: WindowVectorStore) -> None:
    assert kept.fault() == ""


def test_damaged_windows_are_noticed_and_not_compared(kept: WindowVectorStore, file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE stored SET bytes = ? WHERE paper = 'b'", [b"x" * 14])
    assert kept.fault() == "The window vectors are damaged"
    assert near_east(kept, "a", "b") == [("a", "a:1-3", 1.0), ("a", "a:0-2", 0.0)]
