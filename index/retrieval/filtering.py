"""The papers that a query allows: those that meet its conditions, contain its phrases and no excluded word.

Applied before the search, so that both searches look only among these papers. A paper of unknown date may be of any:
it is kept apart, and not left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from index.collection import Stores
from index.questions.query import Query


@dataclass(frozen=True, slots=True)
class Filtered:
    """The papers that pass the filters, in the order that the query asks for."""

    ids: tuple[str, ...]
    incomplete: int
    """How many papers are left out only because their record lacks a value other than the date."""
    undated: tuple[str, ...] = ()
    """The papers that would pass if their date were known to fit."""
    unordered: int = 0
    """How many of `ids` come last because their record lacks the value to order by."""

    @property
    def unordered_ids(self) -> tuple[str, ...]:
        """The papers that lack the value to order by."""
        return self.ids[len(self.ids) - self.unordered :]

    def in_order(self, ranked: Iterable[str]) -> list[str]:
        """Return the papers in the order that the query asks for; those without a value for it stay as they are."""
        papers = list(ranked)
        known = self.ids[: len(self.ids) - self.unordered]
        chosen, ordered = set(papers), set(known)
        return [*(id_ for id_ in known if id_ in chosen), *(id_ for id_ in papers if id_ not in ordered)]

    def undated_last(self, ranked: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return the papers that pass, and those of unknown date."""
        papers, undated = list(ranked), set(self.undated)
        return [id_ for id_ in papers if id_ not in undated], [id_ for id_ in papers if id_ in undated]


def apply_filters(stores: Stores, query: Query) -> Filtered | None:
    """Return the papers that pass the filters of the query; None if it has no filter and no order of its own."""
    if not (query.conditions or query.phrases or query.excluded or query.order != "relevance"):
        return None
    matching = stores.library.matching(query.conditions, query.order)
    wanted = [stores.words.with_phrase(phrase) for phrase in query.phrases]
    unwanted = [stores.words.with_phrase(words) for words in query.excluded]

    def passing(ids: Iterable[str]) -> tuple[str, ...]:
        met = (id_ for id_ in ids if all(id_ in papers for papers in wanted))
        return tuple(id_ for id_ in met if not any(id_ in papers for papers in unwanted))

    ordered = len(matching.ids) - matching.unordered
    known, last = passing(matching.ids[:ordered]), passing(matching.ids[ordered:])
    incomplete = matching.unknown - len(matching.undated)
    return Filtered((*known, *last), incomplete, passing(matching.undated), len(last))
