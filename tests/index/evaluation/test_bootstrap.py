"""Intervals of means over queries."""

import math
import random

import pytest

from index.evaluation.bootstrap import estimate


def test_of_equal_values_the_interval_is_a_point():
    one = estimate([0.5] * 7)
    assert (one.mean, one.low, one.high) == (0.5, 0.5, 0.5)


def test_the_interval_is_that_of_the_normal_approximation_where_there_are_many_values():
    draw = random.Random(1)  # noqa: S311 - to repeat it, not to keep a secret
    values = [draw.gauss(0.6, 0.3) for _ in range(800)]
    one = estimate(values)
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values)) / len(values)
    assert one.mean == pytest.approx(mean)
    assert one.low == pytest.approx(mean - 1.96 * spread, abs=0.15 * spread)
    assert one.high == pytest.approx(mean + 1.96 * spread, abs=0.15 * spread)


def test_the_same_values_give_the_same_interval():
    values = [rank / 97 % 1 for rank in range(0, 9700, 89)]
    assert estimate(values) == estimate(values)


def test_no_values_are_an_error():
    with pytest.raises(ValueError, match="no values"):
        estimate([])
