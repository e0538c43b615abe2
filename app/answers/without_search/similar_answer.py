"""Answers requests for papers similar to others: the nearest by their abstracts, as a list. Calls no model."""

from collections.abc import Sequence
from dataclasses import replace

from app.answer import Answer
from app.answers.list_text import list_markdown, said_in_list
from app.answers.paper_list import MAX_LISTED, list_items
from app.answers.sources import explained_sources
from app.answers.without_search.record_answer import find_named_paper
from app.citations import without_false_marks
from index.browsing.similar import similar_papers
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Query
from index.retrieval.filtering import apply_filters
from index.retrieval.results import Hit, SearchResult
from index.wording.said import Said, in_quotes, said


def answer_with_similar(stores: Stores, answer: Answer, query: Query, usual: int) -> Answer | None:
    """Return the finished answer; None if the words of the query name no paper of the library.

    `usual`: how many papers to list where the query does not say.
    """
    given = _given_papers(stores, query)
    if not given:
        return None
    rest = replace(query, text="", conditions=tuple(one for one in query.conditions if one.field != "id"))
    passing = apply_filters(stores, rest)
    limit = min(query.limit or usual, MAX_LISTED)
    within = frozenset(passing.ids) if passing else None
    near = similar_papers(stores, [paper.id for paper in given], limit, within)
    if passing:
        order = passing.in_order([paper.id for paper, _ in near])
        near.sort(key=lambda item: order.index(item[0].id))
    hits = tuple(Hit(paper, cosine, cosine=cosine, semantic_rank=rank) for rank, (paper, cosine) in enumerate(near, 1))
    found = SearchResult(hits, bool(hits), rest, filtered=len(passing.ids) if passing else None)
    sources = explained_sources(stores, found, [()] * len(hits))
    items = list_items(found)
    opening = _opening(given, len(items), filtered=passing is not None)
    return replace(
        answer,
        stage="done",
        intent="list",
        sources=tuple(replace(source, number=number) for number, source in enumerate(sources, 1)),
        opening=opening,
        items=items,
        text=list_markdown(opening, items)[0] if items else opening,
        said=said_in_list(opening, items) if items else (),
        chips=rest.chips,
        dropped=rest.dropped,
        refused=not items,
    )


def similar_title(titles: Sequence[str]) -> str:
    """Return the request for papers similar to these, in words."""
    return said("similar.title", "Papers similar to {papers}", papers=_given_in_words(titles))


def _given_papers(stores: Stores, query: Query) -> list[Paper]:
    """Return the papers to be similar to: those shown before, or the one that is named."""
    if query.paper:
        paper = find_named_paper(stores, query.paper)
        return [paper] if paper else []
    ids = next((condition.names for condition in query.conditions if condition.field == "id"), ())
    return stores.library.papers(ids)


def _given_in_words(titles: Sequence[str]) -> Said:
    if len(titles) == 1:
        return in_quotes(titles[0])
    return said("similar.these", "these {count} papers", count=len(titles))


def _opening(given: list[Paper], count: int, *, filtered: bool) -> Said:
    to = _given_in_words([without_false_marks(paper.title) for paper in given])
    if not count and filtered:
        return said("similar.none_meets", "No other paper in your collection meets the filters.")
    if not count:
        return said("similar.none", "No other paper in your collection can be compared with {papers}.", papers=to)
    most = (
        "The paper in your collection most similar to {papers}.",
        "The {count} papers in your collection most similar to {papers}.",
    )
    return said("similar.opening", most, papers=to, count=count)
