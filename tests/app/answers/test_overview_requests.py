"""Overviews that a button or a command asks for: typed requests, of which nothing is parsed from a sentence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.answer import Answer, Turn
from app.answers.overview import overview_request
from app.engine import Engine
from app.request import OverviewRequest, Question, Request
from index.collection import Stores
from index.errors import PaperchatError
from index.papers import Paper
from index.questions.chip_words import all_words
from index.questions.query import Query
from index.stores.by_hand.record_edits import edit_record
from tests.conftest import opened, paper

LONG = paper(
    "How Tides. Turn? 3.5 Ways of Looking at Water: Which Ones Are, in the Newest Papers from 2023, Summarised, Listed,"
    " Compared and Counted by the Sea",
    "Tides turn twice a day. We look at water in 3.5 ways. Results show that it is wet.",
    sources=("a page of mine.txt",),
)
SHORT = paper("Not", "Negation is hard. We negate. It is not easy.", sources=("a page of mine.txt",))
OTHER = paper("Coral Counting", "Coral is hard to count. We count coral by colour.", sources=("other.txt",), upvotes=9)


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    yield from opened(tmp_path_factory.mktemp("sea"), LONG, SHORT, OTHER)


def last(stores: Stores, request: Request) -> Answer:
    return Engine(stores).finished(request)


def titles(answer: Answer) -> set[str]:
    return {source.paper.title for source in answer.sources}


@pytest.mark.parametrize("one", [LONG, SHORT, OTHER])
def test_a_title_of_any_length_and_punctuation_is_summarised(sea: Stores, one: Paper) -> None:
    answer = last(sea, OverviewRequest("summary", paper_ids=(one.id,)))
    assert (titles(answer), answer.intent, answer.refused) == ({one.title}, "summary", False)
    assert answer.question == f"Summary of “{one.title}”"


def test_several_papers_become_a_table(sea: Stores) -> None:
    answer = last(sea, OverviewRequest("table", paper_ids=(LONG.id, OTHER.id)))
    assert titles(answer) == {LONG.title, OTHER.title}
    assert answer.csv
    assert answer.question == "Comparison table of 2 papers"


def test_a_source_becomes_a_digest_whatever_its_name(sea: Stores) -> None:
    answer = last(sea, OverviewRequest("digest", source="a page of mine.txt"))
    assert titles(answer) == {LONG.title, SHORT.title}
    assert answer.question == "Digest of a page of mine.txt"


def test_a_paper_whose_title_was_edited_is_found_by_the_new_one(tmp_path: Path) -> None:
    for stores in opened(tmp_path / "edited", SHORT, OTHER):
        edit_record(stores.library, OTHER.id, {"title": "Counting Coral"})
        found = overview_request(stores.library, ["counting coral", SHORT.id], "table", Query)
        assert found.paper_ids == (OTHER.id, SHORT.id)


def test_a_dropped_source_lets_all_papers_in(sea: Stores) -> None:
    assert titles(last(sea, OverviewRequest("digest", source="other.txt"))) == {OTHER.title}
    everything = last(sea, OverviewRequest("digest", source="other.txt", dropped=("condition:source",)))
    assert titles(everything) == {LONG.title, SHORT.title, OTHER.title}


def test_removed_ids_are_a_refusal(sea: Stores) -> None:
    assert last(sea, OverviewRequest("summary", paper_ids=("gone",))).refused


def test_a_follow_up_builds_on_the_request_and_not_on_its_title(sea: Stores) -> None:
    shown = Turn.of(last(sea, OverviewRequest("summary", source="a page of mine.txt")))
    answer = last(sea, Question("only with more than 3 upvotes", (shown,)))
    assert "in a page of mine.txt" in all_words(answer.chips)
    assert answer.intent == "summary"
    again = last(sea, Question("Compare them", (shown,)))
    assert titles(again) == {LONG.title, SHORT.title}


@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        ([LONG.title], OverviewRequest("summary", paper_ids=(LONG.id,))),
        (LONG.title.upper().split(), OverviewRequest("summary", paper_ids=(LONG.id,))),
        ([SHORT.id, "coral counting"], OverviewRequest("summary", paper_ids=(SHORT.id, OTHER.id))),
        (["a page of mine.txt"], OverviewRequest("summary", source="a page of mine.txt")),
        (["a", "page", "of", "mine.txt"], OverviewRequest("summary", source="a page of mine.txt")),
    ],
)
def test_a_command_names_papers_or_a_source(sea: Stores, arguments: list[str], request_: OverviewRequest) -> None:
    assert Engine(sea).overview_of(arguments, "summary") == request_


def test_a_source_is_named_by_the_end_of_its_path_if_only_one_ends_so(tmp_path: Path) -> None:
    folders = [f"/{day}/{name}" for day, name in (("mon", "a.txt"), ("tue", "a.txt"), ("tue", "b.txt"))]
    papers = [replace(OTHER, title=f"Coral {path}", sources=(path,)) for path in folders]
    for stores in opened(tmp_path, *papers):
        engine = Engine(stores)
        assert engine.overview_of(["/tue/b.txt"], "digest").source == "b.txt"
        assert engine.overview_of(["tue/a.txt"], "digest").source == "tue/a.txt"
        with pytest.raises(PaperchatError, match=r"2 sources are called .a\.txt."):
            engine.overview_of(["a.txt"], "digest")


def test_anything_else_is_parsed_as_typed_with_the_form_given(sea: Stores) -> None:
    request = Engine(sea).overview_of(["papers on coral with more than 3 upvotes"], "table")
    assert request.query
    assert (request.query.text, request.query.conditions[0].field) == ("coral", "upvotes")
    answer = last(sea, request)
    assert (titles(answer), answer.intent) == ({OTHER.title}, "table")
    assert answer.question == "Comparison table of papers on “coral”"
