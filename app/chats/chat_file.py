"""The tables of the chats' file, and opening it."""

import time
from pathlib import Path

import sqlalchemy as sql

from index.stores.databases.database_file import file_errors, open_database_file

FILE = "chats.db"
_VERSION = 1
_UNDO_SECONDS = 86_400

_schema = sql.MetaData()

chats = sql.Table(
    "chats",
    _schema,
    sql.Column("id", sql.Text, primary_key=True),
    # The hash of the secret that the visitor's browser drew.
    sql.Column("visitor", sql.Text, nullable=False, index=True),
    sql.Column("title", sql.Text, nullable=False),
    sql.Column("pinned", sql.Boolean, nullable=False, default=False),
    sql.Column("changed", sql.Float, nullable=False),
    # The last turn of the branch that is shown.
    sql.Column("leaf", sql.Text, nullable=False),
    sql.Column("deleted", sql.Float),
)
turns = sql.Table(
    "turns",
    _schema,
    sql.Column("key", sql.Text, primary_key=True),
    sql.Column("chat", sql.Text, sql.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, index=True),
    sql.Column("parent", sql.Text, nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("request", sql.JSON, nullable=False),
    sql.Column("state", sql.Text, nullable=False),
    # What there is to read, in lower case: it is searched.
    sql.Column("words", sql.Text, nullable=False, default=""),
    sql.Column("answer", sql.Text),
    # What follow-ups need of it, so that they do not read whole answers.
    sql.Column("remembered", sql.Text),
    sql.Column("fault", sql.JSON),
    sql.Column("began", sql.Float, nullable=False),
)


def open_chat_file(home: Path) -> sql.Engine:
    """Return the engine of the chats' file in a home folder; it is made if it is missing. Raises PaperchatError."""
    path = home / FILE
    with file_errors(path):
        home.mkdir(parents=True, exist_ok=True)
        # Chats are their owner's alone, on a machine with several users too.
        path.touch(mode=0o600, exist_ok=True)
    engine = open_database_file(path, "The file of your chats", "Move it away: paperchat then begins a new one.")
    with engine.begin() as db:
        _schema.create_all(db)
        db.execute(sql.text(f"PRAGMA user_version = {_VERSION}"))
        db.execute(sql.delete(chats).where(chats.c.deleted < time.time() - _UNDO_SECONDS))
    return engine
