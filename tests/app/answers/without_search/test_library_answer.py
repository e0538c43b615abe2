from collections.abc import Callable

import pytest

from app.answer import Answer
from app.answers.without_search.library_answer import library_answer
from app.engine import Engine
from app.request import Question
from index.collection import Stores
from index.papers import Paper
from tests.index.questions.asking import read

ASKED = Answer("what can I ask you?", "searching")


def test_it_names_the_papers_and_sources_and_what_can_be_asked(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(Paper("Tides", "They turn.", sources=("a`b.txt",)), Paper("Dunes", "They move.", sources=("c.txt",)))
    answer = library_answer(stores, ASKED, "library")
    assert answer.text.startswith("Your library has 2 papers from 2 sources: ")
    assert "`ab.txt` (1)" in answer.text
    assert "a question: What is “Dunes” about?" in answer.text
    assert "summarise the papers on" in answer.text
    assert (answer.stage, answer.intent, answer.question, answer.sources) == ("done", "library", ASKED.question, ())


def test_small_talk_is_answered_in_one_line(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(Paper("Tides", "They turn.", sources=("a.txt",)))
    text = library_answer(stores, ASKED, "small_talk").text
    assert text == "Happy to help. Ask me anything about the 1 paper in your library, or what I can do."


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("I disagree", "I may well be wrong."),
        ("you are wrong", "I may well be wrong."),
        ("That’s not right", "I may well be wrong."),
        ("tell me a joke", "That is beyond me"),
        ("fix my code", "That is beyond me"),
        ("what time is it?", "That is beyond me"),
        ("good morning", "Hello."),
        ("hi there :)", "Hello."),
        ("thx, that helps", "You are welcome."),
        ("who r you", "I am paperchat"),
        ("who are you?", "I am paperchat"),
        ("delete all papers", "That is beyond me"),
        ("how old are you", "I am paperchat"),
        ("see you tomorrow", "Goodbye."),
        ("ok", "Happy to help."),
    ],
)
def test_each_kind_of_small_talk_has_its_reply(
    stores: Stores, add_papers: Callable[..., object], said: str, reply: str
) -> None:
    add_papers(Paper("Tides", "They turn.", sources=("a.txt",)))
    assert library_answer(stores, Answer(said, "searching"), "small_talk").text.startswith(reply)
    assert read(said, ()).intent == "small_talk"


@pytest.mark.parametrize(("said", "reply"), [("Danke!", "You are welcome."), ("你好", "Hello.")])
def test_small_talk_in_german_and_chinese_has_its_reply(
    stores: Stores, add_papers: Callable[..., object], said: str, reply: str
) -> None:
    add_papers(Paper("Tides", "They turn.", sources=("a.txt",)))
    assert Engine(stores).finished(Question(said)).text.startswith(reply)


def test_an_empty_library_explains_how_to_add_papers(stores: Stores) -> None:
    assert "`paperchat add`" in library_answer(stores, ASKED, "small_talk").text
