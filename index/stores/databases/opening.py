"""Chooses where a library is: in its file, or on a server."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sql

from index.stores.databases.database_file import DatabaseFile
from index.stores.databases.database_server import DatabaseServer


class Database(Protocol):
    """The database that a library is stored in."""

    engine: sql.Engine
    reading: sql.Engine
    """For statements that only read, each for itself."""
    is_shared: bool
    """Whether other machines may change it."""
    place: str
    """Where it is, in words for people: without user and password."""

    def changes(self) -> object:
        """Return a value that differs after each change by any process."""

    def sole_writer(self, patience: float = 0) -> AbstractContextManager[None]:
        """Keep other writers away, on other machines too. Raises LibraryBusyError if one is at work for so long."""

    def check(self) -> None:
        """Raise PaperchatError if it is damaged."""

    def close(self) -> None:
        """Close the file or the connections."""


def open_database(path: Path, server: str | None) -> Database:
    """Open the database at the address `server`, or the file at `path`. Raises PaperchatError."""
    return DatabaseServer(server) if server else DatabaseFile(path)
