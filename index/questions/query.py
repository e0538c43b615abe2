"""What is searched for: words, conditions on the papers, and the kind of answer that is wanted. Pure.

`index.questions.parser` reads a question into a `Query`; `index.retrieval.search` carries it out. Whatever filters or
reorders a search has a label, is shown as a chip with that label, and can be dropped by it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import Literal

Field = Literal["date", "authors", "upvotes", "comments", "organisation", "source", "id"]
"""What of a paper a condition is on; the names of the fields of `Paper`, `source` for one of its sources."""
Order = Literal["relevance", "newest", "oldest", "upvotes", "comments", "authors"]
"""By what the papers found are ordered: relevance, or a field, the greatest first (`oldest`: the earliest first)."""
Intent = Literal["find", "list", "count", "compare", "summary", "digest", "table"]
"""What is wanted: an answer, all papers on something, how many they are, several things side by side, or what papers
say as a whole: their summary, the digest of a page, a table of them."""
OVERVIEWS: tuple[Intent, ...] = ("summary", "digest", "table")
"""The kinds that tell what papers say as a whole."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a paper has to fulfil: a range, both ends included and either open, or one of several names.

    A paper of which the field is not known does not fulfil it.
    """

    field: Field
    label: str
    """How people read it: `since Mar 2024`, `more than 10 authors`, `from Show Lab`."""
    least: int | Date | None = None
    most: int | Date | None = None
    names: tuple[str, ...] = ()
    """Organisations, sources or ids as the library spells them; any of them will do."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the papers of a library carry, as it spells them; what else a question names is topic."""

    organisations: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no paper holds, and the word near it that was searched for instead."""

    typed: str
    searched: str

    @property
    def label(self) -> str:
        """How people read it."""
        return f"{self.searched} instead of {self.typed}"


ORDERED_BY: dict[Order, Field] = {
    "newest": "date",
    "oldest": "date",
    "upvotes": "upvotes",
    "comments": "comments",
    "authors": "authors",
}
"""The field that an order goes by."""
_ORDERS: dict[Order, str] = {
    "newest": "newest first",
    "oldest": "oldest first",
    "upvotes": "most upvoted first",
    "comments": "most discussed first",
    "authors": "most authors first",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the search understands it."""

    text: str
    """The topic: what is left when the words that became conditions are taken out. May be empty."""
    conditions: tuple[Condition, ...] = ()
    phrases: tuple[str, ...] = ()
    """Quoted in the question: papers must hold them word by word. Their words stand in `text` too."""
    excluded: tuple[str, ...] = ()
    """Words or phrases that papers must not hold."""
    order: Order = "relevance"
    intent: Intent = "find"
    sides: tuple[str, ...] = ()
    """What is compared: each is searched on its own. Empty unless `kind` is compare."""
    limit: int | None = None
    """How many papers the question asks for, where it says so (`the three newest`)."""
    kept: tuple[str, ...] = ()
    """Words that are searched for as they are, though a correction was at hand."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What narrows or reorders the search, as people read it; each can be dropped by its label."""
        return (
            *(condition.label for condition in self.conditions),
            *map(_quoted, self.phrases),
            *map(_not, self.excluded),
            *([_ORDERS[self.order]] if self.order != "relevance" else []),
        )

    def without(self, labels: Collection[str]) -> "Query":
        """Return the query without what has one of these labels."""
        dropped = set(labels)
        return replace(
            self,
            conditions=tuple(condition for condition in self.conditions if condition.label not in dropped),
            phrases=tuple(phrase for phrase in self.phrases if _quoted(phrase) not in dropped),
            excluded=tuple(words for words in self.excluded if _not(words) not in dropped),
            order="relevance" if _ORDERS.get(self.order) in dropped else self.order,
            kept=tuple(label.rpartition(" instead of ")[2] for label in labels if " instead of " in label),
        )


def _quoted(phrase: str) -> str:
    return f"“{phrase}”"


def _not(words: str) -> str:
    return f"not {words}"
