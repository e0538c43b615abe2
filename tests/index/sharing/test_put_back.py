"""What servers have lost, or what was put back on them, is noticed and made whole."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sql

from index import ingest
from index.collection import Stores, open_stores
from index.moving.library_move import move_library
from index.moving.restoration import restore
from index.retrieval.search import search
from index.shared_library import follow
from index.stores.chroma.chroma_server import ChromaAddress
from index.stores.library import Library
from index.verification import verify
from tests.chroma_process import ChromaProcess, chroma_process
from tests.conftest import SpellingEncoder, spelled
from tests.index.sharing.conftest import GREBES, TERNS, Open, add, found
from tests.postgres_process import PostgresProcess

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def test_a_restored_backup_reaches_all_folders(opened: Open, tmp_path: Path, address: str) -> None:
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
        assert "another state of the library" in finding.fault
        for _ in ingest.catch_up(stores):
            pass
        assert found(stores, "arctic") == [TERNS.title]
        assert stores.words.as_typed("grebes") == ([], 0)
        assert stores.vectors.count() == stores.library.count_passages()
        assert verify(stores) is None


def test_an_edit_of_today_is_noticed_by_a_database_of_yesterday_though_counts_are_equal(
    tmp_path: Path, chroma: ChromaProcess, postgres: PostgresProcess, address: str
) -> None:
    def opened(name: str, at: str) -> Stores:
        return open_stores(tmp_path / name, SpellingEncoder(), ChromaAddress(chroma.url), at)

    with closing(opened("home", address)) as today:
        add(today, TERNS)
    yesterday = postgres.create(uuid4().hex, copied_from=address)
    with closing(opened("home", address)) as today, closing(opened("other", address)) as other:
        add(today, replace(TERNS, abstract="Arctic terns nest in Iceland."))
        follow(other)
    with closing(opened("home", yesterday)) as stores, closing(opened("other", yesterday)) as other:
        assert stores.vectors.count() == stores.library.count_passages()
        finding = verify(stores)
        assert finding is not None
        assert "another state of the library" in finding.fault
        for _ in ingest.catch_up(stores):
            pass
        _, (vector,) = stores.vectors.paper_vectors([TERNS.id])
        (text,) = {text for text in stores.encoder.encoded if "pole to pole" in text}  # type: ignore[attr-defined]
        assert vector == pytest.approx(stores.encoder.encode([text])[0], abs=1e-6)
        assert verify(stores) is None
        # The other folder has the words of a revision that this one reaches now, with other papers.
        add(stores, GREBES)
        follow(other)
        assert [len(found(other, word)) for word in ("grebes", "pole", "iceland")] == [1, 1, 0]


def test_vectors_of_yesterday_are_noticed_though_counts_are_equal(tmp_path: Path, address: str) -> None:
    with chroma_process(tmp_path / "vectors") as own:

        def opened() -> Stores:
            return open_stores(tmp_path / "home", SpellingEncoder(), ChromaAddress(own.url), address)

        with closing(opened()) as stores:
            add(stores, TERNS)
        own.kill()
        shutil.copytree(own.folder, tmp_path / "yesterday")
        own.start()
        with closing(opened()) as stores:
            add(stores, replace(TERNS, abstract="Arctic terns nest in Iceland."))
        own.kill()
        shutil.rmtree(own.folder)
        (tmp_path / "yesterday").rename(own.folder)
        own.start()
        with closing(opened()) as stores:
            assert "another state of the library" in ingest.is_search_behind(stores)
            for _ in ingest.catch_up(stores):
                pass
            assert verify(stores) is None


@pytest.mark.parametrize("damage", ["a lost volume", "an emptied collection", "one paper lost"])
def test_what_a_chroma_server_has_lost_is_made_again(opened: Open, chroma: ChromaProcess, damage: str) -> None:
    stores = opened("home")
    add(stores, TERNS, GREBES, replace(TERNS, id="", title="Skuas", abstract="Skuas rob terns."))
    if damage == "a lost volume":
        for name in chroma.collections():
            chroma.delete(name)
    else:
        stores.vectors.delete([paper.id for paper in stores.library.papers()][: 1 if damage == "one paper lost" else 3])
    assert verify(stores) is not None
    assert isinstance(stores.encoder, SpellingEncoder)
    stores.encoder.encoded.clear()
    for _ in ingest.catch_up(stores):
        pass
    assert verify(stores) is None
    assert stores.vectors.count() == 3
    if damage == "one paper lost":
        assert len({text.partition("\n")[0] for text in stores.encoder.encoded}) == 1


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
    assert opened("reader").token_vectors.matches(spelled("terns"), [1.0], [TERNS.id]).similarities()[TERNS.id] > 0.99
    assert not (stores.lock.parent / "words.db").exists()


def test_a_library_moved_back_finds_no_bytes_of_before(opened: Open, tmp_path: Path, address: str) -> None:
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
