"""Which of some papers the library has already. Knows their ids and titles only."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.papers import Paper
from index.record_merging import keys_of
from index.stores import tables

if TYPE_CHECKING:
    from index.stores.library import Library

_AT_ONCE = 500


def count_known(library: "Library", papers: Sequence[Paper]) -> int:
    """Return how many of these papers are in the library, under any id or title."""
    aliases = tables.aliases.c
    present = sql.select(tables.papers.c.id).where(tables.PRESENT)
    count = 0
    with library.database.connect() as db:
        for start in range(0, len(papers), _AT_ONCE):
            keys = [keys_of(paper) for paper in papers[start : start + _AT_ONCE]]
            every = [key for of_one in keys for key in of_one]
            found = set(
                db.scalars(sql.select(aliases.key).where(aliases.key.in_(every), aliases.paper_id.in_(present)))
            )
            count += sum(not found.isdisjoint(of_one) for of_one in keys)
    return count
