"""The token vector store: storing, replacing, deleting, and recovering from a broken file."""

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding.encoder import TOKEN_DIMENSIONS
from index.stores.token_vectors import PaperTokens, TokenVectorStore
from tests.conftest import SPELLING, spelled


def words_of(paper_id: str, revision: int, *words: str) -> PaperTokens:
    return PaperTokens(paper_id, revision, spelled(*words))


def aligned(
    kept: TokenVectorStore, question: str, among: Sequence[str], weights: Sequence[float] = ()
) -> dict[str, float]:
    asked = question.split()
    return kept.matches(spelled(*asked), weights or [1.0] * len(asked), among).similarities()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "words.db"


@pytest.fixture
def kept(file: Path) -> TokenVectorStore:
    opened = TokenVectorStore(file, "mine", SPELLING)
    opened.upsert([words_of("a", 1, "tide", "nets"), words_of("b", 2, "dune"), words_of("c", 3)])
    return opened


def test_each_word_of_the_question_is_compared_with_the_nearest_of_the_paper(kept: TokenVectorStore) -> None:
    found = aligned(kept, "tide nets", ["a", "b"])
    assert found == {"a": pytest.approx(1, abs=0.01), "b": pytest.approx(found["b"])}
    nearest = spelled("tide", "nets") @ spelled("dune").T
    assert found["b"] == pytest.approx(nearest.mean(), abs=0.01)
    half = aligned(kept, "tide reef", ["a"])["a"]
    assert half == pytest.approx((1 + (spelled("tide", "nets") @ spelled("reef").T).max()) / 2, abs=0.01)


def test_words_count_by_their_weights(kept: TokenVectorStore) -> None:
    assert aligned(kept, "tide reef", ["a"], [5.0, 0.0])["a"] == pytest.approx(1, abs=0.01)
    assert aligned(kept, "tide reef", ["a"], [0.0, 5.0])["a"] < 0.5


def test_a_matched_word_does_not_make_up_for_a_missing_one(kept: TokenVectorStore) -> None:
    asked = spelled("tide", "reef")
    far = kept.matches(asked[1:], [1.0], ["a"]).similarities()["a"]
    assert far < 0.5
    assert kept.matches(asked, [1.0, 1.0], ["a"]).similarities(0.5)["a"] == pytest.approx((0.5 + far) / 2, abs=0.01)


def test_cosines_are_accurate_to_a_hundredth(file: Path) -> None:
    vectors = spelled(*map(str, range(500)))
    kept = TokenVectorStore(file, "mine", SPELLING)
    kept.upsert([PaperTokens(str(row), 1, vectors[row : row + 1]) for row in range(500)])
    found = kept.matches(vectors[:1], [1.0], [str(row) for row in range(500)]).similarities()
    np.testing.assert_allclose([found[str(row)] for row in range(500)], vectors @ vectors[0], atol=0.01)


def test_papers_without_words_and_unknown_papers_are_left_out(kept: TokenVectorStore) -> None:
    assert aligned(kept, "tide", ["c", "b", "z"]).keys() == {"b"}
    assert aligned(kept, "tide", ["c", "z"]) == {}
    assert aligned(kept, "tide", []) == {}
    assert kept.revisions() == {"a": 1, "b": 2, "c": 3}


def test_a_paper_takes_16_bytes_a_word(kept: TokenVectorStore, file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        assert dict(db.execute("SELECT paper, length(bytes) FROM stored")) == {"a": 32, "b": 16, "c": 0}


def test_a_word_that_is_said_twice_is_stored_once(kept: TokenVectorStore, file: Path) -> None:
    kept.upsert([words_of("a", 1, "tide", "nets", "tide")])
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT length(bytes) FROM stored WHERE paper = 'a'").fetchall() == [(32,)]
    assert aligned(kept, "tide nets", ["a"])["a"] == pytest.approx(1, abs=0.01)


def test_a_new_text_replaces_the_words_of_the_old_one(kept: TokenVectorStore) -> None:
    kept.upsert([words_of("a", 9, "reef")])
    assert kept.revisions() == {"a": 9, "b": 2, "c": 3}
    assert aligned(kept, "reef", ["a"])["a"] == pytest.approx(1, abs=0.01)
    assert aligned(kept, "tide", ["a"])["a"] < 0.5


def test_deleted_papers_are_gone(kept: TokenVectorStore) -> None:
    kept.delete(["a", "z"])
    assert kept.revisions() == {"b": 2, "c": 3}
    assert aligned(kept, "tide", ["a", "b"]).keys() == {"b"}


def test_vectors_are_there_when_opened_again(kept: TokenVectorStore, file: Path) -> None:
    assert TokenVectorStore(file, "mine", SPELLING).revisions() == kept.revisions() != {}


def test_words_of_another_fingerprint_are_ignored_and_replaced(kept: TokenVectorStore, file: Path) -> None:
    other = TokenVectorStore(file, "other", SPELLING)
    assert (other.revisions(), aligned(other, "tide", ["a"])) == ({}, {})
    assert kept.revisions() != {}
    other.upsert([words_of("b", 4, "tide")])
    assert other.revisions() == {"b": 4}
    assert kept.revisions() == {}


def test_a_missing_file_is_empty_and_reading_does_not_create_it(file: Path) -> None:
    kept = TokenVectorStore(file, "mine", SPELLING)
    assert (kept.revisions(), aligned(kept, "tide", ["a"])) == ({}, {})
    assert not file.exists()


def overwrite(file: Path) -> None:
    file.write_bytes(b"no database" * 999)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("harm", [overwrite, cut, empty])
def test_a_broken_file_is_empty_and_can_be_rebuilt(kept: TokenVectorStore, file: Path, harm: object) -> None:
    assert callable(harm)
    harm(file)
    assert (kept.revisions(), aligned(kept, "tide", ["a"])) == ({}, {})
    kept.upsert([words_of("b", 4, "tide")])
    assert kept.revisions() == {"b": 4}
    assert aligned(kept, "tide", ["b"])["b"] == pytest.approx(1, abs=0.01)


def test_a_leftover_journal_of_a_broken_file_is_not_applied(kept: TokenVectorStore, file: Path) -> None:
    overwrite(file)
    journal = file.with_name("words.db-journal")
    journal.write_bytes(b"left")
    kept.upsert([words_of("b", 4, "tide")])
    assert not journal.exists()
    assert kept.revisions() == {"b": 4}


def test_several_threads_read_while_one_writes(kept: TokenVectorStore) -> None:
    def read(_: int) -> float:
        return aligned(kept, "tide", ["a"])["a"]

    def write(number: int) -> None:
        kept.upsert([words_of(f"n{number}", number, "reef")])

    with ThreadPoolExecutor(4) as pool:
        written = pool.map(write, range(10))
        assert set(pool.map(read, range(40))) == {read(0)}
        assert list(written) == [None] * 10
    assert len(kept.revisions()) == 13


def test_vectors_are_of_the_dimension_that_encoders_give() -> None:
    assert spelled("tide").shape == (1, TOKEN_DIMENSIONS)


def test_papers_that_were_compared_are_not_read_again_until_somebody_writes(
    kept: TokenVectorStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = aligned(kept, "tide", ["a", "b", "c", "z"])
    with monkeypatch.context() as closed:
        closed.setattr(sqlite3, "connect", None)
        assert aligned(kept, "tide", ["b", "z", "c", "a"]) == pytest.approx(before)
    TokenVectorStore(file, "mine", SPELLING).upsert([words_of("b", 3, "tide")])
    assert aligned(kept, "tide", ["b"])["b"] == pytest.approx(1, abs=0.01)


def test_papers_are_like_each_other_by_all_their_words(kept: TokenVectorStore) -> None:
    kept.upsert([words_of("d", 4, "nets", "tide"), words_of("e", 5, "tide", "dune")])
    matches = kept.matches(spelled("tide"), [1.0], ["a", "b", "c", "d", "e"])
    found = matches.likeness("a")
    assert found.keys() == {"b", "d", "e"}
    assert found["d"] == pytest.approx(1, abs=0.01)
    assert found["b"] < found["e"] < found["d"]
    assert matches.likeness("c") == matches.likeness("nobody") == {}
