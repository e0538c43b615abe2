"""Some bytes for each paper in the database of a library that several machines share: made by one, read by all.

Derived from the library and not a part of it: neither copied to a backup nor taken along when a library moves, and made
again where it went. Each kind of bytes has a name; those of another fingerprint count as none, and the writer replaces
them.
"""

from collections.abc import Collection, Sequence
from uuid import uuid4

import sqlalchemy as sql

from index.stores.databases.database_server import CREATING
from index.stores.databases.portable_sql import Text, among, on_server, write
from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import Extent, PaperBytes, checksum

_metadata = sql.MetaData()
_stored = sql.Table(
    "paper_bytes",
    _metadata,
    sql.Column("name", Text, primary_key=True),
    sql.Column("paper_id", Text, primary_key=True),
    sql.Column("revision", sql.Integer, nullable=False),
    sql.Column("checksum", sql.BigInteger, nullable=False),
    sql.Column("bytes", sql.LargeBinary, nullable=False),
)
_made_from = sql.Table(
    "paper_bytes_made_from",
    _metadata,
    sql.Column("name", Text, primary_key=True),
    sql.Column("fingerprint", Text, nullable=False),
    # Another one after each change.
    sql.Column("state", Text, nullable=False),
)
_SAMPLED = 1000


def _create(engine: sql.Engine) -> None:
    """Make the tables where they are missing, as indexes are made: no library of an older release has them."""
    with engine.begin() as db:
        if sql.inspect(db).has_table(_made_from.name):
            return
        if on_server(db):
            # Of several that begin at once, one creates.
            db.execute(sql.select(sql.func.pg_advisory_xact_lock(CREATING)))
        _metadata.create_all(db)


def clear(db: sql.Connection) -> None:
    """Delete all bytes from a database that another library is put into."""
    for table in _metadata.sorted_tables:
        if sql.inspect(db).has_table(table.name):
            db.execute(sql.delete(table))


class BytesTable:
    """The bytes of one name, under one fingerprint. Safe for several threads and processes."""

    def __init__(self, library: Library, name: str, fingerprint: str) -> None:
        """`fingerprint` names all that the bytes depend on: the library, the encoder, how they are made."""
        self._library = library
        self._name, self._fingerprint = name, fingerprint
        _create(library.database)
        made_from = sql.and_(_made_from.c.name == name, _made_from.c.fingerprint == fingerprint)
        self._state = sql.select(_made_from.c.state).where(made_from)
        self._own = sql.and_(_stored.c.name == name, sql.exists(self._state))
        self._revisions: tuple[object, dict[str, int]] = (None, {})
        self._damaged: object = None
        """The state in which something damaged was read."""

    def revisions(self) -> dict[str, int]:
        """Return the revision of each paper's text that is stored. They are read again when somebody has written."""
        state = self.state()
        if state is None or self._revisions[0] != state:
            query = sql.select(_stored.c.paper_id, _stored.c.revision).where(self._own)
            with self._library.store.reading.connect() as db:
                self._revisions = state, {row.paper_id: row.revision for row in db.execute(query)}
        return self._revisions[1]

    def extent(self) -> Extent:
        """Return how much is stored."""
        query = sql.select(sql.func.count(), sql.func.sum(_stored.c.revision)).where(self._own)
        with self._library.database.connect() as db:
            papers, revisions = db.execute(query).one()
            return Extent(papers, int(revisions or 0))

    def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the undamaged bytes of those of the papers that have any."""
        query = sql.select(_stored).where(self._own, _stored.c.paper_id.in_(among(paper_ids)))
        with self._library.store.reading.connect() as db:
            rows = db.execute(query).all()
        whole = {row.paper_id: row.bytes for row in rows if checksum(row.bytes) == row.checksum}
        if len(whole) < len(rows):
            self._damaged = self.state()
        return whole

    def has_met_damage(self) -> bool:
        """Return whether reading has met something damaged, which was left out, since these bytes were last changed."""
        return self._damaged is not None and self._damaged == self.state()

    def state(self) -> object:
        """Return what changes with each change of these bytes; None as long as there are none."""
        return self._library.cached(f"state of {self._name}", lambda db: db.scalar(self._state))

    def is_current(self) -> bool:
        """Return whether there are bytes of this name, of this fingerprint."""
        return self.state() is not None

    def set_aside(self) -> "BytesTable":
        """Rename the bytes of another fingerprint, unless that is done already, and return them."""
        aside = BytesTable(self._library, f"{self._name}.old", self._fingerprint)
        if self.is_current():
            aside.delete_all()
            with self._library.database.begin() as db:
                for table in (_stored, _made_from):
                    db.execute(sql.update(table).where(table.c.name == self._name).values(name=aside._name))
        return aside

    def is_damaged(self) -> bool:
        """Read a sample and return whether something is wrong with it."""
        chosen = sql.select(_stored.c.paper_id).where(self._own).order_by(sql.func.random()).limit(_SAMPLED)
        query = sql.select(_stored).where(_stored.c.name == self._name, _stored.c.paper_id.in_(chosen))
        with self._library.store.reading.connect() as db:
            return any(checksum(row.bytes) != row.checksum for row in db.execute(query))

    def upsert(self, papers: Sequence[PaperBytes]) -> None:
        """Store the bytes of these papers in place of earlier ones."""
        with self._library.database.begin() as db:
            self._begin(db)
            write(db, _stored, [self._row(item) for item in papers])

    def delete(self, paper_ids: Collection[str]) -> None:
        """Delete the bytes of these papers."""
        with self._library.database.begin() as db:
            self._begin(db)
            db.execute(
                sql.delete(_stored).where(_stored.c.name == self._name, _stored.c.paper_id.in_(among(paper_ids)))
            )

    def delete_all(self) -> None:
        """Delete all of them."""
        with self._library.database.begin() as db:
            for table in (_stored, _made_from):
                db.execute(sql.delete(table).where(table.c.name == self._name))

    def _begin(self, db: sql.Connection) -> None:
        """Note that they change; delete those of another fingerprint."""
        if db.scalar(self._state.with_for_update()) is None:
            db.execute(sql.delete(_stored).where(_stored.c.name == self._name))
        write(db, _made_from, [{"name": self._name, "fingerprint": self._fingerprint, "state": uuid4().hex}])

    def _row(self, item: PaperBytes) -> dict[str, object]:
        return {
            "name": self._name,
            "paper_id": item.paper_id,
            "revision": item.revision,
            "checksum": item.checksum,
            "bytes": item.data,
        }
