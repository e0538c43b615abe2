from collections.abc import Iterator
from typing import Any

import pytest

from app.llm.call_speed import CallSpeed
from app.reply.usage import Usage


def watched(*moments: float, characters: int = 4200) -> CallSpeed:
    """Return the watch of a call that reads the time at these moments, the first of which is when it is sent."""
    clock: Iterator[float] = iter((0.0, *moments))
    return CallSpeed(characters, lambda: next(clock))


def test_speed_is_measured_by_the_clock_where_the_server_reports_none() -> None:
    speed = watched(10.0, 12.0)
    speed.arrived("a" * 42, None)
    speed.arrived("a" * 42, {"usage": None, "timings": "soon"})
    assert speed.speeds == {"prompt_speed": pytest.approx(100.0), "answer_speed": pytest.approx(10.0)}


def test_tokens_counted_by_the_server_win_and_cached_ones_were_not_read() -> None:
    speed = watched(10.0, 12.0)
    speed.arrived("a", None)
    speed.arrived("a", None)
    usage = {"prompt_tokens": 900, "completion_tokens": 40, "prompt_tokens_details": {"cached_tokens": 400}}
    speed.arrived("", {"usage": usage})
    assert speed.speeds == {"prompt_speed": 50.0, "answer_speed": 20.0}
    assert speed.usage == Usage(900, 40, 400)


def test_tokens_are_read_from_the_timings_of_llama_cpp() -> None:
    speed = watched(10.0)
    speed.arrived("a", {"timings": {"prompt_n": 300, "cache_n": 600, "predicted_n": 40}})
    assert speed.usage == Usage(900, 40, 600)


def test_a_server_that_counts_nothing_has_no_usage() -> None:
    speed = watched(10.0)
    speed.arrived("a", {"timings": {"prompt_n": "many"}})
    assert speed.usage is None


def test_llama_cpps_own_clock_wins() -> None:
    speed = watched(10.0, 12.0)
    speed.arrived("a" * 42, None)
    speed.arrived("a" * 42, None)
    timings = {"prompt_n": 300, "prompt_per_second": 65.0, "predicted_n": 5, "predicted_per_second": 11.0}
    speed.arrived("", {"timings": timings})
    assert speed.speeds == {"prompt_speed": 65.0, "answer_speed": pytest.approx(10.0)}


@pytest.mark.parametrize("details", [None, {"usage": {"prompt_tokens": "many"}}, {"timings": {"prompt_n": True}}])
def test_short_calls_measure_no_speed(details: dict[str, Any] | None) -> None:
    speed = watched(10.0, 12.0, characters=400)
    speed.arrived("Yes", details)
    speed.arrived(".", details)
    assert speed.speeds == {}


def test_a_call_without_an_answer_measures_no_speed() -> None:
    assert watched().speeds == {}
