"""All papers that a query lists, however many there are: what a watch tells of and what an export writes."""

from dataclasses import replace

from index.collection import Stores
from index.questions.query import Query
from index.retrieval.results import SearchResult
from index.retrieval.search import search


def full_list(stores: Stores, query: Query) -> SearchResult:
    """Return what the query lists, in its order; no paper where nothing answers it."""
    found = search(stores, replace(query, intent="list", limit=None), max(1, stores.library.count()))
    # The last ones may or may not be of the time that is asked for.
    hits = found.hits[: len(found.hits) - found.apart] if found.answerable else ()
    return replace(found, hits=hits[: query.limit])
