"""Values of an answer are said in every language, in English as the terminal says them."""

from typing import get_args

import pytest

from app.checking.reasons import Reason, ReasonKind, in_words
from app.checking.result import Check, Verdict, summary_of
from app.reply.wait import Doing, Wait
from app.ui.languages.values_in_words import checks_words, reason_words, wait_time, wait_words
from app.ui.languages.visitor_language import languages, speaking

REASONS = [
    Reason(kind, (1, 2), "43.8%", "12", (3, 4), remark) for kind in get_args(ReasonKind) for remark in ("", "no figure")
]
WAITS = [
    Wait(doing, seconds, model, papers, found)
    for doing in get_args(Doing)
    for seconds, model, papers, found in ((3, "", 0, 0), (75, "tiny", 1, 1), (16, "tiny", 3, 8))
]
CHECKS = [[Check(0, 5, verdict, ())] * count for verdict in get_args(Verdict) for count in (1, 2)]


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_said_in_english_as_in_the_terminal(reason: Reason) -> None:
    assert reason_words(reason) == in_words(reason)


@pytest.mark.parametrize("wait", WAITS)
def test_a_wait_is_said_in_english_as_in_the_terminal(wait: Wait) -> None:
    assert (wait_words(wait), wait_time(wait)) == (wait.words, wait.time)


@pytest.mark.parametrize("checks", [*CHECKS, CHECKS[0] + CHECKS[-1]])
def test_checks_are_said_in_english_as_in_the_terminal(checks: list[Check]) -> None:
    assert checks_words(checks) == summary_of(checks)


@pytest.mark.parametrize("language", languages()[1:])
def test_each_value_has_words_of_another_language(language: str) -> None:
    with speaking(language):
        assert not {reason_words(reason) for reason in REASONS} & {in_words(reason) for reason in REASONS}
        assert not {wait_words(wait) for wait in WAITS} & {wait.words for wait in WAITS}
        assert not {checks_words(checks) for checks in CHECKS} & {summary_of(checks) for checks in CHECKS}
