import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.edit_distance import edit_distance


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("tide", "tide", 0),
        ("tdie", "tide", 1),
        ("tid", "tide", 1),
        ("tiide", "tide", 1),
        ("tade", "tide", 1),
        ("rgeistartion", "registration", 2),
    ],
)
def test_slips_are_counted(typed: str, meant: str, slips: int) -> None:
    assert edit_distance(typed, meant, 2) == slips


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_it_is_symmetric_and_no_less_than_the_difference_in_length(one: str, other: str) -> None:
    distance = edit_distance(one, other, 8)
    assert distance == edit_distance(other, one, 8) >= abs(len(one) - len(other))
    assert (distance == 0) == (one == other)
    assert (edit_distance(one, other, 1) > 1) == (distance > 1)
