"""The vectors of a large collection in a file of their own: they are Chroma's, whatever was killed in between."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embedding.encoder import Vectors
from index.stores.chroma.coded_vectors import CodedVectors
from index.text.passage_key import PassageKey

DIMENSION = 24


def vectors_of(*seeds: int) -> Vectors:
    drawn = np.stack([np.random.default_rng(seed).standard_normal(DIMENSION) for seed in seeds]).astype(np.float32)
    unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def keys_of(*papers: str) -> list[PassageKey]:
    return [PassageKey(paper, 0, number + 1) for number, paper in enumerate(papers)]


@pytest.fixture
def coded(tmp_path: Path) -> CodedVectors:
    made = CodedVectors(tmp_path / "coded")
    made.append(keys_of("c", "a", "b"), vectors_of(3, 1, 2))
    return made


def found(coded: CodedVectors, seed: int, papers: Sequence[str], limit: int = 9) -> list[str]:
    return [paper for paper, *_ in coded.nearest(vectors_of(seed)[0], limit, papers)]


def test_the_nearest_of_these_papers_come_first_with_their_keys_and_nearly_exact_cosines(coded: CodedVectors) -> None:
    question = np.array([0.7, 0.3], dtype=np.float32) @ vectors_of(1, 2)
    near = coded.nearest(question, 9, {"a", "b", "c", "unknown", "an id that is longer than any"})
    exact = {"a": 1, "b": 2, "c": 3}
    expected = sorted(((vectors_of(seed)[0] @ question, paper) for paper, seed in exact.items()), reverse=True)
    assert [paper for paper, *_ in near] == [paper for _, paper in expected]
    assert [cosine for *_, cosine in near] == pytest.approx([cosine for cosine, _ in expected], abs=2e-3)
    assert {key for _, key, _ in near} == {"c:0-1", "a:0-2", "b:0-3"}
    assert found(coded, 3, ["b", "c"], limit=1) == ["c"]


def test_another_process_sees_what_is_added_replaced_and_taken_out(coded: CodedVectors, tmp_path: Path) -> None:
    reader = CodedVectors(tmp_path / "coded")
    assert reader.papers() == ["a", "b", "c"]
    coded.append(keys_of("d", "a"), vectors_of(4, 5))
    assert reader.count() == 4
    assert found(reader, 5, ["a", "b", "c", "d"])[0] == "a"
    coded.delete(["a", "unknown"])
    assert reader.papers() == ["b", "c", "d"]
    assert found(reader, 5, ["a"]) == []


def test_only_rows_that_were_added_are_read_again(coded: CodedVectors, tmp_path: Path) -> None:
    reader = CodedVectors(tmp_path / "coded")
    assert found(reader, 1, ["a", "b", "c"])[0] == "a"
    damaged = bytearray((tmp_path / "coded").read_bytes())
    damaged[-1] ^= 1
    # Whoever reads the row of b again leaves it out.
    (tmp_path / "coded").write_bytes(damaged)
    coded.append(keys_of("0", "d", "a"), vectors_of(6, 4, 5))
    assert (found(reader, 5, ["a", "b"])[0], found(reader, 6, ["0", "d"])[0]) == ("a", "0")
    assert (reader.count(), reader.count(afresh=True)) == (5, 4)


def test_what_is_taken_out_and_added_later_is_noticed(coded: CodedVectors, tmp_path: Path) -> None:
    reader = CodedVectors(tmp_path / "coded")
    assert reader.count() == 3
    coded.delete(["b"])
    coded.append(keys_of("e"), vectors_of(7))
    assert found(reader, 7, ["b", "e"]) == ["e"]
    assert reader.count(afresh=True) == 3


def test_a_larger_file_in_the_place_of_one_is_read_whole(coded: CodedVectors, tmp_path: Path) -> None:
    reader = CodedVectors(tmp_path / "coded")
    assert reader.count() == 3
    other = CodedVectors(tmp_path / "other")
    other.append(keys_of("x", "c", "y", "z"), vectors_of(8, 3, 9, 1))
    (tmp_path / "coded").write_bytes((tmp_path / "other").read_bytes())
    assert (found(reader, 9, ["x", "y", "a"])[0], reader.count()) == ("y", 4)


def test_a_row_that_was_cut_off_is_written_over(coded: CodedVectors, tmp_path: Path) -> None:
    with (tmp_path / "coded").open("ab") as file:
        file.write(b"half a row")
    assert coded.papers() == ["a", "b", "c"]
    coded.append(keys_of("d"), vectors_of(4))
    assert found(coded, 4, ["a", "b", "c", "d"])[0] == "d"
    assert coded.count() == 4


@pytest.mark.parametrize("place", [0, 17, 22, 30])
def test_a_paper_with_a_damaged_row_is_left_out_and_made_again(coded: CodedVectors, tmp_path: Path, place: int) -> None:
    file = tmp_path / "coded"
    head, data = 8, bytearray(file.read_bytes())
    data[head + place] ^= 4
    file.write_bytes(data)
    reader = CodedVectors(file)
    assert reader.papers() == ["a", "b"]
    assert found(reader, 3, ["a", "b", "c"])[:1] != ["c"]
    coded.complete(["a", "b", "c"], lambda papers: ([f"{paper}:0-1" for paper in papers], vectors_of(3)))
    assert found(reader, 3, ["a", "b", "c"])[0] == "c"


def test_it_is_completed_with_what_it_lacks_and_without_what_is_gone(coded: CodedVectors) -> None:
    asked = list[str]()

    def read(papers: Sequence[str]) -> tuple[list[str], Vectors]:
        asked.extend(papers)
        return [f"{paper}:0-7" for paper in papers], vectors_of(*map(ord, papers))

    coded.complete(["b", "c", "d"], read)
    assert (asked, coded.papers()) == (["d"], ["b", "c", "d"])
    assert coded.nearest(vectors_of(ord("d"))[0], 1, ["b", "d"])[0][1] == "d:0-7"


@pytest.mark.parametrize("content", [b"", b"no vectors at all", bytes(1000)])
def test_a_file_of_something_else_has_no_papers(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "coded").write_bytes(content)
    broken = CodedVectors(tmp_path / "coded")
    assert (broken.papers(), found(broken, 1, ["a"])) == ([], [])


@pytest.mark.parametrize("content", [b"", b"no vectors at all", bytes(1000)])
def test_a_file_of_something_else_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "coded").write_bytes(content)
    mended = CodedVectors(tmp_path / "coded")
    mended.append(keys_of("a"), vectors_of(1))
    assert (mended.papers(), found(mended, 1, ["a"])) == (["a"], ["a"])


def test_questions_of_another_encoder_find_nothing(coded: CodedVectors) -> None:
    assert coded.nearest(np.ones(3, dtype=np.float32), 9, ["a"]) == []


def test_there_is_no_file_with_an_id_that_does_not_fit(coded: CodedVectors) -> None:
    coded.append(keys_of("an id of too many letters"), vectors_of(4))
    assert not coded.exist()
    assert coded.count() == 0
