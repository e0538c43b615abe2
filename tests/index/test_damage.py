"""Damaged stores are noticed at the next start and made whole from the library; a backup replaces a library."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from index import ingest
from index.collection import open_stores
from index.errors import LibraryBusyError, PaperchatError
from index.ingest import Input
from index.moving.restoration import restore
from index.retrieval.search import search
from index.stores import tables
from index.stores.by_hand.own_checksums import write_own
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from index.stores.library import Library
from index.verification import damage_met, discard_damaged, verify
from index.writer_lock import writing
from tests.conftest import SpellingEncoder

# Writes large stores to disk, and starts processes that load Chroma.
pytestmark = pytest.mark.slow

PAPERS = 1020


def run(steps: Iterable[ingest.Progress]) -> None:
    for _ in steps:
        pass


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a collection that is large enough for Chroma to write an index of nearest neighbours."""
    home = tmp_path_factory.mktemp("written") / "home"
    stores = open_stores(home, SpellingEncoder())
    cards = (
        f"Coin{number}ware for the tide\n\nWe follow the tide with nets of rope on {number} beaches. The nets are wet. "
        f"They hold {number} fish each. None of them complains. A gull watches from the pier, as gulls do.\n\n"
        for number in range(PAPERS)
    )
    run(ingest.add(stores, [Input("page.txt", "".join(cards).encode())]))
    stores.library.back_up()
    stores.close()
    assert list(home.glob("chroma/*/index_metadata.pickle")) != []
    return home


@pytest.fixture
def home(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "home"))


def fill_with_noise(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def damage_vectors(home: Path) -> None:
    for path in home.glob("chroma/*/data_level0.bin"):
        fill_with_noise(path)


def damage_database_of_vectors(home: Path) -> None:
    fill_with_noise(home / "chroma" / "chroma.sqlite3")


def delete_index_of_vectors(home: Path) -> None:
    for path in home.glob("chroma/*/index_metadata.pickle"):
        shutil.rmtree(path.parent)


def damage_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3 : len(data) // 3 * 2] = os.urandom(len(data) // 3)
    file.write_bytes(bytes(data))


def damage_word_index(home: Path) -> None:
    for path in (home / "tantivy").iterdir():
        fill_with_noise(path)


def whole(home: Path) -> bool:
    """Whether a collection that is opened anew finds all papers."""
    stores = open_stores(home, SpellingEncoder())
    try:
        run(ingest.catch_up(stores))
        hits = [search(stores, f"Coin{number}ware", 1).hits[0].paper.title for number in range(0, PAPERS, 60)]
        return hits == [f"Coin{number}ware for the tide" for number in range(0, PAPERS, 60)] and not verify(stores)
    finally:
        stores.close()


def found_in(home: Path) -> str:
    stores = open_stores(home, SpellingEncoder())
    try:
        found = verify(stores)
        return f"{found.fault} {found.remedy}" if found else ""
    finally:
        stores.close()


def test_a_whole_collection_has_no_fault(home: Path) -> None:
    assert found_in(home) == ""


@pytest.mark.parametrize(
    "damage", [damage_vectors, damage_database_of_vectors, delete_index_of_vectors, damage_word_index]
)
def test_damage_is_noticed_and_mended_at_the_next_start(home: Path, damage: Callable[[Path], None]) -> None:
    damage(home)
    assert found_in(home) != ""
    assert whole(home)


@pytest.mark.parametrize("name", ["words.db", "windows.db"])
def test_damaged_token_vectors_and_windows_are_noticed_and_rebuilt(home: Path, name: str) -> None:
    damage_middle(home / name)
    assert "paperchat rebuild" in found_in(home)
    stores = open_stores(home, SpellingEncoder())
    run(ingest.rebuild(stores))
    stores.close()
    assert whole(home)


@pytest.mark.parametrize("name", ["words.db", "windows.db"])
def test_damaged_token_vectors_and_windows_are_made_again_at_the_start_of_the_page(home: Path, name: str) -> None:
    damage_middle(home / name)
    stores = open_stores(home, SpellingEncoder())
    with writing(stores.lock), pytest.raises(LibraryBusyError):
        discard_damaged(stores)
    assert discard_damaged(stores).endswith("are damaged")
    assert discard_damaged(stores) == ""
    assert "missing or behind" in ingest.is_search_behind(stores)
    stores.close()
    assert whole(home)


@pytest.mark.parametrize(
    ("column", "value"),
    [("abstract", "CAST(x'fffe6162' AS TEXT)"), ("authors", "'[\"Ada'"), ("date", "'2024-0x-01'")],
)
def test_damaged_values_of_a_whole_file_are_damage_and_no_traceback(tmp_path: Path, column: str, value: str) -> None:
    stores = open_stores(tmp_path, SpellingEncoder())
    run(
        ingest.add(
            stores, [Input("a.bib", b"@misc{a, title={Coinware}, abstract={We net.}, author={Tern}, year=2024}")]
        )
    )
    assert stores.library.count() == 1
    stores.close()
    with closing(sqlite3.connect(tmp_path / "library.db")) as db, db:
        db.execute(f"UPDATE papers SET {column} = {value}")  # noqa: S608 - both stand above
    assert "records of the library are damaged" in found_in(tmp_path)
    stores = open_stores(tmp_path, SpellingEncoder())
    with pytest.raises(PaperchatError, match="records of the library are damaged"):
        stores.library.back_up()
    assert not list(tmp_path.glob("*.backup-*"))
    assert [paper.title for paper in stores.library.papers()] == ["Coinware"]
    assert "“Coinware”" in damage_met(stores)
    stores.close()


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("paper_marks", "note", "CAST(x'fffe6162' AS TEXT)", "the note of 1 in its table paper_marks"),
        ("paper_marks", "read", "'perhaps'", "the read of 1 in its table paper_marks"),
        ("watched_questions", "since", "'2O26'", "the since of who? in its table watched_questions"),
        ("record_edits", "value", "'{'", "the value of 1 in its table record_edits"),
    ],
)
def test_damage_outside_the_records_is_reported_with_its_row(
    tmp_path: Path, table: str, column: str, value: str, message: str
) -> None:
    library = Library(tmp_path / "library.db")
    change_marks(library, ["1"], MarkChange(note="fine"))
    with library.database.begin() as db:
        db.exec_driver_sql("INSERT INTO watched_questions VALUES ('who?', '2026-11-29 00:00:00.000000')")
        write_own(db, tables.record_edits, [{"paper_id": "1", "field": "venue", "value": "Shore"}])
    library.check()
    with library.database.begin() as db:
        db.exec_driver_sql(f"UPDATE {table} SET {column} = {value}")  # noqa: S608 - all stand above
    with pytest.raises(PaperchatError, match=re.escape(message)):
        library.check()
    library.close()


@pytest.mark.parametrize("name", ["words.db", "windows.db"])
def test_questions_say_that_part_of_the_index_is_damaged_and_are_answered(home: Path, name: str) -> None:
    stores = open_stores(home, SpellingEncoder())
    assert search(stores, "Coin7ware", 1).hits
    assert damage_met(stores) == ""
    with closing(sqlite3.connect(home / name)) as db, db:
        db.execute("UPDATE stored SET bytes = zeroblob(length(bytes))")
    assert search(stores, "Coin8ware", 1).hits[0].paper.title == "Coin8ware for the tide"
    assert "`paperchat rebuild` mends it" in damage_met(stores)
    run(ingest.rebuild(stores))
    assert search(stores, "Coin8ware", 1).hits
    assert damage_met(stores) == ""
    damage_middle(home / name)
    search(stores, "Coin9ware", 1)
    assert "`paperchat rebuild` mends it" in damage_met(stores)
    stores.close()


def test_a_restored_library_is_indexed_again(home: Path) -> None:
    stores = open_stores(home, SpellingEncoder())
    stores.library.remove(["page.txt"])
    run(ingest.catch_up(stores))
    stores.close()
    (backup,) = home.glob("library.db.backup-*")
    aside = restore(home, backup)
    assert aside is not None
    assert aside.exists()
    assert backup.exists()
    assert whole(home)


def test_nothing_is_restored_while_another_process_writes_or_from_what_is_no_library(home: Path) -> None:
    (backup,) = home.glob("library.db.backup-*")
    with writing(home / "writer.lock"), pytest.raises(LibraryBusyError):
        restore(home, backup)
    noise = home / "noise.db"
    noise.write_bytes(os.urandom(9999))
    for wrong in (noise, home / "missing.db"):
        with pytest.raises(PaperchatError):
            restore(home, wrong)
    assert whole(home)
