"""Token vectors that an older release has stored: taken over as they are, without encoding, whatever cuts it off."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding.encoder import Vectors
from index.stores.paper_bytes.old_token_vectors import OldTokenVectors
from index.stores.token_vectors import PaperTokens, TokenVectorStore
from tests.conftest import SPELLING, spelled

WORD = np.dtype([("scale", "<f4"), ("numbers", "i1", 128)])
WORDS = ("tide", "nets", "dune", "reef")


def packed(vectors: Vectors) -> bytes:
    """Return vectors as earlier versions stored them."""
    words = np.empty(len(vectors), dtype=WORD)
    words["scale"] = np.abs(vectors).max(axis=1) / 127
    words["numbers"] = np.rint(vectors / words["scale"][:, None])
    return words.tobytes()


def write_old(file: Path, rows: Sequence[tuple[str, int, bytes]], fingerprint: str = "mine words 1") -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("CREATE TABLE made_from (fingerprint TEXT NOT NULL)")
        db.execute("CREATE TABLE words (paper TEXT PRIMARY KEY, revision INTEGER NOT NULL, vectors BLOB NOT NULL)")
        db.execute("INSERT INTO made_from VALUES (?)", (fingerprint,))
        db.executemany("INSERT INTO words VALUES (?, ?, ?)", rows)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of an older release: 250 papers of one word each, and one without words."""
    path = tmp_path / "words.db"
    rows = [(f"p{number}", number, packed(spelled(WORDS[number % 4]))) for number in range(250)]
    write_old(path, [*rows, ("none", 9, b"")])
    return path


def opened(file: Path) -> TokenVectorStore:
    return TokenVectorStore(file, "mine", SPELLING)


def nearness(stored: TokenVectorStore, word: str, paper: str) -> float:
    return stored.matches(spelled(word), [1.0], [paper]).similarities()[paper]


def test_they_are_stored_as_todays_are(file: Path) -> None:
    stored = opened(file)
    assert stored.revisions() == {}
    stored.convert_old()
    assert stored.revisions() == {"none": 9, **{f"p{number}": number for number in range(250)}}
    for number in (0, 1, 2, 3, 249):
        assert nearness(stored, WORDS[number % 4], f"p{number}") == pytest.approx(1, abs=0.01)
        assert nearness(stored, WORDS[(number + 1) % 4], f"p{number}") < 0.5
    assert stored.fault() == ""
    assert [path.name for path in file.parent.glob("words*")] == ["words.db"]


def test_what_was_cut_off_is_resumed(file: Path) -> None:
    stored = opened(file)
    old = OldTokenVectors(file, "mine words 1")
    stored.upsert([PaperTokens(*paper) for paper in next(old.read_except([]))])
    assert len(stored.revisions()) == 100
    done = set(stored.revisions())
    left = [paper[0] for papers in OldTokenVectors(file, "mine words 1").read_except(done) for paper in papers]
    assert len(left) == 151
    assert done.isdisjoint(left)
    stored.convert_old()
    assert len(stored.revisions()) == 251
    assert [path.name for path in file.parent.glob("words*")] == ["words.db"]


def test_those_of_another_library_or_encoder_are_not_taken_over(tmp_path: Path) -> None:
    file = tmp_path / "words.db"
    write_old(file, [("a", 1, packed(spelled("tide")))], "another words 1")
    opened(file).convert_old()
    assert opened(file).revisions() == {}


def test_damaged_vectors_are_left_to_be_made_again(tmp_path: Path) -> None:
    file = tmp_path / "words.db"
    noise = np.random.default_rng(0).bytes(WORD.itemsize)
    write_old(file, [("a", 1, packed(spelled("tide"))), ("b", 2, noise), ("c", 3, b"cut")])
    opened(file).convert_old()
    assert opened(file).revisions().keys() == {"a"}


@pytest.mark.parametrize("harm", [b"no database" * 999, b""])
def test_a_broken_file_is_no_obstacle(file: Path, harm: bytes) -> None:
    file.write_bytes(harm)
    stored = opened(file)
    stored.convert_old()
    stored.upsert([PaperTokens("a", 1, spelled("tide"))])
    assert stored.revisions() == {"a": 1}
