"""Papers that a file listed when it was last added and no longer lists. They are kept, and the user is told."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.papers import Entry, Paper
from index.record_merging import keys_of
from index.stores.tables import PRESENT, aliases, papers, sightings, sources
from index.wording.said import said

if TYPE_CHECKING:
    from index.stores.library import Library

# The papers of a larger file are not compared: their keys would fill the memory.
_MOST = 100_000
_BATCH = 500
_NAMED = 3


class Listings:
    """What the sources in one file listed before it is added, and what they list now."""

    def __init__(self, library: "Library", *, lasting: bool) -> None:
        """`lasting`: it is a file, unlike an address or a pipe, which have other papers each time."""
        self._library, self._lasting = library, lasting
        self._before: dict[str, frozenset[str]] = {}
        self._keys: dict[str, set[str]] = {}

    def note(self, source: str, entries: Iterable[Entry]) -> None:
        """Note what the source at this path lists now, before it is added to the library."""
        if source not in self._before:
            self._before[source] = _listed(self._library, source) if self._lasting else frozenset()
            self._keys[source] = set()
        if self._before[source]:
            self._keys[source].update(key for entry in entries for key in keys_of(entry.paper))

    def gone(self) -> str:
        """Return what to say of papers that are not listed any more; empty if there are none."""
        gone = list(self._gone())
        if not gone:
            return ""
        titles = ", ".join(f"“{paper.title}” ({paper.id})" for paper in gone[:_NAMED])
        if (more := len(gone) - _NAMED) > 0:
            titles = said("problem.titles_and_more", "{titles} and {more} more", titles=titles, more=more)
        words = "no longer lists {titles}; the library keeps them, and `paperchat remove ID` removes one"
        return said("problem.unlisted", words, titles=titles)

    def _gone(self) -> Iterator[Paper]:
        for source, before in self._before.items():
            yield from _without_listed(self._library, before, self._keys[source])


def _listed(library: "Library", path: str) -> frozenset[str]:
    """Return the ids of the papers that the source at `path` is known to list; none of a very large one."""
    seen = sql.select(sightings.c.paper_id).join(sources, sources.c.key == sightings.c.source)
    here = seen.join(papers, papers.c.id == sightings.c.paper_id).where(sources.c.path == path, PRESENT)
    with library.database.connect() as db:
        ids = frozenset(db.scalars(here.limit(_MOST + 1)))
    return ids if len(ids) <= _MOST else frozenset()


def _without_listed(library: "Library", before: frozenset[str], keys: Collection[str]) -> list[Paper]:
    """Return those of the papers that none of the keys belongs to."""
    rest, waiting = set(before), iter(keys)
    with library.database.connect() as db:
        while rest and (some := list(islice(waiting, _BATCH))):
            rest.difference_update(db.scalars(sql.select(aliases.c.paper_id).where(aliases.c.key.in_(some))))
    return library.papers(sorted(rest))
