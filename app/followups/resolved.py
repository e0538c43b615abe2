"""What a follow-up was resolved to, and how a search is changed by one. Pure."""

from dataclasses import dataclass, replace

from app.followups.search_words import in_words
from index.questions.query import Query


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question resolved without a model. `sure`: a model could not do better."""

    question: str
    query: Query
    sure: bool = True
    leans: bool = False
    asks: str = ""
    """Its own words, where it was joined with the question before it."""
    notice: str = ""
    """What only a model could do."""


def merged(before: Query, after: Query) -> Query:
    """Return the last search with the conditions, order and number of the new one."""
    query = replace(before.with_conditions(after.conditions), excluded=(*before.excluded, *after.excluded), after=0)
    if after.order == "relevance":
        return replace(query, limit=after.limit or before.limit)
    return replace(query, order=after.order, limit=after.limit)


def worded(query: Query, *, sure: bool = True) -> Resolved:
    """Return a search as a follow-up in words that give it again."""
    return Resolved(in_words(query), query, sure=sure)


def chooses_papers(query: Query) -> bool:
    """Return whether a query is about papers that were shown."""
    return any(condition.field == "id" for condition in query.conditions)
