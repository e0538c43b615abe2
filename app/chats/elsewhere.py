"""Turns that other pages of a group are answering: whether they still run, and requests to end them.

A page that is answering a turn says so once a second in a table beside the chats, and finds there what somebody asked
another page to do with it. Only a server has that table: a file of chats has one page.
"""

from collections.abc import Collection
from typing import Literal

import sqlalchemy as sql
from sqlalchemy.dialects import postgresql

from index.stores.databases.portable_sql import Text, write

Wish = Literal["", "stop", "settle"]
"""What the page that answers a turn is asked: to stop it, or to drop it because its end has been saved already."""
_SILENT = 20
"""Seconds after which a turn counts as dead: its page was killed, or its machine is gone."""
_FORGOTTEN = 86_400
_metadata = sql.MetaData()
# Not one of the tables of the chats: backups and moves leave it out.
_live = sql.Table(
    "live_turns",
    _metadata,
    sql.Column("key", Text, primary_key=True),
    sql.Column("beat", sql.Float, nullable=False, default=0),
    sql.Column("wish", Text, nullable=False, default=""),
)
_NOW = sql.cast(sql.extract("epoch", sql.func.clock_timestamp()), sql.Float)
"""By the clock of the server: those of the pages may differ."""


class TurnsElsewhere:
    """The turns that pages on one database are answering. Every method raises PaperchatError."""

    def __init__(self, database: sql.Engine | None) -> None:
        """Without a database, no other page answers turns."""
        self._db = database
        if database:
            with database.begin() as db:
                _metadata.create_all(db)
                db.execute(sql.delete(_live).where(_live.c.beat < _NOW - _FORGOTTEN, _live.c.beat > 0))

    def heartbeat(self, key: str) -> Wish:
        """Say that this page is answering the turn; return what another page was asked to do with it."""
        if not self._db:
            return ""
        said = postgresql.insert(_live).values(key=key, beat=_NOW)
        said = said.on_conflict_do_update(index_elements=[_live.c.key], set_={"beat": _NOW})
        with self._db.begin() as db:
            wish: Wish = db.scalar(said.returning(_live.c.wish)) or ""
        return wish

    def over(self, key: str) -> None:
        """Say that the turn has ended."""
        if self._db:
            with self._db.begin() as db:
                db.execute(sql.delete(_live).where(_live.c.key == key))

    def ask(self, key: str, wish: Wish) -> None:
        """Send a request to the page that is answering the turn, or is about to."""
        if self._db:
            with self._db.begin() as db:
                write(db, _live, [{"key": key, "wish": wish}])

    def alive(self, keys: Collection[str]) -> set[str]:
        """Return which of the turns a page is answering."""
        if not self._db:
            return set()
        here = sql.select(_live.c.key).where(_live.c.key.in_(keys), _live.c.beat > _NOW - _SILENT)
        with self._db.connect() as db:
            return set(db.scalars(here))
