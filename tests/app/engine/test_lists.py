"""Lists of papers, and the filters of a question."""

import pytest

from app.answer import Turn
from app.answers.refusal import NO_ANSWER
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.questions.chip_words import all_words
from tests.app.engine.answered import CORAL, LAMP, SEALS, TURBINE, last, titles


class TestLists:
    def test_a_list_names_the_papers(self, shore: Stores) -> None:
        answer = last(Engine(shore), "List papers about the tide")
        assert answer.text.startswith("2 papers in your collection mention “tide”")
        assert {title for title in titles(answer) if title in answer.text} == {CORAL.title, TURBINE.title}
        assert [source.number for source in answer.sources] == [1, 2]
        assert (answer.intent, answer.model_calls, answer.model) == ("list", 0, None)
        assert all(source.explanation for source in answer.sources)
        quoted = [line for line in answer.text.splitlines() if line.startswith("  - “")]
        assert [line[-5:] for line in quoted] == ["” [1]", "” [2]"]

    def test_the_sources_come_before_the_list(self, shore: Stores) -> None:
        _, begun, done = Engine(shore).answer(Question("List papers about the tide"))
        assert (begun.stage, begun.text, begun.sources) == ("writing", "", done.sources)

    def test_papers_are_counted_however_few_are_read(self, shore: Stores) -> None:
        answer = last(Engine(shore, papers=1), "How many papers are about energy?")
        assert answer.text.startswith("2 papers in your collection mention “energy”")
        assert len(answer.sources) == 2

    @pytest.mark.parametrize("question", ["How many papers are there?", "List all papers"])
    def test_the_whole_collection_can_be_listed(self, shore: Stores, question: str) -> None:
        answer = last(Engine(shore), question)
        assert answer.text.startswith("4 papers in your collection.")
        assert len(answer.cited) == 4

    def test_the_newest_come_first_and_papers_without_a_date_are_counted(self, shore: Stores) -> None:
        answer = last(Engine(shore), "What are the two newest papers?")
        assert titles(answer) == [TURBINE.title, LAMP.title]
        assert all_words(answer.chips) == ("newest first",)
        assert "- Tidal Turbines (Jun 2, 2024) [1]" in answer.text
        assert "The first 2 are listed." in answer.text
        assert answer.notice == "1 paper without date in your sources comes last."

    def test_an_ordered_list_is_as_long_as_an_answer_reads_papers(self, shore: Stores) -> None:
        answer = last(Engine(shore, papers=1), "most upvoted papers")
        assert titles(answer) == [CORAL.title]

    def test_an_empty_list_is_a_refusal_that_names_the_filters(self, shore: Stores) -> None:
        answer = last(Engine(shore), "papers before 2020")
        assert (answer.refused, answer.text, answer.sources) == (
            *(True, f"{NO_ANSWER} No paper matches: before 2020.", ()),
        )
        assert answer.notice == "1 paper has no exact date in your sources."


class TestNarrowing:
    def test_conditions_filter_the_papers_of_an_answer(self, shore: Stores) -> None:
        answer = last(Engine(shore), "Which papers from Reef Lab are about energy?")
        assert (all_words(answer.chips), titles(answer)) == (("from Reef Lab",), [LAMP.title])
        assert answer.notice == "1 paper is left out because its sources do not give the organisation."

    def test_a_dropped_chip_no_longer_filters(self, shore: Stores) -> None:
        question = "How many papers about energy from Reef Lab?"
        assert last(Engine(shore), question).text.startswith("1 paper ")
        answer = last(Engine(shore), question, dropped=["condition:organisation"])
        assert answer.text.startswith("2 papers ")
        assert (all_words(answer.chips), answer.notice) == ((), "")

    def test_dropping_the_only_chip_leaves_all_papers(self, shore: Stores) -> None:
        assert len(last(Engine(shore), "papers from Reef Lab").cited) == 2
        answer = last(Engine(shore), "papers from Reef Lab", dropped=["condition:organisation"])
        assert (len(answer.cited), answer.refused) == (4, False)

    def test_a_typo_is_corrected_with_a_chip_that_can_be_dropped(self, shore: Stores) -> None:
        corrected = last(Engine(shore), "What gives turbnies energy?")
        assert all_words(corrected.chips) == ("turbines instead of turbnies",)
        assert corrected.sources[0].paper == TURBINE
        taken_back = last(Engine(shore), "turbnies", dropped=[chip.key for chip in corrected.chips])
        assert (taken_back.chips, taken_back.dropped) == ((), corrected.chips)
        assert all(
            source.explanation and "turbnies" in source.explanation.missing_words for source in taken_back.sources
        )

    def test_phrases_and_exclusions_have_chips(self, shore: Stores) -> None:
        assert titles(last(Engine(shore), "papers that mention “low tide”")) == [CORAL.title]
        answer = last(Engine(shore), "papers about the tide but not about coral")
        assert (all_words(answer.chips), titles(answer)) == (("not coral",), [TURBINE.title])

    def test_only_the_papers_shown_before_are_searched(self, shore: Stores) -> None:
        shown = Turn.of(last(Engine(shore), "List papers from Reef Lab"))
        assert set(shown.papers) == {LAMP.id, CORAL.id}
        answer = last(Engine(shore), "Which of these are about energy?", [shown])
        assert (titles(answer), answer.intent) == ([LAMP.title], "list")
        assert last(Engine(shore), "Which of these are from 2024?", [shown]).notice == ""

    def test_fields_unknown_for_shown_papers_are_named(self, shore: Stores) -> None:
        shown = Turn("List papers", "Two.", (LAMP.id, SEALS.id))
        answer = last(Engine(shore), "Which of these papers are from 2024?", [shown])
        assert titles(answer) == [LAMP.title]
        assert answer.notice == "1 more paper has no exact date in your sources."

    def test_a_filter_that_was_guessed_can_be_switched_on_again(self, shore: Stores) -> None:
        question = "What do tidal turbines weigh in 2023?"
        answer = last(Engine(shore), question)
        assert (all_words(answer.dropped), answer.chips, titles(answer)[0]) == (("in 2023",), (), TURBINE.title)
        assert answer.notice == "Searched without “in 2023”, which would hide the best papers."
        strict = Engine(shore).finished(Question(question, restored=("condition:date",)))
        assert (all_words(strict.chips), strict.dropped) == (("in 2023",), ())
        assert TURBINE.title not in titles(strict)


def test_a_topic_that_none_of_the_papers_shown_mentions_is_said(shore: Stores) -> None:
    engine = Engine(shore)
    listed = last(engine, "List papers about tides")
    answer = last(engine, "only those about foam", [Turn.of(listed)])
    assert answer.refused
    assert answer.text.startswith(f"None of the {len(listed.sources)} papers shown mentions “foam”.")
