"""Which papers a query is about at all: those that fulfil its conditions, hold its phrases and none of its exclusions.

Resolved before anything is searched, so that both searches look among these papers only.
"""

from dataclasses import dataclass
from datetime import date as Date

from index.collection import Stores
from index.questions.query import ORDERED_BY, Condition, Order, Query


@dataclass(frozen=True, slots=True)
class Filtered:
    """The papers that are left, in the order that the query asks for."""

    ids: tuple[str, ...]
    unknown: int
    """Papers left out only because a field that is asked for is not known of them."""


def apply_filters(stores: Stores, query: Query) -> Filtered | None:
    """Return the papers that the query leaves; None where it leaves all of them in no order of their own."""
    if not (query.conditions or query.phrases or query.excluded or query.order != "relevance"):
        return None
    matching = stores.library.matching([*query.conditions, *_known(query.order)], query.order)
    ids = matching.ids
    for phrase in query.phrases:
        holding = stores.words.with_phrase(phrase)
        ids = tuple(id_ for id_ in ids if id_ in holding)
    for words in query.excluded:
        holding = stores.words.with_phrase(words)
        ids = tuple(id_ for id_ in ids if id_ not in holding)
    return Filtered(ids, matching.unknown)


def _known(order: Order) -> list[Condition]:
    """Return the condition that what papers are ordered by is known of them."""
    if order not in ORDERED_BY:
        return []
    field = ORDERED_BY[order]
    return [Condition(field, least=Date.min if field == "date" else 0)]
