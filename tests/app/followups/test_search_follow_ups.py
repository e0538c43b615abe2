"""Follow-ups that change the last search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.followups import in_words
from index.questions.query import Condition, Query
from tests.app.followups.asked import ask, connect
from tests.index.questions.asking import SHOWN, read
from tests.scripted_endpoint import ScriptedEndpoint


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
            (["papers about tides", "which is the most upvoted one?"], "List 1 paper about tides, most upvoted first"),
            (["papers about tides", "top 3"], "List 3 papers about tides"),
            (["papers about tides", "sorted by upvotes"], "List papers about tides, most upvoted first"),
            (["papers about tides", "with more than 5 authors"], "List papers about tides, with more than 5 authors"),
            (["papers about tides", "how many?"], "How many papers are there about tides?"),
            (
                ["papers about tides since 2024", "and how many are there?"],
                "How many papers are there about tides, since 2024?",
            ),
            (["how many papers are about tides?", "list them"], "List papers about tides"),
            (["how many papers use radar?", "which ones?"], "List papers about radar"),
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


def test_the_most_upvoted_one_is_one_of_those_shown_with_another_answer() -> None:
    for first in ("What is RAR?", "top 3 papers about tides"):
        query = ask(first, "which one has the most upvotes?").query
        assert (query.order, query.limit, query.text) == ("upvotes", 1, ""), first
        assert query.conditions == (Condition("id", names=SHOWN),), first
