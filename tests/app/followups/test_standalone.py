"""A follow-up is completed, by rules."""

import pytest

from app.answer import Turn
from app.followups import StandaloneQuestion, make_standalone
from index.questions.chip_words import all_words
from index.questions.query import Query
from tests.app.followups.asked import HISTORY, ask, connect
from tests.index.questions.asking import SHOWN, read
from tests.scripted_endpoint import ScriptedEndpoint


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

    @pytest.mark.parametrize("typed", ["only the 2024 ones", "just the 2024 ones pls", "2024 only", "2024 ones"])
    def test_ones_of_a_year_are_those_listed(self, typed: str) -> None:
        assert ask("papers about tides", typed).question == "List papers about tides, in 2024"

    @pytest.mark.parametrize(
        "typed",
        [
            "I need a quote from it with the exact numbers",
            "split that by whether it is free",
            "give me one line about it",
        ],
    )
    def test_a_request_for_something_from_it_points_back(self, typed: str) -> None:
        assert ask("What is RAR?", typed).points_back

    def test_a_request_that_names_what_it_means_does_not(self) -> None:
        assert not ask("What is RAR?", "I need a paper on tides and the boats lifted by it").points_back

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

    def test_a_short_question_answered_from_the_same_paper_starts_nothing(self) -> None:
        history = [
            Turn("Does kelp calm the waves of a bay?", "It does [1].", SHOWN, cited=1),
            Turn("any funding stated", "No [1].", SHOWN, cited=1),
        ]
        assert make_standalone("how many bays did they look at?", history, None, read).question.startswith("Does kelp")

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
