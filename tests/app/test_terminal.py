"""What people see of an answer in a terminal."""

import pytest

from app.answer import Answer, Check, Source
from app.terminal import print_answer
from index.papers import Paper

TEXT = "RAR aligns scans [1]. It needs 3 GB\nof memory [1]. It flies [1]."
CHECKS = (
    Check(0, 21, "backed", ()),
    Check(22, 50, "partly", ("“3 GB” does not occur in [1]",)),
    Check(51, 64, "not found", ("little of this is in [1]",)),
)
ANSWER = Answer(
    "q",
    "done",
    text=TEXT,
    labels=("since Mar 2024", "from Show Lab"),
    sources=(Source(Paper("RAR", "It aligns."), ((0, 10),), 1),),
    checks=CHECKS,
)


def test_what_narrows_comes_once_and_first_and_doubts_last(capsys: pytest.CaptureFixture[str]) -> None:
    begun = Answer("q", "writing", text=TEXT[:9], labels=ANSWER.labels)
    assert print_answer(iter([Answer("q", "searching"), begun, ANSWER])) is ANSWER
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "narrowed: since Mar 2024, from Show Lab",
        "partly: It needs 3 GB of memory [1].",
        "    “3 GB” does not occur in [1]",
        "not found: It flies [1].",
        "    little of this is in [1]",
        "1 of 3 sentences backed",
    ]
    assert told.out.startswith(TEXT + "\n")
    assert "[1] RAR\n    It aligns." in told.out


def test_an_answer_without_checks_says_nothing_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(iter([Answer("q", "done", text="No.")]))
    assert capsys.readouterr().err == ""
