"""A chat as a file: its headings, and what the file says of the papers."""

from datetime import date

import pytest

from app.answer import Answer, Source
from app.ui.chat.chat_file_text import chat_file
from index.papers import Paper

TIDES = Paper("Tides", "They rise.", authors=("A. Bo", "C_D*", "E. Fu", "G"), date=date(2026, 5, 1), doi="10.1000/x")
ANSWER = Answer("Why tides?", "done", text="They rise [1].", sources=(Source(TIDES, (), 1),))


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_question_of_a_single_answer_is_its_title_alone(form: str):
    assert chat_file("Why tides?", [ANSWER], form).text.count("Why tides?") == (1 if form == "markdown" else 2)
    assert chat_file("Why tides?", [ANSWER, Answer("And?", "done", text="No.")], form).text.count("Why tides?") > 1
    assert "Why tides?" in chat_file("Renamed", [ANSWER], form).text


def test_it_says_who_wrote_a_paper_and_when():
    assert "1. Tides, A. Bo, C\\_D\\*, E. Fu et al., 2026, doi:10.1000/x" in chat_file("T", [ANSWER], "markdown").text
    assert "Tides, A. Bo, C_D*, E. Fu et al., 2026, doi:10.1000/x</li>" in chat_file("T", [ANSWER], "html").text
