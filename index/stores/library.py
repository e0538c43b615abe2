"""The library: every paper, where it was seen, and what of it is indexed. The source of truth, in SQL.

The door to SQLAlchemy. Vectors and words are derived from here and can be lost; this cannot. A paper's `revision` grows
with each change of its text or its removal, `indexed` is the revision whose passages the vector store holds.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.questions.query import Condition, Field, Names, Order
from index.stores import filters, tables
from index.stores.filters import Matching
from index.stores.merging import Counts, cards_of, select, write, write_cards

_SCHEMA_VERSION = "1"
_BATCH = 500
_KEPT_PAPERS = 2000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pending:
    """A paper whose passages the vector store lacks. `was_indexed`: it holds passages of an earlier text."""

    paper: Paper
    revision: int
    was_indexed: bool


class State(NamedTuple):
    """The number of papers, the last change of a text, and what the vector store holds."""

    papers: int
    revision: int | None
    passages: int | None
    indexed: int | None


class Library:
    """The papers of one collection. Safe for several threads and processes; see `index.ingest` for the one writer."""

    def __init__(self, path: Path) -> None:
        """Open the library at `path`, made if missing. Raises PaperchatError if the file cannot be used."""
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sql.event.listen(self._engine, "connect", _prepare_connection)
        with _errors_of(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            tables.metadata.create_all(self._engine)
            with self._engine.begin() as db:
                for index in tables.INDEXES:
                    db.execute(sql.schema.CreateIndex(index, if_not_exists=True))
                for name, value in {"schema": _SCHEMA_VERSION, "library": uuid4().hex}.items():
                    db.execute(insert(tables.facts).values(name=name, value=value).on_conflict_do_nothing())
                facts = {row.name: row.value for row in db.execute(sql.select(tables.facts))}
        if facts["schema"] != _SCHEMA_VERSION:
            raise PaperchatError(
                f"{path} was made by another version of paperchat.",
                "Use that version, or set PAPERCHAT_HOME elsewhere.",
            )
        self._known: dict[str, tuple[int | None, Any]] = {}
        self.name = facts["library"]
        """Tells this library from every other: the derived stores note which one they were made from."""

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    # Papers

    def upsert(self, entries: Sequence[Entry]) -> Counts:
        """Add the papers of one source in one transaction, merged with what is known of them."""
        counts = Counts()
        cards = cards_of(entries)
        with self._changing() as (db, revision):
            for start in range(0, len(cards), _BATCH):
                counts += write_cards(db, cards[start : start + _BATCH], revision)
        return counts

    def papers(self, ids: Sequence[str] | None = None) -> list[Paper]:
        """Return the papers with these ids, in their order and without the unknown; without ids all, by title."""
        with self._engine.connect() as db:
            if ids is None:
                return list(select(db, tables.THERE).values())
            # The papers of a chat are asked for again and again.
            kept: dict[str, Paper] = self._kept(db, "papers", lambda _: {})
            if len(kept) > _KEPT_PAPERS:
                kept.clear()
            found = {id_: paper for id_ in ids if (paper := kept.get(id_))}
            if missing := [id_ for id_ in ids if id_ not in found]:
                read = select(db, sql.and_(tables.papers.c.id.in_(missing), tables.THERE))
                kept.update(read)
                found.update(read)
        return [found[id_] for id_ in ids if id_ in found]

    def count(self) -> int:
        """Return the number of papers."""
        return self._number(
            sql.select(sql.func.count()).select_from(tables.papers).where(sql.not_(tables.papers.c.removed))
        )

    def sources(self) -> dict[str, int]:
        """Return the sources by name, each with the number of its papers."""
        query = (
            sql.select(tables.sightings.c.source, sql.func.count())
            .group_by(tables.sightings.c.source)
            .order_by(tables.sightings.c.source)
        )
        with self._engine.connect() as db:
            return {source: count for source, count in db.execute(query)}  # noqa: C416 - typed rows are no pairs

    def matching(self, asked: Sequence[Condition], order: Order = "relevance") -> Matching:
        """Return which papers fulfil all conditions, in this order, then by title."""
        with self._engine.connect() as db:
            return filters.matching(db, asked, order)

    def known(self, field: Field) -> int:
        """Return of how many papers this field is known."""
        with self._engine.connect() as db:
            return filters.known(db, field)

    def names(self) -> Names:
        """Return the organisations and sources that questions may name."""
        with self._engine.connect() as db:
            return self._kept(db, "names", filters.names)

    def remove(self, names: Sequence[str]) -> int:
        """Remove the papers with these ids and the papers seen only in sources of these names; return how many.

        Raises PaperchatError for a name that is neither; then nothing is removed.
        """
        with self._changing() as (db, revision):
            for name in names:
                known = sql.or_(tables.sightings.c.source == name, tables.sightings.c.paper_id == name)
                if not db.scalar(sql.select(sql.exists().where(known))):
                    raise PaperchatError(
                        f"No paper and no source is called {name!r}.", "`paperchat list` shows the ids."
                    )
            db.execute(
                sql.delete(tables.sightings).where(
                    sql.or_(tables.sightings.c.source.in_(names), tables.sightings.c.paper_id.in_(names))
                )
            )
            unseen = sql.and_(
                sql.not_(tables.papers.c.removed),
                tables.papers.c.id.not_in(sql.select(tables.sightings.c.paper_id).distinct()),
            )
            gone = sql.update(tables.papers).where(unseen).values(removed=True, revision=revision)
            return db.execute(gone).rowcount

    # What is indexed

    def state(self) -> State:
        """Return the state of the library; it changes whenever the derived stores do. Asked for with each question, so
        papers are counted again only after something was written.
        """
        with self._engine.connect() as db:
            return self._kept(db, "state", lambda db: State(*db.execute(tables.STATE).one()))

    @property
    def revision(self) -> int:
        """The number of the last change of a text; grows by each."""
        return self._number(tables.REVISION)

    def pending(self) -> Iterator[Pending]:
        """Yield the papers whose passages have to be made, the longest waiting first."""
        query = sql.select(tables.papers.c.id, tables.papers.c.revision, tables.papers.c.indexed).where(tables.PENDING)
        with self._engine.connect() as db:
            rows = db.execute(query.order_by(tables.papers.c.revision, tables.papers.c.id)).all()
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            for row, paper in zip(batch, self.papers([row.id for row in batch]), strict=True):
                yield Pending(paper, row.revision, row.indexed > 0)

    def count_pending(self) -> int:
        """Return the number of papers whose passages have to be made."""
        return self._number(sql.select(sql.func.count()).select_from(tables.papers).where(tables.PENDING))

    def mark_indexed(self, done: Sequence[tuple[Pending, int]]) -> None:
        """Note that the vector store holds the passages of these papers, and how many of each."""
        with self._writing() as db:
            for item, passages in done:
                same = sql.and_(tables.papers.c.id == item.paper.id, tables.papers.c.revision == item.revision)
                db.execute(sql.update(tables.papers).where(same).values(indexed=item.revision, passages=passages))

    def forget_passages(self) -> None:
        """Note that the vector store holds nothing, so that every paper is pending."""
        with self._writing() as db:
            db.execute(sql.update(tables.papers).values(indexed=0, passages=0))

    def count_passages(self) -> int:
        """Return how many passages the vector store should hold."""
        return self._number(sql.select(sql.func.sum(tables.papers.c.passages)))

    def indexed(self) -> dict[str, int]:
        """Return the papers that are indexed as they are, each with the revision of its text."""
        query = sql.select(tables.papers.c.id, tables.papers.c.revision)
        with self._engine.connect() as db:
            rows = db.execute(query.where(tables.THERE, sql.not_(tables.PENDING)))
            return {row.id: row.revision for row in rows}

    def changed_since(self, revision: int) -> Iterator[list[Paper]]:
        """Yield the papers whose text changed after `revision`, in batches."""
        changed = sql.and_(tables.papers.c.revision > revision, sql.not_(tables.papers.c.removed))
        with self._engine.connect() as db:
            ids = list(db.scalars(sql.select(tables.papers.c.id).where(changed).order_by(tables.papers.c.id)))
        for start in range(0, len(ids), _BATCH):
            yield self.papers(ids[start : start + _BATCH])

    def removed(self) -> list[str]:
        """Return the ids of removed papers that the derived stores may still hold."""
        with self._engine.connect() as db:
            return list(db.scalars(sql.select(tables.papers.c.id).where(tables.papers.c.removed)))

    def purge(self, ids: Sequence[str]) -> None:
        """Forget removed papers for good, once the derived stores have."""
        with self._writing() as db:
            db.execute(sql.delete(tables.papers).where(tables.papers.c.removed, tables.papers.c.id.in_(ids)))

    # Inside

    @contextmanager
    def _changing(self) -> Iterator[tuple[sql.Connection, int]]:
        """Open a transaction and give the revision that its changes get."""
        with self._writing() as db:
            revision = (db.scalar(tables.REVISION) or 0) + 1
            yield db, revision
            if db.scalar(sql.select(sql.exists().where(tables.papers.c.revision == revision))):
                write(db, tables.facts, [{"name": "revision", "value": str(revision)}])

    def _kept(self, db: sql.Connection, name: str, ask: Callable[[sql.Connection], T]) -> T:
        """Return what `ask` gives, asking only if something was written since it was asked last."""
        writes = db.scalar(tables.WRITES)
        known = self._known.get(name)
        if known is None or known[0] != writes:
            known = self._known[name] = (writes, ask(db))
        value: T = known[1]
        return value

    @contextmanager
    def _writing(self) -> Iterator[sql.Connection]:
        """Open a transaction and count it."""
        with self._engine.begin() as db:
            db.execute(tables.COUNT_WRITE)
            yield db

    def _number(self, query: sql.Select[Any]) -> int:
        with self._engine.connect() as db:
            return int(db.scalar(query) or 0)


def _prepare_connection(connection: DBAPIConnection, _: object) -> None:
    """Readers go on while one process writes; a removed paper takes its sightings along."""
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def _errors_of(path: Path) -> Iterator[None]:
    """Translate what SQLAlchemy and the file system say about the file into words for people."""
    try:
        yield
    except (sql.exc.DatabaseError, OSError) as fault:
        reason = getattr(fault, "orig", None) or fault
        raise PaperchatError(
            f"The library {path} cannot be used: {reason}.", "Check the folder's permissions, or set PAPERCHAT_HOME."
        ) from fault
