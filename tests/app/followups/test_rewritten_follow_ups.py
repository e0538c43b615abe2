"""Follow-ups that a model completes, in other languages, or about an overview."""

from collections.abc import Sequence
from functools import partial

import pytest

from app.answer import Turn
from app.followups import make_standalone
from app.llm.endpoint import Endpoint
from index.questions.chip_words import all_words
from index.questions.query import Query
from tests.app.followups.asked import HISTORY, ask, connect
from tests.index.questions.asking import read
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint


class TestModel:
    def test_it_rewrites_a_follow_up_in_one_call(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("How fast is\nRAR?"))
        whole = make_standalone("How fast is it?", HISTORY, connect(endpoint), read)
        assert (whole.question, whole.model_calls, whole.notice) == ("How fast is RAR?", 1, "")
        assert whole.query == Query("How fast is RAR?")
        assert whole.prompt_tokens > 0
        assert "A registration method" in endpoint.prompt

    def test_its_rewritten_question_is_parsed(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("List papers about dunes since 2024"))
        whole = ask("papers about tides since 2024", "what about dunes?", endpoint=connect(endpoint))
        assert (whole.query.text, whole.query.intent, all_words(whole.query.chips)) == (
            "dunes",
            "list",
            ("since 2024",),
        )

    @pytest.mark.parametrize("rambling", ["", "word " * 200])
    def test_a_rambling_reply_is_ignored(self, endpoint: ScriptedEndpoint, rambling: str) -> None:
        endpoint.says(Say(rambling))
        whole = make_standalone("How fast is it?", HISTORY, connect(endpoint), read)
        assert whole.question == "What is RAR? How fast is it?"

    def test_a_fault_becomes_a_notice_and_the_question_is_still_searched(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Fail(500))
        whole = make_standalone("How fast is it?", HISTORY, connect(endpoint), read)
        assert whole.question == "What is RAR? How fast is it?"
        assert "failed (500)" in whole.notice


class TestAModelThatRewritesWell:
    @staticmethod
    def able(endpoint: ScriptedEndpoint, *, rewrites: bool = True) -> Endpoint:
        connected = connect(endpoint)
        connected.learn(rewrites=rewrites)
        return connected

    @pytest.mark.parametrize("question", ["Which datasets were used?", "What is the error rate?", "Any numbers?"])
    def test_it_is_asked_about_each_follow_up(self, endpoint: ScriptedEndpoint, question: str) -> None:
        endpoint.says(Say("Which datasets does RAR use?"))
        whole = make_standalone(question, HISTORY, self.able(endpoint), read)
        assert (whole.question, whole.model_calls) == ("Which datasets does RAR use?", 1)
        assert (whole.rewritten, whole.points_back) == (True, True)

    def test_a_question_it_leaves_as_it_is_does_not_point_back(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("What is FemtoDet?"))
        whole = make_standalone("What is FemtoDet?", HISTORY, self.able(endpoint), read)
        assert (whole.question, whole.points_back) == ("What is FemtoDet?", False)

    @pytest.mark.parametrize(
        "questions",
        [
            ("papers about tides", "only from NVIDIA"),
            ("papers about tides", "how many?"),
            ("papers about tides", "papers about tides"),
            ("papers about tides", "thanks!"),
            ("papers about tides", "digest of page.txt"),
            ("papers about tides",),
        ],
    )
    def test_it_is_not_asked_about_repeats_filters_and_small_talk(
        self, endpoint: ScriptedEndpoint, questions: tuple[str, ...]
    ) -> None:
        ask(*questions, endpoint=self.able(endpoint))
        assert endpoint.requests == []

    def test_a_model_that_fails_at_it_is_never_asked(self, endpoint: ScriptedEndpoint) -> None:
        whole = make_standalone("How fast is it?", HISTORY, self.able(endpoint, rewrites=False), read)
        assert whole.question == "What is RAR? How fast is it?"
        assert endpoint.requests == []


class TestOtherLanguages:
    def test_a_first_question_is_translated_by_a_prompt_of_its_own(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Say("Which papers are about music?"))
        make_standalone("Welche Arbeiten gibt es über Musik?", [], connect(endpoint), read)
        assert "Translate a question into English" in endpoint.prompt
        assert "conversation" not in endpoint.prompt

    @pytest.mark.parametrize("history", [[], HISTORY])
    def test_a_model_translates(self, endpoint: ScriptedEndpoint, history: Sequence[Turn]) -> None:
        endpoint.says(Say("Which papers are about music?"))
        whole = make_standalone("Welche Arbeiten gibt es über Musik?", history, connect(endpoint), read)
        assert (whole.question, whole.model_calls, whole.notice) == ("Which papers are about music?", 1, "")
        assert whole.query.intent == "list"

    def test_without_a_model_it_stays_as_typed(self) -> None:
        whole = make_standalone("Welche Arbeiten gibt es über Musik?", [], None, read)
        assert (whole.query, whole.notice) == (Query("Welche Arbeiten gibt es über Musik?"), "")

    def test_a_failed_call_is_reported(self, endpoint: ScriptedEndpoint) -> None:
        endpoint.says(Fail(500))
        whole = make_standalone("有哪些关于音乐的论文？", [], connect(endpoint), read)
        assert (whole.question, whole.model_calls) == ("有哪些关于音乐的论文？", 1)
        assert "failed (500)" in whole.notice


def test_without_a_library_no_names_are_recognised() -> None:
    make = partial(make_standalone, history=[], endpoint=None)
    assert make("papers about tides from NVIDIA").query == Query("tides from NVIDIA", intent="list")


class TestOverviews:
    @pytest.mark.parametrize("question", ["summarise papers on dunes", "digest of page.txt", "Summarise these papers"])
    def test_an_overview_that_names_its_papers_is_independent(self, question: str) -> None:
        history = [Turn("papers about tides since 2024", "Three [1].", ("a", "b"))]
        whole = make_standalone(question, history, None, read)
        assert whole.question == question
        assert "since 2024" not in all_words(whole.query.chips)

    def test_an_overview_that_names_none_uses_the_previous_search(self) -> None:
        whole = ask("papers about tides since 2024", "summarise")
        assert (whole.query.intent, whole.query.text, all_words(whole.query.chips)) == (
            "summary",
            "tides",
            ("since 2024",),
        )
