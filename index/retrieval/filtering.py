"""The papers that a query allows: those that meet its conditions, contain its phrases and no excluded word.

Applied before the search, so that both searches look only among these papers.
"""

from dataclasses import dataclass
from datetime import date as Date

from index.collection import Stores
from index.questions.query import ORDERED_BY, Condition, Order, Query


@dataclass(frozen=True, slots=True)
class Filtered:
    """The papers that pass the filters, in the order that the query asks for."""

    ids: tuple[str, ...]
    incomplete: int
    """How many papers are left out only because their record lacks a value that a filter needs."""


def apply_filters(stores: Stores, query: Query) -> Filtered | None:
    """Return the papers that pass the filters of the query; None if it has no filter and no order of its own."""
    if not (query.conditions or query.phrases or query.excluded or query.order != "relevance"):
        return None
    matching = stores.library.matching([*query.conditions, *_known(query.order)], query.order)
    ids = matching.ids
    for phrase in query.phrases:
        mentioning = stores.words.with_phrase(phrase)
        ids = tuple(id_ for id_ in ids if id_ in mentioning)
    for words in query.excluded:
        mentioning = stores.words.with_phrase(words)
        ids = tuple(id_ for id_ in ids if id_ not in mentioning)
    return Filtered(ids, matching.unknown)


def _known(order: Order) -> list[Condition]:
    """Return the condition that papers have the value that they are ordered by."""
    if order not in ORDERED_BY:
        return []
    field = ORDERED_BY[order]
    return [Condition(field, least=Date.min if field == "date" else 0)]
