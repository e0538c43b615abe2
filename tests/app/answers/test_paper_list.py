from datetime import date

import pytest

from app.answers.paper_list import LISTED, asks_for_papers, list_text, listed, quotes_of
from index.papers import Paper
from index.questions.query import Condition, Intent, Order, Query
from index.retrieval.evidence import Evidence
from index.retrieval.search import Hit, SearchResult

SINCE = Condition("date", least=date(2024, 1, 1))
CORAL = Paper("Coral [1] Counting", "It is counted.", date=date(2023, 7, 1), upvotes=1, comments=2, author_count=1204)
TIDES = Paper("Tides", "They turn.", date=date(2024, 12, 31), upvotes=40, comments=0, author_count=3)


def found(query: Query, holding: int, near: int = 0, papers: tuple[Paper, ...] = (TIDES, CORAL)) -> SearchResult:
    hits = tuple(Hit(paper, 1.0) for paper in papers)
    return SearchResult(hits, answerable=True, query=query, holding=holding, near=near)


def opening(query: Query, holding: int, near: int = 0, papers: tuple[Paper, ...] = (TIDES, CORAL)) -> str:
    return list_text(found(query, holding, near, papers)).splitlines()[0]


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        (Query("tides"), False),
        (Query("tides", (SINCE,)), False),
        (Query("tides", intent="compare", sides=("a", "b")), False),
        (Query("tides", intent="list"), True),
        (Query("tides", intent="count"), True),
        (Query("tides", order="newest"), True),
        (Query(" ", (SINCE,)), True),
    ],
)
def test_a_question_for_papers_is_told_from_one_for_what_they_say(query: Query, *, asks: bool) -> None:
    assert asks_for_papers(query) is asks


@pytest.mark.parametrize(
    ("kind", "order", "limit", "papers"),
    [
        ("find", "newest", None, 5),
        ("list", "newest", None, 5),
        ("list", "relevance", None, LISTED),
        ("count", "relevance", None, 8),
        ("count", "newest", None, 8),
        ("find", "newest", 3, 3),
        ("list", "relevance", 3, 3),
        ("list", "relevance", 1000, LISTED),
    ],
)
def test_how_many_papers_are_named(kind: Intent, order: Order, limit: int | None, papers: int) -> None:
    assert listed(Query("tides", intent=kind, order=order, limit=limit), 5) == papers


def test_each_paper_is_a_line_with_its_mark_and_titles_carry_none() -> None:
    assert list_text(found(Query("the sea", intent="list"), 2)) == (
        "2 papers of your collection hold “the sea”.\n\n- Tides [1]\n- Coral [\u20601] Counting [2]"
    )


def test_what_each_says_stands_under_its_title() -> None:
    said = {TIDES.id: "They turn.", CORAL.id: "“It is counted.”"}
    assert list_text(found(Query("the sea", intent="list"), 2), said).splitlines()[2:] == [
        "- Tides [1]",
        "  - They turn [1].",
        "- Coral [\u20601] Counting [2]",
        "  - “It is counted.” [2]",
    ]


def told(paper: Paper, *words: str) -> list[Evidence]:
    """The whole abstract as the best sentence, which holds these words of the topic."""
    return [Evidence(0, len(paper.abstract), 0.5, frozenset(words))]


def test_the_sentence_that_says_most_of_the_topic_is_quoted() -> None:
    listing = found(Query("turning", intent="list"), 2)
    assert quotes_of(listing, [told(TIDES, "turn"), told(CORAL)]) == {TIDES.id: "“They turn.”"}
    assert quotes_of(listing, [[], told(CORAL, "turn")]) == {CORAL.id: "“It is counted.”"}


@pytest.mark.parametrize(
    "query", [Query("tides", intent="count"), Query("", intent="list"), Query("x", order="newest")]
)
def test_only_a_list_on_a_topic_is_quoted(query: Query) -> None:
    assert quotes_of(found(query, 2), [told(TIDES, "tide"), told(CORAL, "tide")]) == {}


def test_a_long_list_is_not_quoted() -> None:
    papers = tuple(Paper(f"Tides {n}", "They turn.") for n in range(11))
    evidence = [told(paper, "turn") for paper in papers]
    query = Query("turning", intent="list")
    assert quotes_of(found(query, 11, papers=papers), evidence) == {}
    assert len(quotes_of(found(query, 10, papers=papers[:10]), evidence[:10])) == 10


@pytest.mark.parametrize(
    ("holding", "near", "papers", "text"),
    [
        (2, 0, (TIDES, CORAL), "2 papers of your collection hold “tides”."),
        (1, 0, (TIDES,), "1 paper of your collection holds “tides”."),
        (1, 1, (TIDES, CORAL), "1 paper of your collection holds “tides”; 1 more comes near it."),
        (0, 2, (TIDES, CORAL), "2 papers of your collection come near “tides”; none holds its words together."),
        (1200, 3, (TIDES, CORAL), "1,200 papers of your collection hold “tides”; 3 more come near it. "
         "The first 2 are listed."),
        (2, 1, (TIDES,), "2 papers of your collection hold “tides”; 1 more comes near it. "
         "The first is listed."),
    ],
)  # fmt: skip
def test_the_counts_are_told_in_words(holding: int, near: int, papers: tuple[Paper, ...], text: str) -> None:
    assert opening(Query("tides", intent="count"), holding, near, papers) == text


def test_without_a_topic_the_papers_left_are_counted() -> None:
    query = Query("", (SINCE,), intent="list")
    assert opening(query, 2) == "2 papers of your collection."
    assert opening(query, 9) == "9 papers of your collection. The first 2 are listed."


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        ("about “low tides”?", "low tides"),
        ("using kelp", "kelp"),
        ("with care", "care"),
        ("on", "on"),
        ("onions", "onions"),
    ],
)
def test_the_topic_is_told_without_its_frame(topic: str, shown: str) -> None:
    assert f"hold “{shown}”" in opening(Query(topic, intent="list"), 2)


@pytest.mark.parametrize(
    ("order", "which", "details"),
    [
        ("newest", "the newest first", ["Tides (Dec 31, 2024) [1]", "Counting (Jul 1, 2023) [2]"]),
        ("oldest", "the oldest first", ["Tides (Dec 31, 2024) [1]", "Counting (Jul 1, 2023) [2]"]),
        ("upvotes", "the most upvoted first", ["Tides (40 upvotes) [1]", "Counting (1 upvote) [2]"]),
    ],
)
def test_an_order_is_told_with_what_it_goes_by(order: Order, which: str, details: list[str]) -> None:
    first, _, *lines = list_text(found(Query("tides", order=order), 2)).splitlines()
    assert first == f"2 papers of your collection hold “tides”, {which}."
    assert [line.endswith(detail) for line, detail in zip(lines, details, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("order", "which", "detail"),
    [
        ("comments", "the most discussed first", "(2 comments) [1]"),
        ("authors", "the ones by the most authors first", "(1,204 authors) [1]"),
    ],
)
def test_orders_by_numbers_are_told(order: Order, which: str, detail: str) -> None:
    query = Query("tides", order=order)
    assert opening(query, 2).endswith(f"hold “tides”, {which}.")
    assert list_text(found(query, 1, papers=(CORAL,))).endswith(detail)


def test_the_one_paper_asked_for_stands_in_no_order() -> None:
    assert opening(Query("tides", order="newest"), 1, papers=(TIDES,)) == "1 paper of your collection holds “tides”."
