"""The tables of the chats and of visits, and opening them: in a file, or on a server."""

import time
from pathlib import Path

import sqlalchemy as sql

from index.stores.databases.copying import copy_rows
from index.stores.databases.database_file import file_errors, open_database_file
from index.stores.databases.database_server import CREATING, open_database_server
from index.stores.databases.portable_sql import Text
from index.stores.databases.readable_types import OBJECT, TEXTS, TIME

FILE = "chats.db"
_VERSION = 1
_UNDO_SECONDS = 86_400

schema = sql.MetaData()
"""The tables of the chats."""

chats = sql.Table(
    "chats",
    schema,
    sql.Column("id", Text, primary_key=True),
    # The hash of the secret that the visitor's browser generated.
    sql.Column("visitor", Text, nullable=False, index=True),
    sql.Column("title", Text, nullable=False),
    sql.Column("pinned", sql.Boolean, nullable=False, default=False),
    sql.Column("changed", TIME, nullable=False),
    # The last turn of the branch that is shown.
    sql.Column("leaf", Text, nullable=False),
    sql.Column("deleted", TIME),
)
turns = sql.Table(
    "turns",
    schema,
    sql.Column("key", Text, primary_key=True),
    sql.Column("chat", Text, sql.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("parent", Text, nullable=False),
    sql.Column("question", Text, nullable=False),
    sql.Column("request", OBJECT, nullable=False),
    sql.Column("state", Text, nullable=False),
    # Question and answer in lower case, for the search.
    sql.Column("words", Text, nullable=False, default=""),
    sql.Column("answer", Text),
    # What follow-ups need of the answer, so that they do not have to read all of it.
    sql.Column("remembered", Text),
    sql.Column("fault", TEXTS),
    sql.Column("began", TIME, nullable=False),
)
visits = sql.Table(
    "visits",
    schema,
    sql.Column("visitor", Text, primary_key=True),
    # The end of the visit before the last one.
    sql.Column("ended", TIME),
    sql.Column("noted", TIME, nullable=False),
)


def open_chat_file(path: Path) -> sql.Engine:
    """Return the engine of a file of chats, created if it is missing. Raises PaperchatError."""
    with file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Only their owner may read chats, also on a machine with several users.
        path.touch(mode=0o600, exist_ok=True)
    engine = open_database_file(path, "The file of your chats", "Move it away: paperchat then begins a new one.")
    with engine.begin() as db:
        schema.create_all(db)
        db.execute(sql.text(f"PRAGMA user_version = {_VERSION}"))
    return engine


def open_chats(home: Path, server: str | None) -> sql.Engine:
    """Return the engine of the chats in a home folder, or in the database at an address; forgets old deletions.

    Raises PaperchatError.
    """
    engine = _open_on_server(server) if server else open_chat_file(home / FILE)
    with engine.begin() as db:
        db.execute(sql.delete(chats).where(chats.c.deleted < time.time() - _UNDO_SECONDS))
    return engine


def _open_on_server(address: str) -> sql.Engine:
    engine = open_database_server(address)
    with engine.begin() as db:
        db.execute(sql.select(sql.func.pg_advisory_xact_lock(CREATING)))
        schema.create_all(db)
    return engine


def copy_chats(here: tuple[Path, str | None], there: tuple[Path, str | None]) -> None:
    """Replace the chats of one place by those of another. A place is a home folder, or the address of a server."""
    source, target = open_chats(*here), open_chats(*there)
    try:
        with source.connect() as old, target.begin() as new:
            copy_rows(old, new, schema.sorted_tables)
    finally:
        source.dispose()
        target.dispose()
