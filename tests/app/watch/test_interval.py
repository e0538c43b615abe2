"""How often a watch may run."""

from datetime import timedelta

import pytest

from app.watch.interval import read_interval
from index.errors import PaperchatError


@pytest.mark.parametrize(
    ("text", "interval"), [("6h", timedelta(hours=6)), ("30m", timedelta(minutes=30)), ("1 D", timedelta(days=1))]
)
def test_minutes_hours_and_days(text: str, interval: timedelta) -> None:
    assert read_interval(text, services=True) == interval


@pytest.mark.parametrize("text", ["", "6", "6 weeks", "-1h", "1.5h", "0m", "10m"])
def test_anything_else_or_too_often_is_refused_with_the_next_step(text: str) -> None:
    with pytest.raises(PaperchatError) as caught:
        read_interval(text, services=True)
    assert caught.value.hint


def test_folders_are_looked_at_more_often_than_services() -> None:
    assert read_interval("1m", services=False) == timedelta(minutes=1)
