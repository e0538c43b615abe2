"""The window store: storing, replacing, deleting, comparing, and noticing damage."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding.encoder import Vectors
from index.stores.paper_bytes import stored_bytes
from index.stores.paper_bytes.bytes_file import BytesFile, PaperBytes
from index.stores.window_vectors import PaperWindows, WindowVectorStore

DIMENSION = 384


def pointing(east: float, north: float) -> list[float]:
    return [east, north, *[0.0] * (DIMENSION - 2)]


EAST, NORTH, BETWEEN = pointing(1, 0), pointing(0, 1), pointing(0.8, 0.6)


def windows(paper_id: str, revision: int, *vectors: list[float]) -> PaperWindows:
    spans = [(first, first + 2) for first in range(len(vectors))]
    return PaperWindows(paper_id, revision, spans, np.array(vectors, dtype=np.float32))


def near_east(kept: WindowVectorStore, *among: str, limit: int = 9) -> list[tuple[str, str, float]]:
    found = kept.nearest(np.array(EAST, dtype=np.float32), limit, among)
    return [(paper_id, key, round(abs(cosine), 1)) for paper_id, key, cosine in found]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "windows.db"


@pytest.fixture(params=[0, 2, 3], ids=["as codes", "too many for memory", "in memory"])
def kept(file: Path, request: pytest.FixtureRequest) -> WindowVectorStore:
    opened = WindowVectorStore(file, "mine", most_in_memory=request.param)
    opened.upsert([windows("a", 1, NORTH, EAST), windows("b", 2, BETWEEN), windows("c", 3)])
    return opened


def test_the_nearest_come_first_with_their_sentences(kept: WindowVectorStore) -> None:
    found = [("a", "a:1-3", 1.0), ("b", "b:0-2", 0.8), ("a", "a:0-2", 0.0)]
    assert near_east(kept, "a", "b", "c", "z") == found
    assert near_east(kept, "a", "b", limit=2) == found[:2]


def test_papers_stored_together_have_the_windows_of_each_stored_alone(kept: WindowVectorStore, tmp_path: Path) -> None:
    alone = WindowVectorStore(tmp_path / "alone.db", "mine")
    for item in (windows("c", 3), windows("b", 2, BETWEEN), windows("a", 1, NORTH, EAST)):
        alone.upsert([item])
    assert near_east(alone, "a", "b", "c") == near_east(kept, "a", "b", "c")
    assert alone.revisions() == kept.revisions() == {"a": 1, "b": 2, "c": 3}


def test_only_these_papers_are_compared(kept: WindowVectorStore) -> None:
    assert near_east(kept, "b", "c") == [("b", "b:0-2", 0.8)]
    assert near_east(kept, "c", "z") == near_east(kept) == []


@pytest.mark.parametrize("most_in_memory", [0, 1])
def test_cosines_are_those_of_the_vectors_give_or_take_half_a_hundredth(file: Path, most_in_memory: int) -> None:
    vectors = np.random.default_rng(0).standard_normal((500, DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = WindowVectorStore(file, "mine", most_in_memory=most_in_memory)
    kept.upsert([PaperWindows("a", 1, [(row, row + 2) for row in range(500)], vectors)])
    found = {key: cosine for _, key, cosine in kept.nearest(vectors[0], 500, ["a"])}
    off = np.array([found[f"a:{row}-{row + 2}"] for row in range(500)]) - vectors @ vectors[0]
    assert np.sqrt(np.mean(off**2)) < 0.006


def test_a_window_takes_half_a_byte_for_each_dimension_and_twelve(kept: WindowVectorStore, file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        sizes = dict(db.execute("SELECT paper, length(bytes) FROM stored"))
    window = DIMENSION // 2 + 12
    assert sizes == {"a": 2 * window, "b": window, "c": 0}


def packed_by_release_05(vectors: Vectors) -> bytes:
    stored = np.empty(len(vectors), dtype=[("span", "<u4", 2), ("scale", "<f4"), ("numbers", "i1", DIMENSION)])
    stored["span"] = [(first, first + 2) for first in range(len(vectors))]
    stored["scale"] = np.abs(vectors).max(axis=1) / 127
    stored["numbers"] = np.rint(vectors / stored["scale"][:, None])
    return stored.tobytes()


class TestWindowsOfRelease05:
    @pytest.fixture
    def old(self, file: Path) -> BytesFile:
        stored = BytesFile(file, "mine windows 1")
        rows = [[NORTH, EAST], [BETWEEN], [EAST, BETWEEN, EAST]]
        packed = [packed_by_release_05(np.array(row, dtype=np.float32)) for row in rows]
        stored.upsert([PaperBytes(id_, at, data) for at, (id_, data) in enumerate(zip("abd", packed, strict=True), 1)])
        stored.upsert([PaperBytes("c", 4, b""), PaperBytes("e", 5, b"x" * 396)])
        return stored

    def check(self, kept: WindowVectorStore, file: Path) -> None:
        # Damaged ones are left for those that encode.
        assert kept.revisions() == {"a": 1, "b": 2, "c": 4, "d": 3}
        assert near_east(kept, "a") == [("a", "a:1-3", 1.0), ("a", "a:0-2", 0.0)]
        assert near_east(kept, "b", "d")[2:] == [("b", "b:0-2", 0.8), ("d", "d:1-3", 0.8)]
        assert [left.name for left in file.parent.glob("windows.db*")] == ["windows.db"]

    def test_they_are_stored_as_todays_are(self, old: BytesFile, file: Path) -> None:
        assert old.revisions() != {}
        kept = WindowVectorStore(file, "mine")
        assert kept.revisions() == {}
        for _ in range(2):
            kept.convert_old()
            self.check(kept, file)

    def test_cut_off_they_are_gone_on_with(self, old: BytesFile, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert old.revisions() != {}
        monkeypatch.setattr(stored_bytes, "AT_ONCE", 2)
        kept = WindowVectorStore(file, "mine")
        with monkeypatch.context() as doomed:
            doomed.setattr(BytesFile, "delete_all", killed)
            with pytest.raises(KeyboardInterrupt):
                kept.convert_old()
        kept.delete(["b", "d"])
        WindowVectorStore(file, "mine").convert_old()
        self.check(kept, file)

    def test_those_of_a_newer_text_stay(self, old: BytesFile, file: Path) -> None:
        aside = old.set_aside()
        assert aside.is_current()
        kept = WindowVectorStore(file, "mine")
        kept.upsert([windows("a", 9, EAST)])
        kept.convert_old()
        assert kept.revisions()["a"] == 9
        assert near_east(kept, "a") == [("a", "a:0-2", 1.0)]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


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
        db.execute("UPDATE stored SET bytes = ? WHERE paper = 'b'", [b"x" * 204])
    assert kept.fault() == "The window vectors are damaged"
    assert near_east(kept, "a", "b") == [("a", "a:1-3", 1.0), ("a", "a:0-2", 0.0)]
