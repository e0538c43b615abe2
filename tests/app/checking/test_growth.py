"""The work grows with the text: eight times as much text takes about eight times as many steps, never their square."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from app.checking.figures import figures
from app.checking.polarity import stance
from app.checking.sentence_check import check
from app.checking.support import CitedAbstract, prepare
from app.review.model_verdict import read_verdicts
from index.text.names import names_in
from index.text.plain_text import plain_text

if TYPE_CHECKING:
    from _typeshed import TraceFunction

SHORT, TIMES, TWICE = 1_000, 8, 2
UNITS = {
    "figures": "It gains 4.3 points on 12 tasks at $3.2 M, twice the two hundred of a factor of 3. ",
    "names": "GPT-4 beats Mamba-2 on ImageNet (IN) with Smith et al. and ",
    "denials": "not faster nor slower but not without more not ",
    "brackets": "[",
    "accents": '\\"{u} ',
}
WORK: dict[str, Callable[[str], object]] = {
    "figures": figures,
    "names": names_in,
    "polarity": stance,
    "plain": plain_text,
    "abstract": lambda text: prepare(CitedAbstract(1, "", text)),
    "sentence and abstract": lambda text: check(f"{text} [1]", [CitedAbstract(1, "Tern", f"Tern. {text.swapcase()}")]),
    "sentence": lambda text: check(f"{text} [1]", [CitedAbstract(1, "Tern", "Tern gains 4.3 points.")]),
    "verdicts": lambda text: read_verdicts(f"1 yes {text}", 3),
}


def steps(work: Callable[[str], object], text: str) -> int:
    """Count the lines of Python that are run; what a line does in C, such as a regular expression, is not seen."""
    count = 0

    def trace(_frame: FrameType, event: str, _: object) -> "TraceFunction":
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


def varied(unit: str, length: int) -> str:
    """A text of other names and numbers in each repetition, so that nothing is found in a cache."""
    times = length // len(unit) + 1
    return "".join(unit.replace("Mamba", f"Mam{place:x}a").replace("4.3", f"4.{place}") for place in range(times))[
        :length
    ]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", WORK)
def test_it_is_far_from_the_square(name: str, unit: str) -> None:
    work = WORK[name]
    short, long = varied(UNITS[unit], SHORT), varied(UNITS[unit], SHORT * TIMES)
    work(short)
    assert steps(work, f"a {long}") < TWICE * TIMES * (steps(work, f"b {short}") + SHORT)


@pytest.mark.slow
def test_a_megabyte_is_cut_and_says_so() -> None:
    found = check(f"{'Tern gains 4.3 points. ' * 50_000} [1]", [CitedAbstract(1, "Tern", "Tern gains 4.3 points.")])
    assert found
    assert [reason.subject for reason in found.reasons if reason.kind == "cut"] == [
        "the first 10,000 characters of the sentence",
        "the first 100 figures of the sentence",
    ]
    found = check("Tern gains 4.3 points [1].", [CitedAbstract(1, "Tern", "Tern gains 4.3 points. " * 50_000)])
    assert found
    assert not found.flagged
    assert "of an abstract" in found.reasons[0].subject
