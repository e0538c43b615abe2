from dataclasses import replace
from datetime import date

import pytest

from app.answer import Answer, ListItem
from app.answers.from_search import with_search
from app.answers.list_text import list_markdown, list_opening
from app.answers.paper_list import MAX_LISTED, asks_for_papers, list_items, list_length
from index.papers import Paper
from index.questions.query import Condition, Intent, Order, Query
from index.retrieval.evidence import Evidence
from index.retrieval.results import Hit, SearchResult

SINCE = Condition("date", least=date(2024, 1, 1))
CORAL = Paper("Coral [1] Counting", "It is counted.", date=date(2023, 7, 1), upvotes=1, comments=2, author_count=1204)
TIDES = Paper("Tides", "They turn.", date=date(2024, 12, 31), upvotes=40, comments=0, author_count=3)


def found(query: Query, holding: int, near: int = 0, papers: tuple[Paper, ...] = (TIDES, CORAL)) -> SearchResult:
    hits = tuple(Hit(paper, 1.0) for paper in papers)
    return SearchResult(hits, answerable=True, query=query, mention_count=holding, related_count=near)


def opening(query: Query, holding: int, near: int = 0, papers: tuple[Paper, ...] = (TIDES, CORAL)) -> str:
    return list_opening(found(query, holding, near, papers))


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
def test_a_question_for_papers_differs_from_one_about_their_contents(query: Query, *, asks: bool) -> None:
    assert asks_for_papers(query) is asks


@pytest.mark.parametrize(
    ("kind", "order", "limit", "papers"),
    [
        ("find", "newest", None, 5),
        ("list", "newest", None, 5),
        ("list", "relevance", None, MAX_LISTED),
        ("count", "relevance", None, 8),
        ("count", "newest", None, 8),
        ("find", "newest", 3, 3),
        ("list", "relevance", 3, 3),
        ("list", "relevance", 1000, MAX_LISTED),
    ],
)
def test_how_many_papers_are_listed(kind: Intent, order: Order, limit: int | None, papers: int) -> None:
    assert list_length(Query("tides", intent=kind, order=order, limit=limit), 5) == papers


def test_each_paper_is_a_line_with_its_mark_and_titles_have_none() -> None:
    items = list_items(found(Query("the sea", intent="list"), 2))
    assert list_markdown("Two.", items) == ("Two.\n\n- Tides [1]\n- Coral [\u20601] Counting [2]", ())


def test_remarks_and_quotes_are_below_the_title() -> None:
    items = [ListItem(TIDES, 1, remark="They turn."), ListItem(CORAL, 2, "Jul 1", quote=((0, 14),))]
    text, remarks = list_markdown("Two.", items)
    assert text.splitlines()[2:] == [
        "- Tides [1]",
        "  - They turn [1].",
        "- Coral [\u20601] Counting (Jul 1) [2]",
        "  - “It is counted.” [2]",
    ]
    assert [text[start:end] for start, end in remarks] == ["They turn [1]."]


def test_a_remark_that_looks_like_a_quote_or_a_list_is_still_a_remark() -> None:
    text, remarks = list_markdown("One.", [ListItem(TIDES, 1, remark="  - “They turn.”")])
    assert [text[start:end] for start, end in remarks] == ["  - “They turn [1].”"]


def evidence_of(paper: Paper, *words: str) -> list[Evidence]:
    """The whole abstract as the best sentence, which has these words of the topic."""
    return [Evidence(0, len(paper.abstract), 0.5, frozenset(words))]


def test_the_sentence_closest_to_the_topic_is_quoted() -> None:
    listing = found(Query("turning", intent="list"), 2)
    assert [item.quote for item in list_items(listing, [evidence_of(TIDES, "turn"), evidence_of(CORAL)])] == [
        ((0, 10),),
        (),
    ]
    assert [item.quote for item in list_items(listing, [[], evidence_of(CORAL, "turn")])] == [(), ((0, 14),)]


@pytest.mark.parametrize(
    "query", [Query("tides", intent="count"), Query("", intent="list"), Query("x", order="newest")]
)
def test_only_a_list_on_a_topic_is_quoted(query: Query) -> None:
    assert not any(
        item.quote for item in list_items(found(query, 2), [evidence_of(TIDES, "tide"), evidence_of(CORAL, "tide")])
    )


def test_a_long_list_is_not_quoted() -> None:
    papers = tuple(Paper(f"Tides {n}", "They turn.") for n in range(11))
    evidence = [evidence_of(paper, "turn") for paper in papers]
    query = Query("turning", intent="list")
    assert not any(item.quote for item in list_items(found(query, 11, papers=papers), evidence))
    assert all(item.quote for item in list_items(found(query, 10, papers=papers[:10]), evidence[:10]))


@pytest.mark.parametrize(
    ("holding", "near", "papers", "text"),
    [
        (2, 0, (TIDES, CORAL), "2 papers in your collection mention “tides”."),
        (1, 0, (TIDES,), "1 paper in your collection mentions “tides”."),
        (1, 1, (TIDES, CORAL), "1 paper in your collection mentions “tides”; 1 more is related."),
        (0, 2, (TIDES, CORAL), "2 papers in your collection are related to “tides”; none uses these words."),
        (1200, 3, (TIDES, CORAL), "1,200 papers in your collection mention “tides”; 3 more are related. "
         "The first 2 are listed."),
        (2, 1, (TIDES,), "2 papers in your collection mention “tides”; 1 more is related. "
         "The first is listed."),
    ],
)  # fmt: skip
def test_the_opening_states_the_counts(holding: int, near: int, papers: tuple[Paper, ...], text: str) -> None:
    assert opening(Query("tides", intent="count"), holding, near, papers) == text


@pytest.mark.parametrize(
    ("holding", "near", "undated", "apart", "text"),
    [
        (3, 0, 1, 1, "3 papers that meet the filters mention “tides”; 1 more has no exact date and comes last."),
        (3, 2, 4, 4, "3 papers that meet the filters mention “tides”; 2 more are related; 4 more have no exact"
         " date and come last."),
        (3, 0, 18, 5, "3 papers that meet the filters mention “tides”; 18 more have no exact date, of which 5 come"
         " last."),
        (1, 0, 18, 1, "1 paper that meets the filters mentions “tides”; 18 more have no exact date, of which 1 comes"
         " last."),
        (0, 0, 2, 2, "No paper that meets the filters mentions “tides”; 2 have no exact date and come last."),
    ],
)  # fmt: skip
def test_papers_of_unknown_date_are_counted_in_the_same_sentence(
    holding: int, near: int, undated: int, apart: int, text: str
) -> None:
    papers = tuple(Paper(f"Tides {n}", "They turn.") for n in range(holding + near + apart))
    result = replace(
        found(Query("tides", (SINCE,), intent="count"), holding, near, papers), undated=undated, apart=apart
    )
    assert list_opening(result) == text
    assert not with_search(Answer("tides?", "searching"), result).notice


def test_an_order_that_no_paper_has_a_value_for_is_not_claimed() -> None:
    papers = (Paper("Tides", "They turn."), Paper("Coral", "It is counted."))
    query = Query("tides", order="upvotes", intent="list")
    assert opening(query, 2, papers=papers) == "2 papers in your collection mention “tides”."
    assert opening(query, 2, papers=(TIDES, papers[1])).endswith("“tides”, the most upvoted first.")


def test_without_a_topic_the_papers_left_are_counted() -> None:
    query = Query("", (SINCE,), intent="list")
    assert opening(query, 2) == "2 papers in your collection meet the filters."
    assert opening(query, 9) == "9 papers in your collection meet the filters. The first 2 are listed."


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
def test_the_opening_names_the_topic_without_its_preposition(topic: str, shown: str) -> None:
    assert f"mention “{shown}”" in opening(Query(topic, intent="list"), 2)


@pytest.mark.parametrize(
    ("order", "which", "details"),
    [
        ("newest", "the newest first", ["Tides (Dec 31, 2024) [1]", "Counting (Jul 1, 2023) [2]"]),
        ("oldest", "the oldest first", ["Tides (Dec 31, 2024) [1]", "Counting (Jul 1, 2023) [2]"]),
        ("upvotes", "the most upvoted first", ["Tides (40 upvotes) [1]", "Counting (1 upvote) [2]"]),
        ("least_upvoted", "the least upvoted first", ["Tides (40 upvotes) [1]", "Counting (1 upvote) [2]"]),
    ],
)
def test_an_ordered_list_shows_the_values_it_is_ordered_by(order: Order, which: str, details: list[str]) -> None:
    result = found(Query("tides", order=order), 2)
    first, _, *lines = list_markdown(list_opening(result), list_items(result))[0].splitlines()
    assert first == f"2 papers in your collection mention “tides”, {which}."
    assert [line.endswith(detail) for line, detail in zip(lines, details, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("order", "which", "detail"),
    [
        ("comments", "the most discussed first", "(2 comments) [1]"),
        ("authors", "the ones by the most authors first", "(1,204 authors) [1]"),
    ],
)
def test_orders_by_counts_show_the_counts(order: Order, which: str, detail: str) -> None:
    query = Query("tides", order=order)
    assert opening(query, 2).endswith(f"mention “tides”, {which}.")
    assert list_markdown("One.", list_items(found(query, 1, papers=(CORAL,))))[0].endswith(detail)


def test_the_first_of_all_papers_is_one_of_so_many() -> None:
    query = Query("", order="oldest", limit=1, intent="list")
    assert opening(query, 317, papers=(TIDES,)) == "The oldest of the 317 papers in your collection."


def test_a_list_of_one_paper_mentions_no_order() -> None:
    assert opening(Query("tides", order="newest"), 1, papers=(TIDES,)) == "1 paper in your collection mentions “tides”."
