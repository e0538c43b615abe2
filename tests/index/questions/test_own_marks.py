"""What a person marked, in questions: read, starred, tagged, noted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from index.questions.chip_words import all_words
from index.questions.own_marks import take_own_marks
from index.questions.parser import parse_question
from index.questions.query import Query
from tests.index.questions.asking import MODEL, NAMES, TODAY

TAGGED = replace(NAMES, tags=("to cite", "graphs", "Chapter 2"))


def read(question: str) -> Query:
    return parse_question(question, today=TODAY, names=TAGGED, shown=(), classify=MODEL)


@pytest.mark.parametrize(
    "question",
    [
        "which papers have I not read yet?",
        "which papers haven't I read?",
        "which papers did I not read?",
        "what have I not read yet?",
        "papers I haven’t read",
        "show me the papers that I still have to read",
        "what do I still have to read?",
        "what should I read next?",
        "my unread papers",
        "papers that are still unread",
        "which of my papers have I not read?",
        "which papers have not been read yet?",
    ],
)
def test_what_was_not_read_is_listed(question: str) -> None:
    query = read(question)
    assert (all_words(query.chips), query.text, query.intent) == (("not read",), "", "list")


@pytest.mark.parametrize(
    ("question", "chips", "text", "intent"),
    [
        ("which papers have I read?", ("read",), "", "list"),
        ("how many papers have I read?", ("read",), "", "count"),
        ("which papers have I already read about tides?", ("read",), "tides", "list"),
        ("what do I still need to read on tide gauges?", ("not read",), "tide gauges", "list"),
        ("unread papers about tides since 2024", ("not read", "since 2024"), "tides", "list"),
        ("my starred papers", ("starred",), "", "list"),
        ("which papers did I star?", ("starred",), "", "list"),
        ("papers I starred about tides", ("starred",), "tides", "list"),
        ("my favourite papers", ("starred",), "", "list"),
        ("papers that are not starred", ("not starred",), "", "list"),
        ("my starred papers that I have not read", ("not read", "starred"), "", "list"),
        ("newest starred papers", ("starred", "newest first"), "", "list"),
        ("papers with my notes about tides", ("with a note",), "tides", "list"),
        ("which papers have I written notes on?", ("with a note",), "", "list"),
        ("papers tagged to cite", ("tagged to cite",), "", "list"),
        ('papers tagged "chapter 2"', ("tagged Chapter 2",), "", "list"),
        ("papers tagged with GRAPHS or to cite", ("tagged graphs or to cite",), "", "list"),
        ("papers tagged Chapter 2 about tides", ("tagged Chapter 2",), "tides", "list"),
        ("how many papers are tagged graphs?", ("tagged graphs",), "", "count"),
        ("papers with the tag graphs", ("tagged graphs",), "", "list"),
        ("papers tagged frogs", ("tagged frogs",), "", "list"),
        ("summarise my starred papers", ("starred",), "", "summary"),
        ("compare my starred papers in a table", ("starred",), "", "table"),
    ],
)
def test_marks_are_conditions(question: str, chips: tuple[str, ...], text: str, intent: str) -> None:
    query = read(question)
    assert (all_words(query.chips), query.text, query.intent) == (chips, text, intent)


@pytest.mark.parametrize(
    "question",
    [
        "images tagged with captions",
        "how are datasets tagged as offensive?",
        "How do models read tables?",
        "methods that read images from cameras",
        "papers on how people read papers",
        "which papers study unread emails?",
        "papers on star graphs",
        "papers about part-of-speech tags",
        "read papers",
    ],
)
def test_what_others_read_and_tag_is_topic(question: str) -> None:
    assert read(question).conditions == ()


def test_questions_about_what_papers_say_have_no_marks(shared: Path) -> None:
    asked = []
    for name in ("scifact", "scitldr", "daily_papers", "arxiv"):
        for file in sorted((shared / "bench" / name).glob("*queries*.jsonl")):
            asked += [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(asked) > 1000
    assert [question for question in asked if take_own_marks(question, ("data", "learning", "the"))] == []
