"""What people see in a terminal."""

import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.answer import Answer, Source
from app.checking.reasons import Reason
from app.checking.result import Check
from app.reply.wait import Wait
from app.terminal import print_answer, print_report, print_results, show_progress
from index.errors import PaperchatError, StoppedError
from index.ingest import FileReport, Progress
from index.papers import Paper, Problem
from index.questions.query import Chip, Condition, Query
from index.retrieval.explanation import Explanation
from index.retrieval.results import Hit, SearchResult
from index.stores.merging import Counts

TEXT = "RAR aligns scans [1]. It needs 3 GB\nof memory [1]. It flies [1]."
CHECKS = (
    Check(0, 21, "figures and names found", ()),
    Check(22, 50, "partly found", (Reason("missing figure", (1,), "3 GB"),)),
    Check(51, 64, "not found", (Reason("little support", (1,)),)),
)
ANSWER = Answer(
    "q",
    "done",
    text=TEXT,
    chips=(
        Chip("condition", Condition("date", date(2024, 3, 1))),
        Chip("condition", Condition("organisation", names=("Show Lab",))),
    ),
    sources=(Source(Paper("RAR", "It aligns."), ((0, 10),), 1),),
    checks=CHECKS,
)


def test_filters_come_first_and_once_and_unsupported_sentences_last(capsys: pytest.CaptureFixture[str]) -> None:
    begun = Answer("q", "writing", text=TEXT[:9], chips=ANSWER.chips)
    assert print_answer(iter([Answer("q", "searching"), begun, ANSWER])) is ANSWER
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        "filters: since Mar 2024, from Show Lab",
        "partly found: It needs 3 GB of memory [1].",
        "    “3 GB” does not occur in [1]",
        "not found: It flies [1].",
        "    little of this is in [1]",
        "3 sentences checked: figures and names found (1), partly found (1), not found (1)",
    ]
    assert printed.out.startswith(TEXT + "\n")
    assert "[1] RAR\n    It aligns." in printed.out


def test_an_answer_without_checks_says_nothing_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(iter([Answer("q", "done", text="No.")]))
    assert capsys.readouterr().err == ""


def test_quotes_replace_a_reply_that_broke_off(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    begun = Answer("q", "writing", text="RAR aligns sc")
    print_answer(iter([begun, Answer("q", "done", text="In the words", notice="It broke off.")]))
    printed = capsys.readouterr()
    assert printed.out.startswith("RAR aligns sc\n\nThe text above is set aside. The papers say:\n\nIn the words\n")
    assert printed.err == "It broke off.\n"


def test_text_is_printed_once_as_it_grows(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    print_answer(Answer("q", "writing", text=TEXT[:end]) for end in (0, 3, 9, 20))
    assert capsys.readouterr().out == TEXT[:20] + "\n\n"


def test_a_file_gets_the_finished_text_alone(capsys: pytest.CaptureFixture[str]) -> None:
    growing = [Answer("q", "writing", text=TEXT[:end], model="m") for end in (3, 9)]
    print_answer(iter([*growing, Answer("q", "done", text="In the words")]))
    assert capsys.readouterr().out == "In the words\n\n"


def test_the_closest_papers_of_a_refusal_have_no_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(
        iter([Answer("q", "done", text="No.", sources=(Source(Paper("RAR", "A."), ((0, 2),)),), refused=True)])
    )
    assert capsys.readouterr().out == "No.\n\n -  RAR\n"


WHY = Explanation(0.5, 2.54, 1, 0.25, 3, ("aligns",), ("horse",), "It aligns.")
FOUND = SearchResult((Hit(Paper("RAR", "It aligns."), 0.5),), True, Query("aligns"))  # noqa: FBT003 - the second field


def test_search_results_are_numbered_with_score_and_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    print_results(FOUND, [WHY], explained=False)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("1. RAR  (0.50)\n   It aligns.\n", "")


def test_explanations_are_printed_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    print_results(FOUND, [WHY], explained=True)
    assert capsys.readouterr().out.splitlines()[2:] == [
        "   keyword rank 1, semantic rank 3",
        "   matched words: aligns; missing: horse",
    ]


def test_missing_ranks_and_the_side_of_a_comparison_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_results(FOUND, [Explanation(0.5, 0.0, None, 0.0, None, (), (), "", "whales")], explained=True)
    assert capsys.readouterr().out.splitlines()[2:] == [
        "   keyword rank -, semantic rank -",
        "   matched words: none",
        "   found for: whales",
    ]


def test_the_filters_of_a_search_are_printed_with_the_number_left(capsys: pytest.CaptureFixture[str]) -> None:
    query = Query("x", (Condition("upvotes", least=6),), order="newest")
    print_results(SearchResult((), False, query, filtered=0), [], explained=True)  # noqa: FBT003 - the second field
    assert capsys.readouterr().err.splitlines() == [
        "filters: more than 5 upvotes, newest first  (0 papers left)",
        "No paper found.",
    ]


def test_a_report_has_counts_and_problems(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(FileReport("a.txt", Counts(2, 1, 0), (Problem("a.txt", 4, "no title"),)))
    print_report(FileReport("b.txt", Counts(), (Problem("b.txt", None, "cannot be read"),), failed=True))
    printed = capsys.readouterr()
    assert printed.out == "a.txt: 2 added, 1 merged, 0 unchanged\n"
    assert printed.err == "  a.txt:4: no title\n  b.txt: cannot be read\n"


def test_ctrl_c_says_what_is_kept() -> None:
    def interrupted() -> Iterator[Progress]:
        yield Progress((), 32, 70, 1.0)
        raise KeyboardInterrupt

    with pytest.raises(PaperchatError, match=r"32 of 70 papers are indexed.* Nothing is lost"):
        show_progress(interrupted())


def test_ctrl_c_while_words_are_indexed_does_not_say_that_papers_are() -> None:
    def interrupted() -> Iterator[Progress]:
        yield Progress((), 500, 7000, 1.0, words_alone=True)
        raise KeyboardInterrupt

    with pytest.raises(PaperchatError, match="500 of 7,000 papers are indexed, by their words alone"):
        show_progress(interrupted())


def test_ctrl_c_between_two_steps_ends_what_goes_on_in_threads() -> None:
    ended = []

    class Interrupted:
        total = 0

        @property
        def done(self) -> int:
            raise KeyboardInterrupt

    def steps() -> Iterator[Any]:
        try:
            yield Interrupted()
        finally:
            ended.append(True)

    going = steps()
    with pytest.raises(StoppedError):
        show_progress(going)
    assert ended == [True]


def test_an_end_that_the_system_asks_for_is_like_ctrl_c() -> None:
    def steps() -> Iterator[Progress]:
        yield Progress((), 32, 70, 1.0)
        signal.raise_signal(signal.SIGTERM)

    def ignore(*_: object) -> None:
        """Let a run that goes on be seen to do so."""

    usual = signal.signal(signal.SIGTERM, ignore)
    try:
        with pytest.raises(StoppedError, match="32 of 70 papers are indexed"):
            show_progress(steps())
        assert signal.getsignal(signal.SIGTERM) is ignore
    finally:
        signal.signal(signal.SIGTERM, usual)


def test_the_steps_are_run_and_the_last_reports_returned(capsys: pytest.CaptureFixture[str]) -> None:
    report = FileReport("a.txt", Counts(), ())
    assert show_progress(iter([Progress((), 0, 2, 0.0), Progress((report,), 2, 2, 0.5)])) == (report,)
    assert show_progress(iter([])) == ()
    assert capsys.readouterr().out == ""


def test_ctrl_c_makes_the_quotes_the_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    closed = []

    def growing() -> Iterator[Answer]:
        try:
            yield Answer("q", "writing", text="So it", quotes=ANSWER, model="qwen")
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    assert print_answer(growing()).text == TEXT
    assert closed == [True]
    assert f"So it\n\nThe text above is set aside. The papers say:\n\n{TEXT}\n" in capsys.readouterr().out


def test_ctrl_c_without_quotes_ends_the_command() -> None:
    def growing() -> Iterator[Answer]:
        yield Answer("q", "searching")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_answer(growing())


def test_in_a_terminal_a_line_shows_what_the_model_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    waiting = Answer("q", "writing", quotes=ANSWER, wait=Wait("reading", 23, "qwen", 8))
    print_answer(iter([waiting, replace(ANSWER, checks=(), chips=())]))
    line, cleared = capsys.readouterr().err.split("\r")[1:]
    assert "qwen is reading 8 papers: 23 s (Ctrl-C: use the quotes)" in line
    assert "qwen" not in cleared
