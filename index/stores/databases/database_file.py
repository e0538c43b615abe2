"""Opens the library's file and others, and turns the faults of SQLite into errors for people wherever they come up."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sql
from sqlalchemy.engine import ExceptionContext

from index.errors import LibraryBusyError, PaperchatError
from index.stores import backups
from index.stores.databases.read_only_folder import can_only_be_read, is_full, is_read_only

# By the primary result codes of https://www.sqlite.org/rescode.html.
_CHECK_PERMISSIONS = "Check the permissions of the file and its folder, or use another home folder."
_FAULTS: Mapping[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space and try again: nothing is lost."),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "Check the disk, and whether it is full."),
    sqlite3.SQLITE_READONLY: ("it cannot be written to", _CHECK_PERMISSIONS),
    sqlite3.SQLITE_PERM: ("it cannot be written to", _CHECK_PERMISSIONS),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", _CHECK_PERMISSIONS),
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# What SQLite says where there is no space for its log; a file that had none when it was opened can only be read.
_WITHOUT_LOG = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_NO_DAY = "datetime({0}) IS NULL"
_NO_NUMBER = "typeof({0}) <> 'integer'"
# For each type of column, an SQL condition that is true of a value of another type.
_BROKEN = {
    "JSON": "NOT json_valid({0})",
    "DATE": _NO_DAY,
    "DATETIME": _NO_DAY,
    "INTEGER": _NO_NUMBER,
    "BIGINT": _NO_NUMBER,
    "BOOLEAN": _NO_NUMBER,
    "VARCHAR": "typeof({0}) <> 'text'",
}
# Extended codes have the primary one in their lowest byte.
_PRIMARY = 0xFF


# Rows with abstracts leave a fifth of smaller pages empty. A file that is there keeps its own. The log of a large
# addition, which is as large as what was added, would stay until all have closed the file.
_LARGEST_LOG = 4 << 20
_PRAGMAS = (
    *("page_size = 8192", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"),
    f"journal_size_limit = {_LARGEST_LOG}",
)
_LIBRARY = "The library"
# Seconds to wait for another process that is writing.
_PATIENCE = 30
_SHOWN = 40
# One invalid character must not keep a whole table from being read; `check` says where it is.
_readable_text = partial(str, encoding="utf-8", errors="replace")


def open_database_file(path: Path, name: str = _LIBRARY, advice: str = "") -> sql.Engine:
    """Return the engine of the file at `path`; one that cannot be used raises `PaperchatError`, at any time.

    `name`: what people call the file; `advice`: what to do if it is damaged, for the library to look for a backup.
    """
    read_only = is_only_readable(path)
    engine = sql.create_engine(
        _address(path, read_only=read_only),
        connect_args={"timeout": _PATIENCE},
        json_deserializer=_reader_of_json(path, name, advice),
    )

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        """Let readers go on while one process writes, and delete what refers to a deleted paper."""
        connection.text_factory = _readable_text
        with _explained(path, name, advice):
            for pragma in () if read_only else _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

    def explain(context: ExceptionContext) -> None:
        if error := _error(context.original_exception, path, name, advice):
            raise error from context.original_exception

    sql.event.listen(engine, "connect", prepare)
    sql.event.listen(engine, "handle_error", explain)
    return engine


def is_only_readable(path: Path) -> bool:
    """Return whether the file is there and cannot be written, or its folder cannot, where SQLite keeps its log."""
    return is_read_only(path) or (path.exists() and can_only_be_read(path.parent))


def _reader_of_json(path: Path, name: str, advice: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return json.loads(text)
        except ValueError as fault:
            raise _damaged(path, name, advice, f": {text[:_SHOWN]!r} in it is not JSON") from fault

    return read


def _address(path: Path, *, read_only: bool) -> str:
    if not read_only:
        return f"sqlite:///{path}"
    # Without a log nobody is writing, and SQLite would want to make one only to read. On a full disk one stays empty.
    log = path.with_name(f"{path.name}-wal")
    immutable = "" if log.exists() and log.stat().st_size else "&immutable=1"
    return f"sqlite:///file:{quote(str(path))}?mode=ro{immutable}&uri=true"


class DatabaseFile:
    """The file of a library. Safe for several threads."""

    is_shared = False

    def __init__(self, path: Path) -> None:
        """Open the file at `path`; raise PaperchatError if its folder cannot be used."""
        with file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self.place = path, str(path)
        self.engine = self.reading = open_database_file(path)
        self._changes = _ChangeCounter(self.engine, path)

    def changes(self) -> object:
        """Return a value that differs after each change by any process; costs a hundredth of a query."""
        return self._changes.value()

    def sole_writer(self, patience: float = 0) -> AbstractContextManager[None]:
        """Do nothing: a process that writes to the file has locked its folder (`index.writer_lock`)."""
        del patience
        return nullcontext()

    def check(self) -> None:
        """Read the whole file; raise PaperchatError if it is damaged."""
        with self.engine.connect() as db:
            if db.scalars(sql.text("PRAGMA quick_check(1)")).first() != "ok":
                raise _damaged(self._path)
            for name in db.scalars(sql.text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
                for row, column in broken_values(db, name):
                    raise _damaged(self._path, where=f": the {column} of {row} in its table {name} is broken")

    def close(self) -> None:
        """Close the file."""
        self._changes.close()
        self.engine.dispose()


def broken_values(db: sql.Connection, table: str) -> Iterator[tuple[str, str]]:
    """Yield the key of the row and the column of each value that is not of its column's type, or is invalid text."""
    kinds = db.execute(sql.text("SELECT name, type, pk FROM pragma_table_info(:name)"), {"name": table}).all()
    key = next((name for name, _, place in kinds if place == 1), "rowid")
    for name, kind, _ in kinds:
        if kind in _BROKEN:
            is_broken = _BROKEN[kind].format(f'"{name}"')
            found = f'SELECT "{key}" FROM "{table}" WHERE "{name}" IS NOT NULL AND {is_broken}'  # noqa: S608 - names of the file
            yield from ((str(row[0]), name) for row in db.execute(sql.text(found)))
        if kind == "VARCHAR":
            texts = f'SELECT "{key}", CAST("{name}" AS BLOB) FROM "{table}" WHERE "{name}" IS NOT NULL'  # noqa: S608 - as above
            yield from ((str(row[0]), name) for row in db.execute(sql.text(texts)) if not _is_text(row[1]))


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


class _ChangeCounter:
    """Tells whether any process has changed the library.

    SQLite counts for each connection what the others commit (https://www.sqlite.org/pragma.html#pragma_data_version),
    so this has a connection of its own, which never writes.
    """

    def __init__(self, engine: sql.Engine, path: Path) -> None:
        self._engine, self._path = engine, path
        self._lock = threading.Lock()
        self._connection: sql.PoolProxiedConnection | None = None

    def value(self) -> int:
        """Return a number that differs after each change."""
        with self._lock, _explained(self._path):
            self._connection = self._connection or self._engine.raw_connection()
            cursor = self._connection.cursor()
            cursor.execute("PRAGMA data_version")
            ((value,),) = cursor.fetchall()
            return int(value)

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn the errors of the file system into one for people."""
    try:
        yield
    except OSError as fault:
        raise PaperchatError(
            f"The library {path} cannot be used: {fault}.",
            "Check the permissions of its folder, or use another home folder.",
        ) from fault


@contextmanager
def _explained(path: Path, name: str = _LIBRARY, advice: str = "") -> Iterator[None]:
    """SQLAlchemy does not see what is raised while a connection is prepared."""
    try:
        yield
    except sqlite3.Error as raised:
        if error := _error(raised, path, name, advice):
            raise error from raised
        raise


def _damaged(path: Path, name: str = _LIBRARY, advice: str = "", where: str = "") -> PaperchatError:
    return PaperchatError(f"{name} {path} is damaged{where}.", advice or backups.advice(path))


def _error(raised: BaseException, path: Path, name: str, advice: str) -> PaperchatError | None:
    code = getattr(raised, "sqlite_errorcode", 0) & _PRIMARY
    if code in _DAMAGED:
        return _damaged(path, name, advice)
    # Found by a function of SQLite, which has no code for it.
    if "malformed JSON" in str(raised):
        return _damaged(path, name, advice, ": a list in it is not JSON, and `paperchat status` names its row")
    if code in _BUSY:
        return LibraryBusyError("Another paperchat is writing to this library.", "Wait until it is done, or stop it.")
    if code in _FAULTS:
        for_want_of_space = code in _WITHOUT_LOG and is_full(path.parent)
        reason, hint = _FAULTS[sqlite3.SQLITE_FULL if for_want_of_space else code]
        return PaperchatError(f"{name} {path} cannot be used: {reason}.", hint)
    return None
