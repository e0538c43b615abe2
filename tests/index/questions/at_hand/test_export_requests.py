"""Requests for papers in a format, in the words of people who want them, and questions that only sound like it."""

import pytest

from index.questions.at_hand.export_requests import export_request
from index.questions.query import Condition
from tests.index.questions.asking import SHOWN, read


@pytest.mark.parametrize(
    ("request_", "ids"),
    [
        ("export 1 and 3 as RIS", "ac"),
        ("export [1] and [3] as ris please", "ac"),
        ("can i get the second one in bibtex", "b"),
        ("cite the second one in APA", "b"),
        ("APA citation for 2", "b"),
        ("how do i cite the first one?", "a"),
        ("how to cite the last one", "d"),
        ("RIS of the first two", "ab"),
        ("give me a ris file with papers 1-3", "abc"),
        ("obsidian notes for the first", "a"),
        ("reference for paper 3", "c"),
        ("bibtex of 2nd and 4th", "bd"),
        ("export 9 as csv", ""),
    ],
)
def test_places_of_the_last_answer(request_: str, ids: str) -> None:
    query = read(request_, classify=None)
    assert (query.intent, query.conditions) == ("export", (Condition("id", names=tuple(ids)),))


@pytest.mark.parametrize(
    "request_",
    [
        "give me the bibtex of these",
        "bibtex pls",
        "bib for those",
        "and as RIS?",
        "make a csv",
        "excel file of these papers",
        "put them in obsidian",
        "send them to zotero",
        "save as bib",
        "json lines of these",
        "print their bibtex entries",
        "format these references as IEEE",
        "list of references please",
        "csl-json of all",
        "export the last answer",
        "export",
        "latex \\bibitem for these",
    ],
)
def test_what_the_last_answer_cites(request_: str) -> None:
    query = read(request_, classify=None)
    assert (query.intent, query.exports, query.conditions, query.paper) == ("export", "cited", (), "")


@pytest.mark.parametrize(
    ("request_", "topic"),
    [
        ("csv of all papers about tides", "tides"),
        ("give me bibtex for all papers on tidal pools", "tidal pools"),
        ("put all papers about llm agents in obsidian", "llm agents"),
        ("csv with title and abstract of the papers about tides", "tides"),
        ("export papers about tides as csv", "tides"),
        ("export everything", ""),
        ("dump my library as jsonl", ""),
        ("export all papers as bibtex", ""),
    ],
)
def test_a_choice_in_words(request_: str, topic: str) -> None:
    query = read(request_, classify=None)
    assert (query.intent, query.exports, query.text) == ("export", "listed", topic)


def test_a_choice_has_its_filters_order_and_number() -> None:
    starred = read("export my starred papers as ris", classify=None)
    assert (starred.exports, [one.field for one in starred.conditions]) == ("listed", ["starred"])
    newest = read("bibtex of the newest 5 papers", classify=None)
    assert (newest.exports, newest.order, newest.limit) == ("listed", "newest", 5)
    among = read("export the ones from 2024 as bib", classify=None)
    assert {one.field: one.names for one in among.conditions} == {"date": (), "id": SHOWN}


def test_the_whole_chat_and_what_can_be_exported() -> None:
    assert read("export this chat as ris", classify=None).exports == "chat"
    assert read("export all papers that you cited in this chat", classify=None).exports == "chat"
    assert read("which export formats do you support?", classify=None).exports == "how"
    assert read("how do I export my papers?", classify=None).exports == "how"


def test_a_paper_by_its_name() -> None:
    assert read("bibtex of AdaMerging", classify=None).paper == "AdaMerging"
    assert read('cite "The Tides of March" in bibtex', classify=None).paper == "The Tides of March"


@pytest.mark.parametrize(
    "question",
    [
        "papers about bibtex",
        "what is a csv export?",
        "do any papers export csv data?",
        "how do models convert tables to csv?",
        "convert tables to csv",
        "how well do LLMs output json",
        "RIS for wireless communications",
        "JSON with constrained decoding",
        "export controls on chips",
        "i want to cite papers about diffusion in my thesis",
        "I need to cite something on tides, what have we got?",
        "cite evidence that tides matter",
        "how do I cite DUMP? who wrote it and when?",
        "write a summary of these in markdown",
        "summarise these as a table",
        "download the pdf of the first one",
        "papers by Harvard",
    ],
)
@pytest.mark.parametrize("shown", [True, False])
def test_what_only_sounds_like_it_is_another_question(question: str, shown: bool) -> None:
    assert export_request(question, shown=shown) is None


@pytest.mark.parametrize("word", ["RIS", "csv", "json"])
def test_a_lone_word_is_a_format_only_after_an_answer(word: str) -> None:
    assert export_request(word, shown=True) is not None
    assert export_request(word, shown=False) is None


def test_a_format_beside_a_name_may_mean_that_paper() -> None:
    for text in ("bibtex sea otters", "sea otters bibtex entry", "give me the bib sea otters"):
        request = export_request(text, shown=False)
        assert request, text
        assert (request.papers, request.guessed) == ("sea otters", True), text
    these = export_request("these bibtex", shown=True)
    assert these
    assert (these.papers, these.guessed) == ("", False)


@pytest.mark.parametrize("text", ["papers about bibtex", "which tools use bibtex", "how do I write bibtex"])
def test_bibtex_as_a_topic_is_no_export_of_a_paper(text: str) -> None:
    request = export_request(text, shown=False)
    assert request is None or not request.guessed


def test_a_citation_for_a_name_may_mean_that_paper() -> None:
    for text in ("citation for sea otters", "reference for the sea otters paper please", "the citation of sea otters"):
        query = read(text, shown=())
        assert (query.is_guessed_export, query.paper) == (True, "sea otters"), text
        assert query.instead, text
    assert export_request("references for papers on tides", shown=False) is None
