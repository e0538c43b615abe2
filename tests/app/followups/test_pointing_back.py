"""A question whose last word is "that" points back; one whose "that" begins a clause does not."""

import pytest

from app.followups.pointing_back import points_back


@pytest.mark.parametrize("question", ["Do I have to train anything for that?", "which nets can do that", "Why that?"])
def test_that_at_the_end_points_back(question: str) -> None:
    assert points_back(question)


@pytest.mark.parametrize("question", ["Which nets that swim can dive?", "Do gulls know that tides turn?"])
def test_that_before_a_clause_does_not(question: str) -> None:
    assert not points_back(question)
