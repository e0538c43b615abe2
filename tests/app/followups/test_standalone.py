from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answer import Turn
from app.followups import StandaloneQuestion, in_words, make_standalone
from app.llm.endpoint import Endpoint
from index.questions.chip_words import all_words
from index.questions.query import Query
from tests.index.questions.asking import SHOWN, read
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint

HISTORY = [Turn("What is RAR?", "A registration method [1].")]


def connect(endpoint: ScriptedEndpoint) -> Endpoint:
    return Endpoint(endpoint.url, "tiny-model", None, timeout=60)


def ask(*questions: str, endpoint: Endpoint | None = None) -> StandaloneQuestion:
    """Return the last question in words that stand alone; each answer before it showed the same four papers."""
    history = [Turn(question, "An answer.", SHOWN) for question in questions[:-1]]
    return make_standalone(questions[-1], history, endpoint, read)


class TestIndependentQuestions:
    def test_the_first_question_is_unchanged_and_costs_no_call(self, endpoint: ScriptedEndpoint) -> None:
        whole = make_standalone("What is it?", [], connect(endpoint), read)
        assert whole == StandaloneQuestion("What is it?", Query("What is it?"))
        assert endpoint.requests == []

    @pytest.mark.parametrize(
        "question",
        [
            "What is FemtoDet?",
            "Which papers deal with music?",
            "and which papers deal with music?",
            "diffusion",
            "tide models",
            "on-device learning of tide models",
            "Do neural networks forget what they learned?",
            "Is it possible to train GANs without labels?",
            "why do transformers need warmup?",
            "what do people use these days for segmentation?",
            "papers from 2024",
            "show me the newest papers",
            "List all papers",
            "which of these use ImageNet?",
            "does the second one use ImageNet?",
            "Welche",
        ],
    )
    def test_an_independent_question_is_unchanged_and_costs_no_call(
        self, endpoint: ScriptedEndpoint, question: str
    ) -> None:
        whole = ask("List papers about tides from 2024", question, endpoint=connect(endpoint))
        assert whole == StandaloneQuestion(question, read(question))
        assert endpoint.requests == []


class TestWhatIsAtHand:
    """A follow-up is about what the last answer showed, whatever was said in between."""

    def after(self, *turns: Turn, question: str) -> Query:
        return make_standalone(question, turns, None, read).query

    def test_those_about_something_are_chosen_among_the_papers_shown(self) -> None:
        for question in ("only those about foam", "just the ones on foam", "which of them are about foam?"):
            query = ask("List papers about tides", question).query
            assert (query.text, query.intent) == ("foam", "list"), question
            assert [one.names for one in query.conditions if one.field == "id"] == [SHOWN], question

    def test_one_of_a_list_is_summed_up(self) -> None:
        for question in (
            *("the second one - tell me more", "no i meant the second", "ok, the second one please", "2nd one pls"),
            *("i meant the 2nd one", "tell me about the second"),
        ):
            query = ask("List papers about tides", question).query
            assert (query.text, query.intent) == ("", "summary"), question
            assert [one.names for one in query.conditions] == [SHOWN[1:2]], question

    def test_words_of_a_chat_are_no_part_of_a_topic(self) -> None:
        assert ask("List papers about tides", "what about dunes then?").query.text == "dunes"
        assert ask("List papers about tides", "what about dunes instead").query.text == "dunes"
        counted = ask("List papers about tides", "how many r those").query
        assert (counted.text, counted.intent) == ("tides", "count")

    @pytest.mark.parametrize(
        ("short", "whole"),
        [
            ("by whom?", "who wrote it?"),
            ("authors?", "who wrote it?"),
            ("when?", "when was it published?"),
        ],
    )
    def test_a_short_question_about_the_record(self, short: str, whole: str) -> None:
        assert ask("What is RAR?", short) == ask("What is RAR?", whole)

    def test_refusals_and_small_talk_leave_the_papers_at_hand(self) -> None:
        listed = Turn("List papers about tides", "Two.", SHOWN)
        refused = Turn("who sings?", "Nothing.", ("other",), refused=True)
        thanks = Turn("thanks", "Happy to help.")
        for turns in ((listed,), (listed, refused), (listed, thanks), (listed, refused, thanks)):
            query = self.after(*turns, question="which of these use ImageNet?")
            assert [one.names for one in query.conditions] == [SHOWN], turns
        # Without an answer, what a refusal shows is at hand.
        assert self.after(refused, question="which of these use ImageNet?").conditions[0].names == ("other",)

    def test_a_place_is_counted_in_the_last_list(self) -> None:
        listed, one = Turn("List papers about tides", "Two.", SHOWN), Turn("the second one", "It says.", SHOWN[1:2])
        query = self.after(listed, one, question="no i meant the first")
        assert (query.intent, query.conditions[0].names) == ("summary", SHOWN[:1])
        assert self.after(listed, one, question="the 3rd").conditions[0].names == SHOWN[2:3]
        # What is at hand without a place is the one paper.
        assert self.after(listed, one, question="when was it published?").conditions[0].names == SHOWN[1:2]

    def test_another_topic_after_one_paper_is_asked_of_all(self) -> None:
        query = ask("List papers about tides", "the second one", "hm ok. and what about dunes?").query
        assert (query.text, query.intent, query.conditions) == ("dunes", "list", ())

    @pytest.mark.parametrize("question", ["No free lunch theorems", "well posed problems", "So what is RAR?"])
    def test_a_topic_may_begin_like_an_answer(self, question: str) -> None:
        assert ask("List papers about tides", question).query.text.casefold().startswith(question.casefold()[:9])


class TestDependentQuestions:
    @pytest.mark.parametrize(
        "question",
        [
            "How fast is it?",
            "And on images?",
            "What about FemtoDet?",
            "why?",
            "tell me more",
            "What are its limits?",
            "is that one better or the other one?",
            "Which training data does it use?",
            "do they share these weights?",
            "how does the former work?",
            "the same for audio",
            "for video?",
        ],
    )
    def test_without_a_model_the_previous_question_is_prepended(self, question: str) -> None:
        whole = make_standalone(question, HISTORY, None, read)
        assert whole == StandaloneQuestion(
            f"What is RAR? {question}", Query(f"What is RAR? {question}"), points_back=True, asks=whole.asks
        )

    def test_words_do_not_pile_up_over_several_follow_ups(self) -> None:
        whole = ask("What is RAR?", "How fast is it?", "why?", "What about images?", "How large is it?")
        assert whole.question == "What is RAR? How large is it?"

    def test_an_independent_question_starts_over(self) -> None:
        assert (
            ask("What is RAR?", "What is FemtoDet?", "How fast is it?").question == "What is FemtoDet? How fast is it?"
        )

    def test_conditions_are_kept(self) -> None:
        whole = ask("papers about tides from 2024", "How accurate are they?")
        assert (whole.query.text, whole.query.intent) == ("tides How accurate are they?", "find")
        assert all_words(whole.query.chips) == ("in 2024",)

    def test_a_paper_is_chosen_by_its_position(self) -> None:
        whole = ask("What is RAR?", "What about the second one?")
        assert (whole.query.text, whole.query.intent) == ("What is RAR?", "find")
        assert whole.query.conditions[0].names == ("b",)


class TestSearchFollowUps:
    @pytest.mark.parametrize(
        ("questions", "whole"),
        [
            (["List papers about tides from 2024", "what about 2023?"], "List papers about tides, in 2023"),
            (["List papers about tides from 2024", "and 2023?"], "List papers about tides, in 2023"),
            (["papers about tides", "and in 2023?"], "List papers about tides, in 2023"),
            (["papers about tides", "only from NVIDIA"], "List papers about tides, from NVIDIA"),
            (["papers by Apple about tides", "how about NVIDIA?"], "List papers about tides, from NVIDIA"),
            (["papers about tides", "since last month?"], "List papers about tides, since Oct 2026"),
            (["papers about tides", "and the newest?"], "List papers about tides, newest first"),
            (["papers about tides", "which is the oldest?"], "List papers about tides, oldest first"),
            (["papers about tides", "the three newest"], "List 3 papers about tides, newest first"),
            (["papers about tides", "top 3"], "List 3 papers about tides"),
            (["papers about tides", "sorted by upvotes"], "List papers about tides, most upvoted first"),
            (["papers about tides", "with more than 5 authors"], "List papers about tides, with more than 5 authors"),
            (["papers about tides", "how many?"], "How many papers are there about tides?"),
            (
                ["papers about tides since 2024", "and how many are there?"],
                "How many papers are there about tides, since 2024?",
            ),
            (["how many papers are about tides?", "list them"], "List papers about tides"),
            (["how many papers use radar?", "which ones?"], "List papers that use radar"),
            (
                ["What is new in radar since March?", "and in April?"],
                "List papers about radar, new in Apr 2026, newest first",
            ),
        ],
    )
    def test_filtering_or_reordering_needs_no_model(
        self, endpoint: ScriptedEndpoint, questions: list[str], whole: str
    ) -> None:
        made = ask(*questions, endpoint=connect(endpoint))
        assert (made.question, made.model_calls) == (whole, 0)
        assert read(whole) == made.query
        assert endpoint.requests == []

    @pytest.mark.parametrize(
        ("questions", "whole"),
        [
            (["List papers about tides from 2024", "what about dunes?"], "List papers about dunes, in 2024"),
            (["the newest papers about tides", "and dunes?"], "List papers about dunes, newest first"),
            (["papers about tides", "what about dunes since 2023?"], "List papers about dunes, since 2023"),
            (
                ["how many papers are about tides?", "and about dunes?"],
                "How many papers are there about dunes?",
            ),
            (["how many papers are about tides?", "how about dunes?"], "How many papers are there about dunes?"),
            (["papers about tides", "and on images?"], "List papers about tides on images"),
            (["papers about tides", "with radar"], "List papers about tides with radar"),
            (["compare LoRA and adapters", "what about prompts?"], "Compare LoRA, adapters and prompts"),
            (["compare LoRA and adapters", "and on images?"], "Compare LoRA and adapters on images"),
        ],
    )
    def test_another_topic_keeps_the_form_of_the_search(self, questions: list[str], whole: str) -> None:
        made = ask(*questions)
        assert made.question == whole
        assert made.query == read(whole)

    def test_several_follow_ups_in_a_row(self) -> None:
        chain = ["papers about tides from 2024", "what about 2023?", "and dunes?", "the newest", "and how many?"]
        wholes = [ask(*chain[:number]).question for number in range(1, 6)]
        assert wholes == [
            "papers about tides from 2024",
            "List papers about tides, in 2023",
            "List papers about dunes, in 2023",
            "List papers about dunes, in 2023, newest first",
            "How many papers are there about dunes, in 2023?",
        ]

    def test_a_bare_name_does_not_filter_an_answer(self) -> None:
        assert ask("What is RAR?", "What about NVIDIA?").query.conditions == ()

    @given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
    def test_no_questions_raise_an_error(self, questions: list[str]) -> None:
        assert isinstance(ask(*questions).query, Query)


@pytest.mark.parametrize(
    "question",
    [
        "papers about tides",
        "papers with code from NVIDIA",
        "how many papers use radar since March?",
        "5 most upvoted papers on tides with more than 3 comments in page.txt",
        "tide models in 2024",
        "list all papers",
        "summarise papers on tides since 2024",
        "digest of page.txt",
        "make a table of papers about tides",
    ],
)
def test_a_search_put_into_words_parses_to_the_same_search(question: str) -> None:
    query = read(question)
    again = read(in_words(query))
    assert set(again.conditions) == set(query.conditions)
    assert (again.text, again.intent, again.order, again.limit) == (query.text, query.intent, query.order, query.limit)


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

    def test_without_a_model_a_notice_gives_the_next_step(self) -> None:
        whole = make_standalone("Welche Arbeiten gibt es über Musik?", [], None, read)
        assert whole.query == Query("Welche Arbeiten gibt es über Musik?")
        assert "reads as German" in whole.notice
        assert "ask in English or connect a model" in whole.notice

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
