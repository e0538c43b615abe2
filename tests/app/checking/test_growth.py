"""The work grows with the text: eight times as much text takes about eight times as long, never the square of it."""

import time
from collections.abc import Callable

import pytest

from app.checking.figures import figures
from app.checking.polarity import stance
from app.checking.sentence_check import check
from app.checking.support import CitedAbstract, prepare
from app.review.model_verdict import read_verdicts
from index.text.names import names_in
from index.text.plain_text import plain

SHORT, TIMES, SQUARE = 4_000, 8, 64
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
    "plain": plain,
    "abstract": lambda text: prepare(CitedAbstract(1, "", text)),
    "sentence": lambda text: check(f"{text} [1]", [CitedAbstract(1, "Tern", "Tern gains 4.3 points.")]),
    "verdicts": lambda text: read_verdicts(f"1 yes {text}", 3),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time, the least of two of different texts, because some of the work is cached; at least 2 ms."""
    measured = []
    for again in "ab":
        started = time.process_time()
        work(again + text)
        measured.append(time.process_time() - started)
    return max(min(measured), 0.002)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", WORK)
def test_it_is_far_from_the_square(name: str, unit: str) -> None:
    text = UNITS[unit] * (SHORT * TIMES // len(UNITS[unit]) + 1)
    WORK[name](text[:SHORT])
    assert seconds(WORK[name], text[: SHORT * TIMES]) < SQUARE / 2 * seconds(WORK[name], text[:SHORT])


def test_a_megabyte_is_cut_and_says_so() -> None:
    found = check(f"{'Tern gains 4.3 points. ' * 50_000} [1]", [CitedAbstract(1, "Tern", "Tern gains 4.3 points.")])
    assert found
    assert [reason.subject for reason in found.reasons if reason.kind == "cut"] == [
        "the first 10,000 characters of the sentence"
    ]
    found = check("Tern gains 4.3 points [1].", [CitedAbstract(1, "Tern", "Tern gains 4.3 points. " * 50_000)])
    assert found
    assert not found.flagged
    assert "of an abstract" in found.reasons[0].subject
