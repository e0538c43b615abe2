"""Which papers of the collection a table shows, in which order. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

from index.questions.query import Condition, Field

Sort = Literal["relevance", "mine", "listed", "date", "upvotes", "comments", "title", "added"]
"""What a table is sorted by: how well the words match, the person's taste (`index.browsing.my_ranking`), the last day
on a listing, or a field of the record."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The papers that have all words and meet all conditions."""

    words: str = ""
    """As typed so far: the last word may be unfinished."""
    conditions: tuple[Condition, ...] = ()
    sort: Sort = "added"
    ascending: bool = False

    def without(self, field: Field) -> "Selection":
        """Return the selection without its conditions on a field."""
        return replace(self, conditions=tuple(one for one in self.conditions if one.field != field))
