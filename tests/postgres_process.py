"""A PostgreSQL server of this machine's packages, on a free port of loopback, in a folder of its own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.free_port import free_port

_PATIENCE = 240
PASSWORD = "grebe and tern"  # noqa: S105 - of a server that lives as long as a test
# PostgreSQL refuses to run as root.
_UNPRIVILEGED = ("postgres", "nobody")


def missing_postgres() -> str:
    """Return why no server can be started here; empty if one can."""
    return "" if _program("postgres") else "PostgreSQL is not on this machine (apt install postgresql)"


class PostgresProcess:
    """A server that can be killed and started again on the same port and folder."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        password = folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        if owner := _owner():
            for path in (folder, password):
                shutil.chown(path, owner)
        self._run("initdb", "--pgdata", self._data, "--username", "paperchat", "--auth", "scram-sha-256",
                  "--pwfile", password, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")  # fmt: skip

    def address(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://paperchat:{quote(password)}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, copied_from: str = "template1") -> str:
        """Make a database and return its address; it is empty, or a copy of the one at another address."""
        import psycopg

        plain = self.address().replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as db:
            original = copied_from.rpartition("/")[2]
            db.execute(f'CREATE DATABASE "{database}" TEMPLATE "{original}"'.encode())
        return self.address(database)

    def start(self) -> None:
        """Start the server, and wait until it lets people in."""
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=100"]
        # Only a machine that goes down would need it.
        options += ["-c", "fsync=off"]
        self._process = subprocess.Popen(
            [_program("postgres"), "-D", str(self._data), "-p", str(self.port), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=_owner(),
            start_new_session=True,
        )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError("The PostgreSQL server did not start.")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server at once, in order: what it was asked last is not lost, whoever is connected is thrown out."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(_PATIENCE)

    def kill(self) -> None:
        """Kill the server and all its processes, as a machine that loses power would."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            # A server that starts again waits for the last of the old one's processes to let go of its memory.
            time.sleep(0.2)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.address().replace("+psycopg", ""), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(
            [_program(program), *map(str, words)], check=True, stdout=subprocess.DEVNULL, user=_owner(), cwd="/"
        )


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs; Debian keeps them out of the way, by version."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return shutil.which(name) or (str(debian[-1]) if debian else "")


def _owner() -> str | None:
    """Return the user that the server runs as, if not as the user of the tests."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in known)


@contextmanager
def postgres_process() -> Iterator[PostgresProcess]:
    """Run a server in a new folder. Without PostgreSQL, CI fails, and other machines skip the test."""
    if why := missing_postgres():
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    # Not below pytest's own folder, which only the user of the tests may enter.
    with tempfile.TemporaryDirectory(prefix="paperchat-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresProcess(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
