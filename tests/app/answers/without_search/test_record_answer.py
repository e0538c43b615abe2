"""Questions about the record of a paper are answered from the library, without a model; other questions are not."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.answer import Answer, Turn
from app.engine import Engine
from app.llm.endpoint import Endpoint
from app.request import Question
from index import ingest
from index.collection import Stores, open_stores
from index.papers import Entry, Paper
from tests.conftest import WordEncoder, opened, paper
from tests.scripted_endpoint import Say, ScriptedEndpoint

GULL = paper(
    "Gull Eye: Reading Over a Gull's Shoulder",
    "We count gulls. They read on 12 beaches.",
    date=date(2024, 3, 5),
    author_count=12,
    organisation="Reef Lab",
    upvotes=41,
    comments=3,
    sources=("monday.txt",),
)
TERN = paper(
    "Do Terns Return? A Study of 1,204 Nests",
    "Terns come back to their nests. We looked.",
    date=date(2025, 6, 8),
    date_inferred=True,
    authors=("Ann Sterna", "Bo Larus", "Cy Auk"),
    upvotes=7,
    arxiv_id="2401.00011v2",
    sources=("monday.txt", "tuesday.txt"),
)
SKUA = paper(
    "Skua Networks",
    "Networks that steal from other networks.",
    comments=19,
    upvotes=0,
    doi="10.1000/skua",
    venue="Journal of Birds",
    categories=("cs.CV", "cs.AI"),
    url="https://example.org/skua",
    pdf_url="https://example.org/skua.pdf",
    code_url="https://example.org/skua.git",
    sources=("tuesday.txt",),
)
AUK = paper("Auk Networks: Nets for Auks", "The nets are wet, and auks are in them.", sources=("tuesday.txt",))


@pytest.fixture(scope="module")
def birds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    for stores in opened(tmp_path_factory.mktemp("birds"), GULL, TERN, SKUA, AUK):
        stores.library.upsert([Entry(TERN, 1)], "tuesday.txt")
        yield stores


def ask(stores: Stores, question: str, *shown: str, endpoint: Endpoint | None = None) -> Answer:
    history = (Turn("What do birds do?", "They read [1].", shown),) if shown else ()
    return Engine(stores, endpoint).finished(Question(question, history))


def test_the_abstract_of_a_paper_is_quoted_whole(birds: Stores) -> None:
    for question in ("what is the abstract of Skua Networks", "read me the abstract for Skua Networks please"):
        answer = ask(birds, question)
        assert answer.text == "The abstract of “Skua Networks”:\n\n“Networks that steal from other networks.” [1]"
        (check,) = answer.checks
        assert answer.text[check.start : check.end] == "“Networks that steal from other networks.”"
        assert [source.paper.title for source in answer.sources] == ["Skua Networks"]


def test_a_name_that_only_the_abstract_presents_is_that_paper(
    add_papers: Callable[..., object], stores: Stores
) -> None:
    sea = paper("Waves Without End", "We introduce SeaNet, a net for waves. It is wet.", date=date(2025, 3, 1))
    add_papers(sea, paper("Ponds", "We extend SeaNet to ponds.", date=date(2025, 4, 1)))
    assert "“Waves Without End” was published on Mar 1, 2025" in ask(stores, "when was SeaNet published?").text
    again = paper("Lakes", "This paper presents SeaNet for lakes.")
    add_papers(again)
    assert "was published" not in ask(stores, "when was SeaNet published?").text


def test_who_presents_a_name_is_meant_and_not_who_has_it_in_a_title(
    add_papers: Callable[..., object], stores: Stores
) -> None:
    add_papers(paper("How Deep SeaNet Dives", "We dive with SeaNet.", authors=("Di Ver",)))
    answer = ask(stores, "who wrote SeaNet")
    assert answer.text.startswith("No paper is called exactly “SeaNet”, but there is “How Deep SeaNet Dives” [1].")
    add_papers(paper("Waves Without End", "We introduce SeaNet, a net for waves.", authors=("Wa Ve",)))
    assert ask(stores, "who wrote SeaNet").text.startswith("“Waves Without End” is by Wa Ve [1].")


@pytest.mark.parametrize("question", ["Wer hat Do Terns Return geschrieben?", "Do Terns Return的作者是谁？"])
def test_a_record_is_asked_for_in_german_and_chinese(birds: Stores, question: str) -> None:
    assert "Ann Sterna" in ask(birds, question).text


KNOWN = [
    ("When was the Gull Eye paper published?", GULL, "was published on Mar 5, 2024 [1]."),
    ("when did Gull Eye come out", GULL, "Mar 5, 2024"),
    ("What is the publication date of “Reading Over a Gull's Shoulder”?", GULL, "Mar 5, 2024"),
    ("In which year was Do Terns Return? A Study of 1,204 Nests published?", TERN, "Jun 8, 2025 (the page leaves out"),
    ("Who wrote Do Terns Return?", TERN, "is by Ann Sterna, Bo Larus and Cy Auk [1]."),
    ("Which page is the paper about reading on beaches from?", GULL, "is in monday.txt"),
    ("who are the authors of the paper on terns?", TERN, "Ann Sterna, Bo Larus and Cy Auk"),
    ("How many authors does the Gull Eye paper have?", GULL, "has 12 authors [1]."),
    ("Who is the first author of Do Terns Return?", TERN, "The first author of “Do Terns Return? A Study"),
    ("who is the senior author of Do Terns Return?", TERN, "is Cy Auk [1]."),
    ("Do I have a paper called Skua Networks?", SKUA, "Yes, you have “Skua Networks” [1]."),
    ("is there a paper titled “Gull Eye” in my library", GULL, "Yes, you have “Gull Eye: Reading Over"),
    ("do we have a paper called Return of Terns", TERN, "No paper is called exactly “Return of Terns”, but there is"),
    ("Which paper has the most authors?", GULL, "12 [1]. For 2 other papers, the number of authors is not known."),
    ("how many people wrote gull eye", GULL, "12 authors"),
    ("number of authors of Do Terns Return", TERN, "has 3 authors"),
    ("How many upvotes did Gull Eye get?", GULL, "has 41 upvotes [1]."),
    ("how many likes does Skua Networks have?", SKUA, "has 0 upvotes"),
    ("How many comments does Skua Networks have?", SKUA, "has 19 comments"),
    ("Which lab is Gull Eye from?", GULL, "is from Reef Lab [1]."),
    ("From which page is Skua Networks?", SKUA, "is in tuesday.txt [1]."),
    ("Where did I find the paper Do Terns Return?", TERN, "is in monday.txt and tuesday.txt"),
    ("the link to Skua Networks", SKUA, "https://example.org/skua [1]."),
    ("Give me the link to Do Terns Return, please", TERN, "https://arxiv.org/abs/2401.00011"),
    ("where can I download the PDF of Do Terns Return?", TERN, "https://arxiv.org/pdf/2401.00011"),
    ("Can you send me the link to the code of Skua Networks?", SKUA, "https://example.org/skua.git"),
    ("What is the arXiv id of Do Terns Return?", TERN, "2401.00011v2"),
    ("What's the DOI of Skua Networks?", SKUA, "10.1000/skua"),
    ("Where was Skua Networks published?", SKUA, "Journal of Birds"),
    ("Which categories is Skua Networks in?", SKUA, "cs.CV and cs.AI"),
    ("Which paper got the most comments?", SKUA, "has the most comments of the papers in your collection, 19 [1]."),
    ("what is the most upvoted paper", GULL, "the most upvotes"),
    ("which paper has the fewest upvotes?", SKUA, "the fewest upvotes"),
    ("How many comments does Skua Netwroks have?", SKUA, "has 19 comments"),
]
UNKNOWN = [
    ("Who wrote Gull Eye?", GULL, "The page you saved does not give the author names of “Gull Eye", "12 authors"),
    ("Who wrote Skua Networks?", SKUA, "The page you saved does not give the author names of", ""),
    ("Who is the first author of Gull Eye?", GULL, "does not give the author names of “Gull Eye", "12 authors"),
    (
        "How many comments does Do Terns Return have?",
        TERN,
        "The pages you saved do not give the number of comments",
        "",
    ),
    ("When was Auk Networks published?", AUK, "The page you saved does not give the date of", ""),
    ("the link to Gull Eye", GULL, "does not give the link to “Gull Eye", ""),
]


@pytest.mark.parametrize(("question", "meant", "text"), KNOWN)
def test_a_known_fact_cites_its_paper(birds: Stores, question: str, meant: Paper, text: str) -> None:
    answer = ask(birds, question)
    assert text in answer.text
    assert "[1]" in answer.text
    assert [source.paper.title for source in answer.cited] == [meant.title]
    assert (answer.stage, answer.refused, answer.model, answer.model_calls) == ("done", False, None, 0)


@pytest.mark.parametrize(("question", "meant", "text", "more"), UNKNOWN)
def test_a_missing_fact_is_reported_as_missing(
    birds: Stores, question: str, meant: Paper, text: str, more: str
) -> None:
    answer = ask(birds, question)
    assert text in answer.text
    assert more in answer.text
    assert [source.paper.title for source in answer.cited] == [meant.title]
    assert answer.refused


@pytest.mark.parametrize(("question", "meant", "text"), [KNOWN[0], KNOWN[6], KNOWN[15], KNOWN[23]])
def test_a_model_is_not_called(
    birds: Stores, endpoint: ScriptedEndpoint, question: str, meant: Paper, text: str
) -> None:
    answer = ask(birds, question, endpoint=Endpoint(endpoint.url, "tiny-model", "sk-secret"))
    assert text in answer.text
    assert endpoint.requests == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was it published?", "Jun 8, 2025"),
        ("who wrote it?", "Ann Sterna"),
        ("How many authors does this paper have?", "3 authors"),
        ("and which page is it from", "monday.txt"),
        ("link?", "https://arxiv.org/abs/2401.00011"),
        ("what was it called?", "The paper is “Do Terns Return?"),
    ],
)
def test_a_pronoun_means_the_first_paper_shown(
    birds: Stores, endpoint: ScriptedEndpoint, question: str, text: str
) -> None:
    model = Endpoint(endpoint.url, "tiny-model", "sk-secret")
    answer = ask(birds, question, TERN.id, GULL.id, endpoint=model)
    assert text in answer.text
    assert endpoint.requests == []


def test_several_matching_titles_are_mentioned(birds: Stores) -> None:
    answer = ask(birds, "How many comments does the networks paper have?")
    assert "1 other title matches “networks”." in answer.text
    assert len(answer.sources) == 2


@pytest.mark.parametrize(
    "question",
    [
        "When was the transistor invented?",
        "When do terns return?",
        "When is Gull Eye better than a fisherman?",
        "How many comments does the gull paper analyse?",
        "How many authors are needed for a survey?",
        "Who wrote the first paper on gravity?",
        "Which datasets link gulls to bread?",
        "What code do gulls speak?",
        "What do the terns return to?",
        "Which papers have the most comments?",
        "most upvoted papers on gulls",
        "What year do gulls live?",
        "When was the paper about fishing on beaches published?",
        "When was reading on beaches published?",
        "How does Gull Eye count?",
        "Which page ranking algorithm do gulls use?",
        "When was it published?",
        "",
        "When",
    ],
)
def test_other_questions_are_left_to_the_search(birds: Stores, question: str) -> None:
    answer = ask(birds, question)
    assert not any(
        phrase in answer.text
        for phrase in ("was published on", "does not give", "is by", "of the papers in your collection")
    )


def test_a_library_without_upvotes_is_a_refusal(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(AUK)
    answer = ask(stores, "Which paper has the most upvotes?")
    assert answer.text == "None of the pages you saved gives the number of upvotes of a paper."
    assert answer.refused


def test_a_paper_that_is_not_in_the_library_is_reported(birds: Stores) -> None:
    answer = ask(birds, "Do I have a paper called Attention Is All You Need?")
    assert answer.text == "No, no paper in your collection is called “Attention Is All You Need”."
    assert (answer.refused, answer.sources) == (True, ())


@pytest.mark.slow
def test_a_long_text_is_no_question_about_a_record(birds: Stores) -> None:
    assert "was published on" not in ask(birds, "When was " + "Gull Eye " * 100_000 + "published?").text


def test_a_follow_up_that_a_model_rewrites_is_answered_from_the_record(
    birds: Stores, endpoint: ScriptedEndpoint
) -> None:
    endpoint.says(Say("Who wrote Do Terns Return?"))
    model = Endpoint(endpoint.url, "tiny-model", "sk-secret")
    answer = ask(birds, "Wer hat den Artikel über die Seeschwalben geschrieben, und wann war das?", endpoint=model)
    assert "is by Ann Sterna" in answer.text
    assert (answer.rewritten, answer.model_calls) == (True, 1)


@pytest.fixture(scope="module")
def saved_page(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    stores = open_stores(tmp_path_factory.mktemp("page"), WordEncoder())
    for _ in ingest.add(stores, ingest.gather([shared / "cases" / "files" / "hf_search_copy_all.txt"])):
        pass
    yield stores
    stores.close()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was the LanternNet paper published?", "Jan 5, 2026 [1]."),
        ("How many authors does the Ledger paper have?", "4 authors [1]."),
    ],
)
def test_the_papers_of_a_saved_page_are_found_by_name(saved_page: Stores, question: str, text: str) -> None:
    assert text in ask(saved_page, question).text


def test_of_papers_shown_before_the_most_and_fewest_are_those_of_them(birds: Stores) -> None:
    fewest = ask(birds, "which one has the fewest upvotes?", GULL.id, TERN.id)
    assert fewest.text == "“Do Terns Return? A Study of 1,204 Nests” has the fewest upvotes of these papers, 7 [1]."
    same = ask(birds, "which of these has the fewest upvotes?", GULL.id, TERN.id)
    assert same.text == fewest.text
    most = ask(birds, "which is the most upvoted one?", TERN.id, SKUA.id)
    assert [source.paper.title for source in most.cited] == [TERN.title]


def test_the_title_of_the_paper_is_named(birds: Stores) -> None:
    answer = ask(birds, "which paper is that from?", SKUA.id, GULL.id)
    assert answer.text == "The paper is “Skua Networks” [1]."
