"""Writes a person's marks on papers next to their records. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.papers import Paper

if TYPE_CHECKING:
    from index.stores.by_hand.paper_marks import Marks

MarksById = Mapping[str, "Marks"]


def keywords(paper: Paper, marks: MarksById) -> tuple[str, ...]:
    """Return the tags of the record and those of the person's own, and `starred` and `read` where that is so."""
    own = marks.get(paper.id)
    if own is None:
        return paper.tags
    states = [word for word, holds in (("starred", own.starred), ("read", own.read)) if holds]
    found: dict[str, str] = {}
    for tag in (*paper.tags, *own.tags, *states):
        found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def note(paper: Paper, marks: MarksById) -> str:
    """Return the person's note; empty if there is none."""
    own = marks.get(paper.id)
    return own.note if own else ""
