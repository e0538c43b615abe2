"""The papers that a query allows: those that meet its conditions, contain its phrases and no excluded word.

Applied before the search, so that both searches look only among these papers. A paper of unknown date may be of any:
it is kept apart, and not left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.collection import Stores
from index.questions.at_hand.study_kinds import STUDY_KINDS
from index.questions.query import Condition, Order, Query
from index.stores.filters import Matching


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
    is_order: bool = False
    """Nothing is left out: the query only asks for an order."""

    @property
    def within(self) -> frozenset[str] | None:
        """The papers that pass the filters, and those that might; None if a search may look at all papers."""
        return None if self.is_order else frozenset((*self.ids, *self.undated))

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
    filters = query.conditions or query.phrases or query.excluded
    if not filters and query.order == "relevance":
        return None
    # A search puts what it finds on a topic in an order of its own.
    order = None if query.text.strip() and query.order == "relevance" else query.order
    found = matching(stores, query.conditions, order)
    wanted = [stores.words.with_phrase(phrase) for phrase in query.phrases]
    unwanted = [stores.words.with_phrase(words) for words in query.excluded]

    def passes(id_: str) -> bool:
        return all(id_ in papers for papers in wanted) and not any(id_ in papers for papers in unwanted)

    passed = _kept(found, passes) if wanted or unwanted else found
    incomplete = passed.unknown - len(passed.undated)
    return Filtered(passed.ids, incomplete, passed.undated, passed.unordered, is_order=not filters)


def matching(stores: Stores, conditions: Sequence[Condition], order: Order | None = "relevance") -> Matching:
    """Return the papers that meet the conditions; of what kind a study is, only the words of the papers tell."""
    studies = [_studies(stores, condition.names) for condition in conditions if condition.field == "study"]
    found = stores.library.matching([one for one in conditions if one.field != "study"], order)
    return _kept(found, lambda id_: all(id_ in papers for papers in studies)) if studies else found


def _studies(stores: Stores, kinds: Iterable[str]) -> set[str]:
    """Return the papers that are studies of one of the kinds."""
    return set[str]().union(
        *(
            _with_any(stores, kind.phrases) - _with_any(stores, kind.unless)
            for kind in map(STUDY_KINDS.__getitem__, kinds)
        )
    )


def _with_any(stores: Stores, phrases: Iterable[str]) -> set[str]:
    return set[str]().union(*map(stores.words.with_phrase, phrases))


def _kept(found: Matching, passes: Callable[[str], bool]) -> Matching:
    """Return those of the papers that pass."""
    ordered = len(found.ids) - found.unordered
    known, last, undated = (
        tuple(filter(passes, ids)) for ids in (found.ids[:ordered], found.ids[ordered:], found.undated)
    )
    unknown = found.unknown - len(found.undated) + len(undated)
    return Matching((*known, *last), unknown, undated, len(last))
