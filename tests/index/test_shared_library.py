"""A library on a server, with vectors on another one, shared by several folders: one writes, the others follow."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sql

from index import ingest
from index.collection import Stores, open_stores
from index.errors import LibraryBusyError
from index.local_copies import follow
from index.moving.library_move import move_library
from index.moving.restoration import restore
from index.papers import Entry, Paper
from index.retrieval.search import search
from index.stores.chroma.chroma_server import ChromaAddress
from index.stores.library import Library
from index.verification import verify
from index.writer_lock import writing
from tests.chroma_process import ChromaProcess, chroma_process
from tests.conftest import SpellingEncoder, spelled
from tests.postgres_process import PostgresProcess

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Open = Callable[[str], Stores]
TERNS = Paper(title="Terns over the sea", abstract="Arctic terns fly from pole to pole.", sources=("a",))
GREBES = Paper(title="Grebes dance", abstract="Great crested grebes dance on the water.", sources=("a",))


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def address(postgres: PostgresProcess) -> str:
    return postgres.create(uuid4().hex)


@pytest.fixture
def opened(tmp_path: Path, chroma: ChromaProcess, address: str) -> Iterator[Open]:
    with ExitStack() as all_opened:

        def open_home(name: str) -> Stores:
            stores = open_stores(tmp_path / name, SpellingEncoder(), ChromaAddress(chroma.url), address)
            all_opened.callback(stores.close)
            return stores

        yield open_home


def add(stores: Stores, *papers: Paper) -> None:
    stores.library.upsert([Entry(paper, 1) for paper in papers])
    for _ in ingest.catch_up(stores):
        pass


def found(stores: Stores, words: str) -> list[str]:
    return [paper.title for paper in stores.library.papers(stores.words.as_typed(words)[0])]


def test_what_one_adds_and_removes_the_other_finds(opened: Open) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS, GREBES)
    follow(reader)
    assert found(reader, "arctic") == [TERNS.title]
    assert ingest.is_search_behind(reader) == ""
    ingest.remove(writer, [TERNS.id])
    follow(reader)
    assert reader.words.as_typed("arctic") == ([], 0)
    assert ingest.is_search_behind(reader) == ""


def test_a_backup_is_put_back_and_all_folders_follow(opened: Open, tmp_path: Path, address: str) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS)
    backup = writer.library.back_up()
    add(writer, GREBES)
    ingest.remove(writer, [TERNS.id])
    follow(reader)
    aside = restore(tmp_path / "writer", backup, address)
    for stores in (writer, reader):
        for _ in ingest.catch_up(stores):
            pass
        assert [paper.title for paper in stores.library.papers()] == [TERNS.title]
        assert found(stores, "arctic") == [TERNS.title]
        assert stores.words.as_typed("grebes") == ([], 0)
    assert aside is not None
    with closing(Library(aside)) as replaced:
        assert [paper.title for paper in replaced.papers()] == [GREBES.title]


def test_a_database_of_yesterday_is_noticed_and_the_rest_made_to_fit(
    tmp_path: Path, chroma: ChromaProcess, postgres: PostgresProcess, address: str
) -> None:
    def opened(at: str) -> Stores:
        return open_stores(tmp_path / "home", SpellingEncoder(), ChromaAddress(chroma.url), at)

    with closing(opened(address)) as today:
        add(today, TERNS)
    yesterday = postgres.create(uuid4().hex, copied_from=address)
    with closing(opened(address)) as today:
        add(today, GREBES)
    with closing(opened(yesterday)) as stores:
        finding = verify(stores)
        assert finding is not None
        assert "lost passages" in finding.fault
        for _ in ingest.catch_up(stores):
            pass
        assert found(stores, "arctic") == [TERNS.title]
        assert stores.words.as_typed("grebes") == ([], 0)
        assert stores.vectors.count() == stores.library.count_passages()
        assert verify(stores) is None


def test_nothing_is_encoded_twice_for_vectors(opened: Open) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS)
    before = writer.library.state().store
    for _ in ingest.catch_up(reader):
        pass
    assert reader.library.state().store == before
    assert reader.vectors.count() == writer.library.count_passages()


def test_token_vectors_are_made_once_for_all_folders(opened: Open, tmp_path: Path) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS)
    follow(reader)
    for _ in ingest.catch_up(reader):
        pass
    assert isinstance(reader.encoder, SpellingEncoder)
    assert reader.encoder.encoded == []
    terns = reader.token_vectors.similarities(spelled("terns"), [1.0], [TERNS.id])
    assert terns == {TERNS.id: pytest.approx(1)}
    ingest.remove(writer, [TERNS.id])
    assert reader.token_vectors.similarities(spelled("terns"), [1.0], [TERNS.id]) == {}
    assert list(tmp_path.glob("*/words.db")) == []


def test_damaged_token_vectors_on_the_server_are_noticed_and_rebuilt(opened: Open) -> None:
    stores = opened("writer")
    add(stores, TERNS, GREBES)
    assert verify(stores) is None
    with stores.library.database.begin() as db:
        db.execute(sql.text("UPDATE paper_bytes SET bytes = 'noise' WHERE name = 'words.db'"))
    damaged = verify(stores)
    assert damaged is not None
    assert "token vectors are damaged" in damaged.fault
    assert search(stores, "arctic terns").hits
    for _ in ingest.rebuild(stores):
        pass
    assert verify(stores) is None
    assert opened("reader").token_vectors.similarities(spelled("terns"), [1.0], [TERNS.id])[TERNS.id] > 0.99
    assert not (stores.lock.parent / "words.db").exists()


def test_a_library_that_comes_back_is_not_told_by_what_it_left(opened: Open, tmp_path: Path, address: str) -> None:
    stores = opened("writer")
    add(stores, TERNS)
    file = tmp_path / "files" / "library.db"
    move_library(stores.library, file, None, "files")
    with closing(Library(file)) as taken:
        with stores.library.database.connect() as db:
            assert db.scalar(sql.text("SELECT count(*) FROM paper_bytes")) > 0
        move_library(taken, file, address, "the server")
    with stores.library.database.connect() as db:
        assert db.scalar(sql.text("SELECT count(*) FROM paper_bytes")) == 0


def test_a_folder_follows_while_another_one_writes(opened: Open) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS)
    with writing(writer.lock, writer.library):
        with pytest.raises(LibraryBusyError):
            list(ingest.catch_up(reader))
        assert found(reader, "arctic") == [TERNS.title]


def test_there_is_one_writer_and_others_are_told_which(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "TURN", 0.5)
    one, other = opened("one"), opened("other")
    told = pytest.raises(LibraryBusyError, match=f"process {os.getpid()} on {socket.gethostname()}")
    with writing(one.lock, one.library), told:
        ingest.remove(other, [TERNS.id])
    add(other, TERNS)
    assert one.library.count() == 1


def test_a_change_waits_for_its_turn(opened: Open) -> None:
    one, other = opened("one"), opened("other")
    add(one, TERNS)
    with ThreadPoolExecutor(1) as thread:
        with writing(one.lock, one.library):
            removing = thread.submit(ingest.remove, other, [TERNS.id])
            with pytest.raises(TimeoutError):
                removing.result(timeout=0.5)
        assert removing.result() == 1


def test_the_lock_is_free_at_once_after_each_change(opened: Open) -> None:
    one = opened("one")
    for _ in range(200):
        with one.library.store.sole_writer():
            pass


def test_a_killed_writer_lets_go(address: str, tmp_path: Path) -> None:
    script = f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from pathlib import Path
        from index.stores.library import Library
        library = Library(Path({str(tmp_path)!r}) / "library.db", {address!r})
        with library.store.sole_writer():
            print("holds", flush=True)
            time.sleep(60)
    """
    with closing(Library(tmp_path / "library.db", address)) as library:
        with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stdout.readline() == b"holds\n"
            with pytest.raises(LibraryBusyError, match=f"process {process.pid}"), library.store.sole_writer():
                pass
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        for _ in range(50):
            try:
                with library.store.sole_writer():
                    return
            except LibraryBusyError:
                continue
        pytest.fail("The lock is still held.")


def test_two_that_write_at_once_lose_nothing(address: str, tmp_path: Path) -> None:
    """Also without the lock of the writer, as after its connection was lost."""
    script = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from pathlib import Path
        from index.papers import Entry, Paper
        from index.stores.library import Library
        library = Library(Path("library.db"), sys.argv[2])
        for number in range(20):
            own = Paper(title=f"Paper {number} of {sys.argv[3]}", abstract="It is so.", sources=(sys.argv[3],))
            both = Paper(title=f"Paper {number}", abstract=f"Seen. {sys.argv[3]}", sources=(sys.argv[3],))
            library.upsert([Entry(own, 1), Entry(both, 2)])
    """
    words = [sys.executable, "-c", textwrap.dedent(script), str(ROOT), address]
    running = [subprocess.Popen([*words, name]) for name in ("one", "other")]
    assert [process.wait() for process in running] == [0, 0]
    with closing(Library(tmp_path / "library.db", address)) as library:
        papers = library.papers()
        assert len(papers) == 60
        assert {paper.sources for paper in papers if "of" not in paper.title} == {("one", "other")}
        # Each change has a revision of its own: whoever has followed up to one misses none.
        assert library.revision == 40
