import pytest

from index.questions.chip_words import all_words
from index.questions.query import Intent
from tests.index.questions.asking import read


@pytest.mark.parametrize(
    ("question", "kind", "text", "filters"),
    [
        ("Summarise the Lantern paper", "summary", "Lantern", ()),
        ("Could you please summarize papers about tides from 2024?", "summary", "tides", ("in 2024",)),
        ("tl;dr of Lantern", "summary", "Lantern", ()),
        ("TL;DR: Lantern", "summary", "Lantern", ()),
        ("sum up what is known about tides", "summary", "tides", ()),
        ("Give me an overview of tide models", "summary", "tide models", ()),
        ("summarise my collection", "summary", "", ()),
        ("Summarise papers from Show Lab", "summary", "", ("from Show Lab",)),
        ("Summarise page.txt", "summary", "", ("in page.txt",)),
        ("summarise the three newest papers", "summary", "", ("newest first",)),
        ("Digest of page.txt", "digest", "", ("in page.txt",)),
        ("make a daily digest of the papers from March 2024", "digest", "", ("in Mar 2024",)),
        ("a comparison table of papers on tides", "table", "tides", ()),
        ("Summarise all papers about tides as a table", "table", "tides", ()),
        ("tabulate the papers on tides", "table", "tides", ()),
        ("make me table of tide papers", "table", "tide", ()),
        ("papers on tides in a table, only papers since 2024", "table", "tides", ("since 2024",)),
        ("work on tides in a table, only since 2024", "table", "tides", ("since 2024",)),
        ("3 bullet points on tides for a slide please", "summary", "tides", ()),
        ("give me a related work paragraph on tides with citations", "summary", "tides", ()),
        ("one-sentence takeaway on tides", "summary", "tides", ()),
        ("give me the pros and cons of tide models", "summary", "tide models", ()),
        ("an elevator pitch for solar sails", "summary", "solar sails", ()),
        ("write 100 words about tides", "summary", "tides", ()),
    ],
)
def test_a_request_for_an_overview_is_recognised(
    question: str, kind: Intent, text: str, filters: tuple[str, ...]
) -> None:
    query = read(question)
    assert (query.intent, query.text, all_words(query.chips)) == (kind, text, filters)


@pytest.mark.parametrize(
    ("question", "kind", "ids"),
    [
        ("Summarise it", "summary", "a"),
        ("summarize this paper", "summary", "a"),
        ("Summarise the second one", "summary", "b"),
        ("Summarise these papers", "summary", "abcd"),
        ("summarise all of them", "summary", "abcd"),
        ("a digest of these two papers", "digest", "ab"),
        ("make a table of them", "table", "abcd"),
        ("Compare these papers in a table", "table", "abcd"),
        ("compare them", "table", "abcd"),
    ],
)
def test_an_overview_can_be_of_the_papers_shown(question: str, kind: Intent, ids: str) -> None:
    query = read(question)
    assert (query.intent, query.text) == (kind, "")
    assert [condition.names for condition in query.conditions] == [tuple(ids)]


@pytest.mark.parametrize(
    "question",
    [
        "Summary statistics of weights",
        "overview of deep learning",
        "Which papers summarise news?",
        "table detection in documents",
        "table of contents generation",
        "table tennis robots",
        "How well do models summarise it?",
        "digesting long documents",
        "compare the two schools of thought on tides",
    ],
)
def test_similar_questions_are_not_overviews(question: str) -> None:
    assert read(question).intent not in ("summary", "digest", "table")


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("summarise the tides paper", 1),
        ("Can you summarise the reviewers paper please?", 1),
        ("summarise the papers on tides", None),
        ("summarise papers on paper mills", None),
    ],
)
def test_one_paper_is_summed_up_where_one_is_meant(question: str, limit: int | None) -> None:
    query = read(question)
    assert (query.intent, query.limit) == ("summary", limit)


def test_a_tldr_of_a_name_is_of_one_paper() -> None:
    for question in ("tldr sea otters", "tl;dr sea otters paper", "tldr: the sea otters paper"):
        query = read(question, ())
        assert (query.intent, query.text, query.limit) == ("summary", "sea otters", 1), question
    assert read("tldr of the papers on sea otters", ()).limit is None


@pytest.mark.parametrize(
    "question",
    [
        "table comparing tides and seals",
        "a table comparing tides and seals, with the data sets",
        "comparison table tides vs seals",
        "compare tides and seals in a table, only papers since 2024",
    ],
)
def test_a_table_of_two_sides_needs_no_article(question: str) -> None:
    query = read(question)
    assert (query.intent, query.sides) == ("table", ("tides", "seals"))
