"""Large tables and lists are cut into files of the same format, and nothing of them is lost."""

import csv
import io
import json
import tracemalloc
from itertools import chain, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sources.pieces import pieces_of_list, pieces_of_table

CELLS = st.text(alphabet='ab,"\n é', max_size=8)


def in_parts(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sources.pieces.PIECE", 20)


@settings(max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=20), st.integers(1, 40))
def test_the_rows_of_all_pieces_are_those_of_the_table(rows: list[tuple[str, str]], size: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("title", "abstract"), *rows])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.sources.pieces.PIECE", 20)
        pieces = list(pieces_of_table(in_parts(text.getvalue(), size)))
    read = [list(csv.reader(io.StringIO(piece.text, newline=""))) for piece in pieces]
    assert all(found[0] == ["title", "abstract"] for found in read)
    assert [tuple(row) for found in read for row in found[1:]] == rows


@settings(max_examples=200)
@given(st.lists(st.dictionaries(CELLS, CELLS | st.integers(), max_size=3), max_size=20), st.integers(1, 40))
def test_the_items_of_all_pieces_are_those_of_the_list(items: list[dict[str, object]], size: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.sources.pieces.PIECE", 20)
        pieces = list(pieces_of_list(in_parts(json.dumps(items, indent=1), size)))
    assert [item for piece in pieces for item in json.loads(piece.text)] == items


@pytest.mark.usefixtures("small_pieces")
def test_a_piece_knows_how_many_lines_come_before_it() -> None:
    text = "title,abstract\n" + "".join(f'"Gull {n}","one\ntwo"\n' for n in range(9))
    for piece in pieces_of_table(in_parts(text, 30)):
        first = piece.text.splitlines()[1]
        assert text.splitlines()[1 + piece.lines_before] == first


@pytest.mark.usefixtures("small_pieces")
def test_what_is_broken_is_not_lost() -> None:
    broken = json.dumps([{"title": "a" * 30}] * 3)[:-4]
    assert "".join(piece.text for piece in pieces_of_list(in_parts(broken, 9))).count("title") == 3


def test_an_item_that_never_ends_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sources.pieces.PIECE", 20)
    monkeypatch.setattr("index.sources.pieces.LONGEST_ROW", 80)
    pieces = pieces_of_list(chain(['[{"title": "Gull Eye"}, {"title": "'], repeat("a" * 40)))
    assert max(len(piece.text) for piece in pieces) < 200


def test_a_quotation_mark_too_many_ends_in_pieces_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.sources.pieces.PIECE", 20)
    monkeypatch.setattr("index.sources.pieces.LONGEST_ROW", 80)
    text = "title,abstract\n" + 'a 5" gull,b\n' + "c,d\n" * 60
    assert len(list(pieces_of_table(in_parts(text, 16)))) > 1


@pytest.mark.slow
def test_a_list_of_any_size_takes_the_memory_of_a_piece() -> None:
    block = ", ".join([json.dumps({"title": "Gull Eye", "abstract": "We count gulls. " * 1500})] * 400) + ", "
    tracemalloc.start()
    titles = 0
    for piece in pieces_of_list(chain(["["], repeat(block, 10), ['{"title": "The End"}]'])):
        titles += piece.text.count('"title"')
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (titles, peak < 5 * len(block)) == (4001, True)
