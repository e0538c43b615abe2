"""The library: every paper, the sources it was found in, and which papers are indexed. The source of truth, in SQL.

The vector store and the word index are derived from it and can be rebuilt. A paper's `revision` grows when its text
changes or it is removed; `indexed` is the revision whose passages are in the vector store.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.questions.query import Condition, Field, Names, Order
from index.stores import backups, filters, migrations, record_checksums, tables
from index.stores.by_hand.own_checksums import check_own
from index.stores.databases.opening import open_database
from index.stores.databases.portable_sql import write
from index.stores.filters import Matching
from index.stores.listed import removal, source_names
from index.stores.listed.present_ids import present_ids
from index.stores.merging import Counts, select, sightings_of, write_sightings
from index.stores.progress import gone_papers

_BATCH = 500
# Finding the next papers to index goes through all that wait, so a number of them are read at once; all would fill the
# memory.
_READ_AHEAD = 2000
_CACHED_PAPERS = 2000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pending:
    """A paper whose passages are not in the vector store. `was_indexed`: those of an earlier text are."""

    paper: Paper
    revision: int
    was_indexed: bool


class State(NamedTuple):
    """How many papers there are, the revision of the last change, and what is in which vector store."""

    papers: int
    revision: int | None
    passages: int | None
    indexed: int | None
    store: str | None = None


class Library:
    """The papers of one collection. Safe for several threads and processes; see `index.ingest` for the one writer."""

    def __init__(self, path: Path, server: str | None = None) -> None:
        """Open the library at `path`; create or migrate it as needed. Raises PaperchatError if it is unusable.

        `server`: the address of the database that has it; then only its backups are at `path`.
        """
        self.store = open_database(path, server)
        """The database that the library is stored in."""
        self.database = self.store.engine
        """For the modules beside this one, which read other tables."""
        with ExitStack() as unfinished:
            unfinished.callback(self.store.close)
            self.name = migrations.open_library(self.database, path)
            """Unique to this library: the derived stores record which library they were built from."""
            unfinished.pop_all()
        self._path = path
        self._cache: dict[str, tuple[object, Any]] = {}

    def close(self) -> None:
        """Close the file, or the connections to the server."""
        self.store.close()

    def upsert(self, entries: Sequence[Entry], path: str | None = None) -> Counts:
        """Add the papers of the source at `path`, in one transaction, merged with what is known of them.

        Without a path, each paper's own source counts.
        """
        counts = Counts()
        by_source: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_source[path or entry.paper.sources[0]].append(entry)
        with self.changing() as (db, revision):
            for source, listed in by_source.items():
                sightings = sightings_of(listed)
                key = source_names.register(db, source, {sighting.paper.id for sighting in sightings})
                for start in range(0, len(sightings), _BATCH):
                    counts += write_sightings(db, key, sightings[start : start + _BATCH], revision)
        return counts

    def papers(self, ids: Sequence[str] | None = None) -> list[Paper]:
        """Return the papers with these ids, also ids of joined records, in their order; without ids all, by title."""
        if ids is None:
            read = self._reader()
            with self.store.reading.connect() as db:
                return list(read(db, tables.PRESENT).values())
        # The papers of a chat are read again and again.
        cache: dict[str, Paper] = self.cached("papers", lambda _: {})
        if len(cache) > _CACHED_PAPERS:
            cache.clear()
        found = {id_: paper for id_ in ids if (paper := cache.get(id_))}
        if missing := [id_ for id_ in ids if id_ not in found]:
            read = self._reader()
            with self.store.reading.connect() as db:
                found.update(read(db, tables.papers.c.id.in_(missing) & tables.PRESENT))
                if former := present_ids(db, [id_ for id_ in missing if id_ not in found]):
                    papers = read(db, tables.papers.c.id.in_(list(former.values())) & tables.PRESENT)
                    found.update({id_: papers[now] for id_, now in former.items() if now in papers})
            cache.update(found)
        return [found[id_] for id_ in ids if id_ in found]

    def count(self) -> int:
        """Return the number of papers."""
        return self._number(sql.select(sql.func.count()).select_from(tables.papers).where(tables.PRESENT))

    def sources(self) -> dict[str, int]:
        """Return the names of the sources, each with the number of its papers."""
        query = (
            sql.select(tables.sources.c.name, sql.func.count().label("papers"))
            .join(tables.sightings, tables.sightings.c.source == tables.sources.c.key)
            .group_by(tables.sources.c.key)
            .order_by(tables.sources.c.name)
        )
        return {row.name: row.papers for row in self._rows(query)}

    def matching(self, conditions: Sequence[Condition], order: Order | None = "relevance") -> Matching:
        """Return the papers that meet all conditions, in this order, then by how their titles begin; None is any."""
        with self.store.reading.connect() as db:
            return filters.matching(db, conditions, order)

    def any_match(self, conditions: Sequence[Condition]) -> bool:
        """Return whether any paper meets all conditions."""
        with self.store.reading.connect() as db:
            return filters.any_match(db, conditions)

    def known(self, field: Field) -> int:
        """Return the number of papers for which this field is known."""
        with self.store.reading.connect() as db:
            return filters.known(db, field)

    def names(self) -> Names:
        """Return the organisations and sources that questions may name."""
        return self.cached("names", filters.names)

    def remove(self, names: Sequence[str]) -> int:
        """Remove papers by id and sources by name or path, with the papers found only there; return how many papers.

        Raises PaperchatError for a name that is neither, or that several sources share; then nothing is removed. Names
        whose removal was cut off before `purge` can be given again.
        """
        with self.changing() as (db, revision):
            return removal.remove(db, names, revision)

    # What is indexed

    def state(self) -> State:
        """Return the state of the library, which changes whenever the derived stores do.

        It is read for each question, so papers are counted again only after something was written.
        """
        return self.cached("state", lambda db: State(*db.execute(tables.STATE).one()))

    @property
    def revision(self) -> int:
        """The number of the last change; each change of a text or removal adds one."""
        return self._number(tables.REVISION)

    def pending(self) -> Iterator[Pending]:
        """Yield the papers to be indexed, the longest waiting first."""
        columns, after = tables.papers.c, (0, "")
        place = (columns.revision, columns.id)
        query = sql.select(*place, columns.indexed).where(tables.PENDING).order_by(*place).limit(_READ_AHEAD)
        while rows := self._rows(query.where(sql.tuple_(*place) > after)):
            for row, paper in zip(rows, self.papers([row.id for row in rows]), strict=True):
                yield Pending(paper, row.revision, row.indexed > 0)
            after = (rows[-1].revision, rows[-1].id)

    def count_pending(self) -> int:
        """Return the number of papers to be indexed."""
        return self._number(sql.select(sql.func.count()).select_from(tables.papers).where(tables.PENDING))

    def mark_indexed(self, done: Sequence[tuple[Pending, int]]) -> None:
        """Record that the passages of these papers are in the vector store, and how many each has."""
        rows = [{"paper": item.paper.id, "at": item.revision, "number": passages} for item, passages in done]
        with self.database.begin() as db:
            if rows:
                db.execute(tables.MARK_INDEXED, rows)

    def forget_passages(self, ids: Sequence[str] | None = None) -> None:
        """Record that the vector store has nothing of any paper, or of these, so that they are to be indexed."""
        forgotten = sql.update(tables.papers).values(indexed=0, passages=0)
        with self.database.begin() as db:
            db.execute(forgotten if ids is None else forgotten.where(tables.papers.c.id.in_(ids)))

    def count_passages(self) -> int:
        """Return how many passages should be in the vector store."""
        return self._number(sql.select(sql.func.sum(tables.papers.c.passages)))

    def indexed(self) -> dict[str, int]:
        """Return the ids of the papers that are indexed in their current text, with its revision."""
        query = sql.select(tables.papers.c.id, tables.papers.c.revision)
        return {row.id: row.revision for row in self._rows(query.where(tables.PRESENT, sql.not_(tables.PENDING)))}

    def changed_since(self, revision: int) -> Iterator[list[Paper]]:
        """Yield the papers whose text changed after `revision`, in batches."""
        changed = sql.and_(tables.papers.c.revision > revision, sql.not_(tables.papers.c.removed))
        ids = [row.id for row in self._rows(sql.select(tables.papers.c.id).where(changed).order_by(tables.papers.c.id))]
        for start in range(0, len(ids), _BATCH):
            yield self.papers(ids[start : start + _BATCH])

    def removed(self) -> list[str]:
        """Return the ids of removed papers that may still be in the derived stores."""
        return [row.id for row in self._rows(sql.select(tables.papers.c.id).where(tables.papers.c.removed))]

    def purge(self, ids: Sequence[str]) -> None:
        """Delete removed papers for good, once they are gone from the derived stores."""
        with self.database.begin() as db:
            gone_papers.delete_for_good(db, ids)
            db.execute(sql.delete(tables.facts).where(tables.facts.c.name == "removing"))

    # What keeps it whole

    def check(self) -> None:
        """Read all of it; raise PaperchatError if it is damaged."""
        with self.store.reading.connect() as db:
            if damaged := record_checksums.damaged_records(db):
                raise record_checksums.damage(damaged, self._path)
        self.store.check()
        with self.store.reading.connect() as db:
            check_own(db, self._path)

    def check_sample(self) -> None:
        """Read some records, in a few milliseconds; what is damaged of them is in `damaged`."""
        with self.store.reading.connect() as db:
            self.damaged.update(record_checksums.sampled_damage(db))

    @property
    def damaged(self) -> dict[str, str]:
        """The titles, by id, of papers whose records were read since the last change, and are not what was written."""
        return self.cached("damaged", lambda _: {})

    @property
    def damage(self) -> PaperchatError | None:
        """The error that names the damaged papers; None if there are none."""
        return record_checksums.damage(self.damaged, self._path) if self.damaged else None

    def back_up(self) -> Path:
        """Copy it to a file, also while it is written to, and return that (`index.stores.backups`)."""
        # A damaged copy would push out a whole one.
        self.check()
        with self.database.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            return backups.back_up(db, self._path, f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}")

    # Inside

    @contextmanager
    def changing(self) -> Iterator[tuple[sql.Connection, int]]:
        """Open a transaction, with the revision that its changes get."""
        with self.database.begin() as db:
            # On a server, two that write at once wait for each other here.
            db.execute(tables.NAME.with_for_update())
            revision = (db.scalar(tables.REVISION) or 0) + 1
            yield db, revision
            if db.scalar(sql.select(sql.exists().where(tables.papers.c.revision == revision))):
                write(db, tables.facts, [{"name": "revision", "value": str(revision)}])

    def _reader(self) -> Callable[[sql.Connection, sql.ColumnElement[bool]], dict[str, Paper]]:
        """Return what reads the papers for which something holds, by id, their sources by name.

        All it needs is at hand: threads that hold a connection and wait for another one would wait for each other.
        """
        names: dict[str, str] = self.cached("source names", source_names.names_by_key)
        return partial(select, names=names, damaged=self.damaged)

    def cached(self, name: str, read: Callable[[sql.Connection], T]) -> T:
        """Return what `read` returns, and call it again only after something was written."""
        changes = self.store.changes()
        cached = self._cache.get(name)
        if cached is None or cached[0] != changes:
            with self.store.reading.connect() as db:
                cached = self._cache[name] = (changes, read(db))
        value: T = cached[1]
        return value

    def _rows(self, query: sql.Select[Any]) -> Sequence[sql.Row[Any]]:
        with self.store.reading.connect() as db:
            return db.execute(query).all()

    def _number(self, query: sql.Select[Any]) -> int:
        with self.store.reading.connect() as db:
            return int(db.scalar(query) or 0)
