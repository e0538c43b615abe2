"""What goes wrong with a server is one line with the next step, shows no password, and passes."""

import logging
import threading
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import Entry, Paper
from index.stores.databases.database_server import open_database_server
from index.stores.library import Library
from tests.postgres_process import PASSWORD, PostgresProcess, postgres_process

pytestmark = pytest.mark.slow

WRONG = "open sesame"
PAPER = Paper(title="Terns over the sea", abstract="Arctic terns fly from pole to pole.", sources=("a",))


@pytest.fixture
def own_server() -> Iterator[PostgresProcess]:
    """Run a server that may be stopped, as that of the other tests may not."""
    with postgres_process() as server:
        yield server


def fault(path: Path, address: str) -> PaperchatError:
    """Return the error of opening a library; nothing that is printed of it has the password."""
    with pytest.raises(PaperchatError) as raised:
        Library(path / "library.db", address)
    shown = "".join(traceback.format_exception(raised.value))
    assert PASSWORD not in shown
    assert WRONG not in shown
    assert raised.value.hint
    assert "\n" not in raised.value.message
    return raised.value


def test_nobody_there(tmp_path: Path, postgres: PostgresProcess) -> None:
    address = postgres.address().replace(str(postgres.port), "1")
    assert "The PostgreSQL server at 127.0.0.1:1 does not answer." in fault(tmp_path, address).message


def test_a_host_that_does_not_exist(tmp_path: Path, postgres: PostgresProcess) -> None:
    address = postgres.address().replace("127.0.0.1", "nowhere.invalid")
    assert "The PostgreSQL server at nowhere.invalid" in fault(tmp_path, address).message


def test_a_wrong_password(tmp_path: Path, postgres: PostgresProcess) -> None:
    found = fault(tmp_path, postgres.address(password="wrong tern"))  # noqa: S106
    assert "does not let paperchat in" in found.message
    assert "password in the address" in found.hint


def test_a_database_that_is_missing(tmp_path: Path, postgres: PostgresProcess) -> None:
    found = fault(tmp_path, postgres.address("no_such_database"))
    assert "has no such database" in found.message
    assert "createdb" in found.hint


def test_a_user_who_may_do_nothing(tmp_path: Path, postgres: PostgresProcess) -> None:
    address = postgres.create(uuid4().hex)
    name = f"guest_{uuid4().hex}"
    with psycopg.connect(postgres.address().replace("+psycopg", ""), autocommit=True) as db:
        db.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'".encode())
    found = fault(tmp_path, address.replace("://paperchat:", f"://{name}:"))
    assert "does not let paperchat in" in found.message


@pytest.mark.parametrize("again", ["PREPARE tern AS SELECT 1", "EXECUTE grebe"])
def test_a_pooler_that_changes_connections_under_a_session(postgres: PostgresProcess, again: str) -> None:
    engine = open_database_server(postgres.address())
    with engine.connect() as db:
        db.exec_driver_sql("PREPARE tern AS SELECT 1")
        with pytest.raises(PaperchatError) as raised:
            db.exec_driver_sql(again)
    engine.dispose()
    assert "pooler" in raised.value.message
    assert "pool_mode = session" in (raised.value.hint or "")


@pytest.mark.parametrize(
    "address",
    ["", "papers", "postgresql+psycopg://ada:grebe and tern@", "mysql://ada:grebe and tern@host/papers", "http://[x/y"],
)
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    with pytest.raises(PaperchatError, match="is malformed") as raised:
        open_database_server(address)
    assert PASSWORD not in "".join(traceback.format_exception(raised.value))


def test_a_server_that_goes_and_comes_back_is_used_again(
    tmp_path: Path, own_server: PostgresProcess, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with closing(Library(tmp_path / "library.db", own_server.create("papers"))) as library:
        library.upsert([Entry(PAPER, 1)])
        for go in (own_server.stop, own_server.kill):
            assert library.state().papers == 1
            go()
            for use in (library.state, library.count, lambda: library.upsert([Entry(PAPER, 1)])):
                with pytest.raises(PaperchatError, match="The PostgreSQL server"):
                    use()
            own_server.start()
            assert [paper.title for paper in library.papers()] == [PAPER.title]
            assert library.state().papers == 1
    assert PASSWORD not in caplog.text


def ask_when_it_is_gone(server: PostgresProcess, db: sql.Connection) -> None:
    server.kill()
    db.execute(sql.text("SELECT 1"))


def test_a_connection_that_is_lost_in_the_middle(tmp_path: Path, own_server: PostgresProcess) -> None:
    with closing(Library(tmp_path / "library.db", own_server.create("papers"))) as library:
        with pytest.raises(PaperchatError) as raised, library.changing() as (db, _):
            ask_when_it_is_gone(own_server, db)
        assert "has broken off the connection" in raised.value.message
        assert "what was confirmed is there" in raised.value.hint
        own_server.start()
        library.upsert([Entry(PAPER, 1)])
        assert library.count() == 1


def test_a_lock_that_was_lost_spoils_nothing(tmp_path: Path, own_server: PostgresProcess) -> None:
    with closing(Library(tmp_path / "library.db", own_server.create("papers"))) as library:
        with library.store.sole_writer():
            own_server.stop()
            own_server.start()
            library.upsert([Entry(PAPER, 1)])
        with library.store.sole_writer():
            assert library.count() == 1


def test_a_connection_that_is_lost_while_one_waits_to_write(tmp_path: Path, own_server: PostgresProcess) -> None:
    with closing(Library(tmp_path / "library.db", own_server.create("papers"))) as library:
        with library.store.sole_writer():
            killed = threading.Timer(0.5, own_server.kill)
            killed.start()
            with pytest.raises(PaperchatError, match="has broken off the connection"), library.store.sole_writer(30):
                pass
        killed.join()
        own_server.start()
        with library.store.sole_writer():
            assert library.count() == 0


def test_connections_that_are_lost_at_once_are_followed_by_a_good_one(
    tmp_path: Path, postgres: PostgresProcess
) -> None:
    def lose(connection: sql.Connection) -> None:
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with psycopg.connect(postgres.address().replace("+psycopg", ""), autocommit=True) as db:
            db.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with closing(Library(tmp_path / "library.db", postgres.create(uuid4().hex))) as library:
        library.store.close()
        sql.event.listen(library.store.engine, "engine_connect", lose)
        with pytest.raises(PaperchatError, match="has broken off the connection"):
            library.store.changes()
        sql.event.remove(library.store.engine, "engine_connect", lose)
        assert library.store.changes() == library.store.changes()


def test_several_open_a_new_database_at_once(tmp_path: Path, postgres: PostgresProcess) -> None:
    address, names, faults = postgres.create(uuid4().hex), list[str](), list[Exception]()

    def open_it() -> None:
        try:
            with closing(Library(tmp_path / "library.db", address)) as library:
                names.append(library.name)
        except Exception as raised:  # noqa: BLE001 - what a thread raises is lost
            faults.append(raised)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(names) == 6
    assert len(set(names)) == 1


def test_text_that_postgresql_cannot_store_is_stored_without_it(tmp_path: Path, postgres: PostgresProcess) -> None:
    with closing(Library(tmp_path / "library.db", postgres.create(uuid4().hex))) as library:
        library.upsert([Entry(Paper(title="A\0B", abstract="C\0D", authors=("E",), sources=("a\0",)), 1)])
        (paper,) = library.papers()
        assert (paper.title, paper.abstract) == ("AB", "CD")


def test_a_title_of_any_length_is_stored(tmp_path: Path, postgres: PostgresProcess) -> None:
    import random

    title = "".join(random.Random(1).choices("abcdefghij klmnopq", k=9000))  # noqa: S311
    with closing(Library(tmp_path / "library.db", postgres.create(uuid4().hex))) as library:
        library.upsert([Entry(Paper(title=title, abstract="So.", sources=("a",)), 1)])
        assert library.papers()[0].title == title
