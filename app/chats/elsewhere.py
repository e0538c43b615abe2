"""Turns that other pages of a group are answering: whether they still run, and requests to stop them.

A page that is answering a turn says so once a second, and learns what was asked of another page. Kept beside the chats
on a server; a file of chats has one page only, and nothing is elsewhere.
"""

from collections.abc import Collection
from typing import Literal

import sqlalchemy as sql
from sqlalchemy.dialects import postgresql

from index.stores.databases.portable_sql import Text, write

Wish = Literal["", "stop", "settle"]
"""To end at the next snapshot; or to go, because another page has kept an end."""
_SILENT = 20
"""Seconds after which a turn counts as dead: its page was killed, or its machine is gone."""
_FORGOTTEN = 86_400
_metadata = sql.MetaData()
# Not a part of the chats: what moves them leaves it behind.
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
        """Without a database, nothing is elsewhere."""
        self._db = database
        if database:
            with database.begin() as db:
                _metadata.create_all(db)
                db.execute(sql.delete(_live).where(_live.c.beat < _NOW - _FORGOTTEN, _live.c.beat > 0))

    def heartbeat(self, key: str) -> Wish:
        """Say that this page is answering the turn; return what was asked of another page."""
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
        """Return those of the turns that a page is answering."""
        if not self._db:
            return set()
        here = sql.select(_live.c.key).where(_live.c.key.in_(keys), _live.c.beat > _NOW - _SILENT)
        with self._db.connect() as db:
            return set(db.scalars(here))
