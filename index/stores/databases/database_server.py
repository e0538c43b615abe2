"""Opens a PostgreSQL database, and turns what can go wrong with it into errors for people. Never shows the password."""

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import sqlalchemy as sql
from sqlalchemy.engine import ExceptionContext

from index.errors import LibraryBusyError, PaperchatError

CREATING = 7_211_001
"""The key of the lock under which tables are made: any number that other programs do not use."""
_WRITING = 7_211_002
_SESSION = sql.false()
"""A setting holds for more than a transaction."""
_HOLDER = """
    SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE locktype = 'advisory' AND granted AND objid = :key AND datname = current_database()
"""
_DRIVER = "postgresql+psycopg"
# Seconds until a server that says nothing counts as gone.
_PATIENCE = 10
_MILLISECONDS = 1000
# For library and chats each, so that four processes fit into the 100 connections of a new server.
_KEPT_OPEN, _MORE = 5, 6
_POOLED = (
    "{} is reached through a pooler that gives each transaction another connection.",
    "Let it give each client a connection of its own: PgBouncer's `pool_mode = session`.",
)
_LOST = "{} has broken off the connection.", "Try again once it runs: what was confirmed is there."
_REFUSED = "{} does not let paperchat in.", "Check the user and the password in the address, and what that user may do."
# By the beginnings of the codes of https://www.postgresql.org/docs/current/errcodes-appendix.html, the longest first.
_FAULTS: Mapping[str, tuple[str, str]] = {
    "25006": ("{} lets nobody write.", "Use the address of the main server, not of a copy."),
    # A statement that was prepared on another connection.
    "26000": _POOLED,
    "28": _REFUSED,
    "3D000": ("{} has no such database.", "Create it there with `createdb`, or correct the address."),
    "42501": _REFUSED,
    "42P05": _POOLED,
    "53100": ("{} has a full disk.", "Free some space and try again: nothing is lost."),
    "53300": ("{} has no free connection.", "Stop other programs that use it, or raise its max_connections."),
    "54000": ("{} cannot store a name or an address this long.", "Shorten it and try again."),
    "57P": _LOST,
    "08": _LOST,
    "XX001": ("{} reports damaged data.", "Restore the newest backup: `paperchat restore`."),
    "XX002": ("{} reports damaged data.", "Restore the newest backup: `paperchat restore`."),
}
_BUSY = ("40001", "40P01", "55P03")
# Messages of the server before the login have no code.
_SAID_AT_THE_DOOR = {
    "password": "28",
    "pg_hba.conf": "28",
    'role "': "28",
    # And not: the database system is starting up.
    'database "': "3D000",
    "too many": "53300",
    "remaining connection slots": "53300",
}


class DatabaseServer:
    """The database of a library on a server. Safe for several threads."""

    is_shared = True

    def __init__(self, address: str) -> None:
        """`address`: as in postgresql+psycopg://user:password@host:5432/name. Raises PaperchatError for another one."""
        self.engine = open_database_server(address)
        # A transaction around each statement would take two more round trips.
        self.reading: sql.Engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.place = described(self.engine.url)
        self._lock = threading.Lock()
        self._connection: sql.Connection | None = None

    def changes(self) -> object:
        """Return a value that differs after each change of the database by any process.

        PostgreSQL names with it which transactions a reader sees
        (https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT).
        """
        with self._lock:
            try:
                return self._snapshot()
            except PaperchatError:
                # It may be the connection alone that is gone.
                self._let_go()
                return self._snapshot()

    @contextmanager
    def sole_writer(self, patience: float = 0) -> Iterator[None]:
        """Hold the lock of the one writer, which is freed when the process or its machine is gone.

        Processes get it in the order in which they asked. Raises LibraryBusyError, with the name of the holder, if
        another process holds it for longer than `patience` seconds.
        """
        with self.reading.connect() as db:
            try:
                _take_lock(db, patience)
                db.execute(sql.select(sql.func.set_config("application_name", _named_here(), _SESSION)))
                yield
            finally:
                # If the connection is lost, the lock is free already. A loss that is known lets nothing be executed.
                if not db.invalidated:
                    with suppress(PaperchatError):
                        db.execute(sql.select(sql.func.pg_advisory_unlock(_WRITING)))
                # With the session goes what was set for it. The lock would go, too, but only a moment later.
                db.invalidate()

    def check(self) -> None:
        """Raise PaperchatError if the server does not answer; the server checks its files itself."""
        with self.engine.connect() as db:
            db.execute(sql.text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            self._let_go()
        self.engine.dispose()

    def _snapshot(self) -> object:
        if self._connection is not None and self._connection.invalidated:
            self._let_go()
        if self._connection is None:
            self._connection = self.reading.connect()
        return self._connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _take_lock(db: sql.Connection, patience: float) -> None:
    if db.scalar(sql.select(sql.func.pg_try_advisory_lock(_WRITING))):
        return
    busy = LibraryBusyError(
        f"Another paperchat ({_holder(db)}) is writing to this library.", "Wait until it is done, or stop it."
    )
    if not patience:
        raise busy
    db.execute(sql.select(sql.func.set_config("lock_timeout", f"{patience}s", _SESSION)))
    try:
        db.execute(sql.select(sql.func.pg_advisory_lock(_WRITING)))
    except LibraryBusyError:
        raise busy from None


def _named_here() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"


def _holder(db: sql.Connection) -> str:
    """Return which process writes, as it has named itself."""
    return db.scalar(sql.text(_HOLDER), {"key": _WRITING}) or "unknown"


class _Pool(sql.QueuePool):
    def connect(self) -> sql.PoolProxiedConnection:
        """Return a connection. Raises PaperchatError if all are in use for too long."""
        try:
            return super().connect()
        except sql.exc.TimeoutError:
            raise PaperchatError(
                "All of this page's connections to the PostgreSQL server are in use.", "Try again in a moment."
            ) from None


def open_database_server(address: str) -> sql.Engine:
    """Return the engine of a PostgreSQL database. Raises PaperchatError at once if the address is malformed."""
    url = parse_address(address)
    try:
        engine = sql.create_engine(
            url,
            poolclass=_Pool,
            pool_size=_KEPT_OPEN,
            max_overflow=_MORE,
            # A server that was started again is used again.
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": _PATIENCE,
                "tcp_user_timeout": _PATIENCE * _MILLISECONDS,
                "application_name": "paperchat",
                # A writer whose machine is gone lets go of its lock within a minute.
                "options": "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
            },
        )
    except ImportError as missing:
        raise PaperchatError(
            "The driver for PostgreSQL is not installed.", "Install it: `pip install 'paperchat[postgres]'`."
        ) from missing
    sql.event.listen(engine, "handle_error", _explain)
    return engine


def parse_address(address: str) -> sql.URL:
    """Return the parts of an address. Raises PaperchatError, which does not repeat the address, if it is malformed."""
    try:
        url = sql.make_url(address.strip())
    except (sql.exc.ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in ("postgres", "postgresql", _DRIVER) or not url.database:
        # From None: the cause repeats the address, which may hold a password.
        raise PaperchatError(
            "The database address is malformed.", f"Write it as {_DRIVER}://user:password@host:5432/name."
        ) from None
    return url.set(drivername=_DRIVER)


def described(url: sql.URL) -> str:
    """Return where a database is, without user and password."""
    host = url.host or url.query.get("host") or "this machine"
    return f"the PostgreSQL server at {host}{f':{url.port}' if url.port else ''}"


def _explain(context: ExceptionContext) -> None:
    url = context.engine.url if context.engine else None
    if url is not None and (error := _error(context, described(url).replace("the", "The", 1))):
        raise error from None


def _error(context: ExceptionContext, server: str) -> PaperchatError | None:
    raised = context.original_exception
    code = getattr(raised, "sqlstate", None) or ""
    if code in _BUSY:
        return LibraryBusyError("Another paperchat is writing to this library.", "Try again in a moment.")
    if not code and context.connection is None:
        said = str(raised)
        code = next((code for words, code in _SAID_AT_THE_DOOR.items() if words in said), "")
        if not code:
            return PaperchatError(f"{server} does not answer.", "Start it, or check the address of the database.")
    if not code and context.is_disconnect:
        code = "08"
    fault = next((words for beginning, words in _FAULTS.items() if code.startswith(beginning)), None)
    return PaperchatError(fault[0].format(server), fault[1]) if fault else None
