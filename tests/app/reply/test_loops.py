"""When a model repeats itself, and when a text only seems to."""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reply.incoming import IncomingText
from app.reply.loops import is_looping, without_loop

START = "FemtoDet has 68.77k parameters [1]."
SENTENCE = "It is a detector for energy and speed [1]."


@pytest.mark.parametrize(
    ("looped", "left"),
    [
        (f" {SENTENCE}" * 3, f" {SENTENCE}"),
        # With other citations it is the same sentence.
        ("".join(f" It is a detector for energy and speed [{n}]." for n in range(1, 4)), f" {SENTENCE}"),
        ("".join(f" It is a detector for energy and speed [^{n}]." for n in "123"), f" {SENTENCE}".replace("[", "[^")),
        (f" {SENTENCE} It runs on a phone." * 3, f" {SENTENCE} It runs on a phone."),
        (" and it is fast and small" * 5, " and it is fast and small"),
        (" small" * 30, " small"),
        ("\n\n- It is small.\n- It is fast." + "\n- It is fast." * 6, "\n\n- It is small.\n- It is fast."),
        ("\n" + "".join(f"\n{n}. It is fast." for n in range(1, 9)), "\n\n1. It is fast."),
    ],
)
def test_a_text_ends_where_it_begins_to_repeat_itself(looped: str, left: str) -> None:
    assert without_loop(START + looped) == START + left


def test_a_sentence_is_said_twice_before_it_is_cut() -> None:
    others = [" One net counts birds on lakes.", " Another one listens to bats at night."]
    text = START + f" {SENTENCE}".join(["", *others])
    assert without_loop(text) is None
    assert without_loop(f"{text} {SENTENCE}") == text


@pytest.mark.parametrize(
    "text",
    [
        "It is very, very, very, very small.",
        "Yes. Yes. Yes. The net is small.",
        "| a | n/a | n/a | n/a |\n" * 3 + "| b | n/a | n/a | n/a |",
        "- Tides: not stated.\n- Seals: not stated.\n- Gulls: not stated.\n- Sand: not stated.",
        "- It uses attention [1].\n- It uses attention [2].\n- It uses attention [3].",
        "“Attention Is All You Need” is first. “Attention Is All You Need” is cited by “Attention Is All You Need”.",
        "On A it gains 3 points, on B it gains 3 points, on C it gains 3 points, on D it gains 3 points.",
    ],
)
def test_what_repeats_itself_for_good_reasons_stays(text: str) -> None:
    assert without_loop(text) is None


def test_a_growing_text_is_stopped_at_the_second_repetition() -> None:
    incoming = IncomingText(100_000)
    taken = 0
    while not incoming.stopped:
        incoming.take("", f"{SENTENCE} ")
        taken += 1
    assert incoming.stopped == "loop"
    # It is looked at every few dozen words.
    assert taken <= 6


@pytest.mark.slow
@pytest.mark.parametrize("unit", [" ", "\n", "* a "])
def test_blanks_without_end_cost_no_square(unit: str) -> None:
    started = time.process_time()
    without_loop(unit * (60_000 // len(unit)))
    assert time.process_time() - started < 10


def test_thoughts_may_come_back_to_a_sentence() -> None:
    assert not is_looping("Wait, let me look at it again. " * 20, thoughts=True)
    assert is_looping("Wait, let me look at it again. " * 100, thoughts=True)


def test_a_server_that_ignores_the_length_is_stopped() -> None:
    incoming = IncomingText(1000)
    for number in range(400):
        incoming.take("", f"word{number} ")
    assert incoming.stopped == "length"


def texts(shared: Path) -> Iterator[str]:
    """Abstracts, and what models wrote about some: each as it grows, sentence by sentence."""
    with gzip.open(shared / "bench/entailment/arxiv_paraphrase.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            claim = json.loads(line)
            yield claim["premise"]
            yield claim["hypothesis"]
    with gzip.open(shared / "bench/pubmedqa/corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            abstract = json.loads(line)["text"]
            for end in range(len(abstract), 0, -400):
                yield abstract[:end]


@pytest.mark.slow
def test_nothing_that_people_or_models_wrote_is_taken_for_a_loop(shared: Path) -> None:
    found = [text for text in texts(shared) if without_loop(text) is not None]
    assert found == []
