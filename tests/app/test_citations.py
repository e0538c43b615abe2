import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.citations import Cited, renumber, sentences_citing


def cite(written: str, sources: int = 8) -> Cited:
    return renumber(written, sources, complete=True)


def test_numbers_count_up_by_first_use() -> None:
    assert cite("A [7]. B [2]. C [7][3].") == Cited("A [1]. B [2]. C [1][3].", (7, 2, 3))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("x [1,2]", "x [1][2]"),
        ("x [1, 2; 3]", "x [1][2][3]"),
        ("x [2-4]", "x [1][2][3]"),
        ("x [2–4]", "x [1][2][3]"),
        ("x 【5】", "x [1]"),
        ("x 【5†source】", "x [1]"),
        ("x [^3]", "x [1]"),
        ("x [^3, ^4]", "x [1][2]"),
        ("x [3, 3]", "x [1]"),
        ("x[1].", "x[1]."),
    ],
)
def test_spellings_of_a_citation(written: str, text: str) -> None:
    assert cite(written).text == text


@pytest.mark.parametrize("written", ["x [9]", "x [0]", "in [2023] and [999]"])
def test_unknown_numbers_stay_and_cite_nothing(written: str) -> None:
    assert cite(written) == Cited(written, ())


@pytest.mark.parametrize("written", ["an array [a]", "[1.5, 2.5]", "[Smith et al.]", "f[i]", "[]", "[ ]"])
def test_other_brackets_are_left_alone(written: str) -> None:
    assert cite(written) == Cited(written, ())


def test_a_range_of_hundreds_is_not_spelled_out() -> None:
    assert cite("x [1-900]").text == "x [1][900]"


def test_thinking_aloud_is_not_shown() -> None:
    assert cite("<think>I recall [4] ...</think>\n\nSo it is [2].") == Cited("So it is [1].", (2,))
    assert cite("<think>never ends [4]") == Cited("", ())


@given(st.text(alphabet="ab [】【]12,3-^.<think>/", max_size=60), st.data())
def test_what_is_shown_early_is_never_taken_back(written: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(written)))
    early = renumber(written[:cut], 3, complete=False)
    late = renumber(written, 3, complete=True)
    if "<" not in written:
        assert late.text.startswith(early.text)
        assert late.order[: len(early.order)] == early.order


@given(st.text(max_size=200), st.booleans())
def test_only_known_numbers_are_ever_cited(written: str, complete: bool) -> None:
    cited = renumber(written, 3, complete=complete)
    assert set(cited.order) <= {1, 2, 3}
    assert len(set(cited.order)) == len(cited.order)


def test_sentences_citing_finds_marks_on_both_sides_of_the_stop() -> None:
    text = "One is small [1]. Two is large.[2] Three wins [1][2]!\n- Four loses [3]."
    assert sentences_citing(text, 2) == "Two is large. Three wins !"
    assert sentences_citing(text, 3) == "- Four loses ."
    assert sentences_citing(text, 4) == ""
