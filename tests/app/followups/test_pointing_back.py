"""Words and forms that make a question lean on the answer before, and those that only look like it."""

import pytest

from app.followups.pointing_back import points_back


@pytest.mark.parametrize(
    "question",
    [
        "Do I have to train anything for that?",
        "which nets can do that",
        "Why that?",
        "how many seals were in that study?",
    ],
)
def test_that_at_the_end_points_back(question: str) -> None:
    assert points_back(question)


@pytest.mark.parametrize(
    "question", ["Which nets that swim can dive?", "Do gulls know that tides turn?", "Do seals that work together eat?"]
)
def test_that_before_a_clause_does_not(question: str) -> None:
    assert not points_back(question)


@pytest.mark.parametrize(
    "question", ["how many patients?", "and which dose?", "on what data?", "What is it called there?"]
)
def test_a_question_without_a_verb_or_with_there_at_its_end_points_back(question: str) -> None:
    assert points_back(question)


@pytest.mark.parametrize("question", ["how many papers?", "which gulls dive?", "how many gulls are there?"])
def test_a_count_of_papers_and_a_whole_question_do_not(question: str) -> None:
    assert not points_back(question)


def test_the_study_at_the_end_points_back() -> None:
    assert points_back("how many gulls took part in the trial?")
    assert points_back("who paid for the study")
    assert not points_back("what does the study of gulls tell?")
