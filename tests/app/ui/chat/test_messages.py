"""The browser's messages: each becomes one typed request, and one that our page cannot have sent is refused."""

import pytest

from app.answer import Turn
from app.request import OverviewRequest, Question
from app.ui.chat.messages import read_message, request_of

HISTORY = (Turn("q", "a"),)


def message(action, **fields):
    ids = {"visitor": "a" * 32, "chat": "c" * 32, "key": "d" * 32, "parent": ""}
    return read_message({"action": action, "turn": 2, "run": "r", "question": "Why tides?", **ids, **fields})


def test_a_typed_question():
    sent = message("ask", dropped=["order:newest"], standalone="Why do tides rise?")
    expected = Question("Why tides?", HISTORY, ("order:newest",), "Why do tides rise?")
    assert request_of(sent, HISTORY) == expected
    assert request_of(message("deepen"), HISTORY) == Question("Why tides?", HISTORY, multi_step=True)


def test_an_overview_names_papers_or_a_file_and_its_heading_is_not_read():
    sent = message("overview", intent="table", papers=["a", "b"])
    assert request_of(sent, HISTORY) == OverviewRequest("table", ("a", "b"))
    assert request_of(message("overview", intent="digest", source="a.txt"), HISTORY) == OverviewRequest(
        "digest", source="a.txt"
    )


def test_what_is_kept_asks_the_same_again():
    sent = message("overview", intent="table", papers=["a", "b"], dropped=["order:newest"])
    again = message(**{**sent.new_turn.request, "key": "e" * 32})
    assert request_of(again, ()) == request_of(sent, ())


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "delete"},
        {"intent": "poem"},
        {"turn": "x"},
        {"papers": "abc"},
        {"dropped": {"a": 1}},
        {"visitor": "x"},
        {"key": "../"},
        {"parent": 7},
    ],
)
def test_a_message_that_the_page_cannot_have_sent_is_refused(fields):
    with pytest.raises(ValueError, match=r"."):
        message(**{"action": "ask", **fields})


def test_long_messages_are_cut():
    sent = message("ask", question="x" * 9000, papers=["p"] * 5000)
    assert len(sent.question) == 4000
    assert len(sent.papers) == 1000
