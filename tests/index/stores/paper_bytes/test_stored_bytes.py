"""Bytes by paper, in a file and in the database of a library on a server: whatever they are, they come back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sql

from index.stores.library import Library
from index.stores.paper_bytes.bytes_file import BytesFile, PaperBytes
from index.stores.paper_bytes.bytes_table import BytesTable, clear
from index.stores.paper_bytes.recent_bytes import RecentBytes
from index.stores.paper_bytes.stored_bytes import StoredBytes, convert, open_stored_bytes, take_in

Open = Callable[[str, str], StoredBytes]


@pytest.fixture
def opened(tmp_path: Path, database: str | None) -> Iterator[Open]:
    """Open bytes as another process would, by the name of their file and their fingerprint."""
    with ExitStack() as all_opened:

        def open_anew(name: str, fingerprint: str) -> StoredBytes:
            library = Library(tmp_path / "library.db", database)
            all_opened.callback(library.close)
            return open_stored_bytes(tmp_path / name, fingerprint, library)

        yield open_anew


@pytest.fixture
def kept(opened: Open) -> StoredBytes:
    stored = opened("made.db", "mine")
    stored.upsert([PaperBytes("a", 1, b"one\0"), PaperBytes("b", 2, b"")])
    return stored


def test_bytes_come_back_as_they_were(kept: StoredBytes, opened: Open) -> None:
    for stored in (kept, opened("made.db", "mine")):
        assert stored.read(["a", "b", "z"]) == {"a": b"one\0", "b": b""}
        assert stored.revisions() == {"a": 1, "b": 2}
        assert stored.extent() == (2, 3)
        assert not stored.is_damaged()


def test_bytes_are_replaced_and_deleted_while_others_read(kept: StoredBytes, opened: Open) -> None:
    reader = opened("made.db", "mine")
    assert reader.revisions() == {"a": 1, "b": 2}
    kept.upsert([PaperBytes("a", 7, b"new")])
    kept.delete(["b", "z"])
    assert reader.revisions() == {"a": 7}
    assert reader.read(["a", "b"]) == {"a": b"new"}
    kept.delete_all()
    assert (reader.revisions(), reader.read(["a"]), reader.state()) == ({}, {}, None)


def test_those_of_another_fingerprint_count_as_none_and_are_replaced(kept: StoredBytes, opened: Open) -> None:
    other = opened("made.db", "other")
    assert (other.revisions(), other.read(["a"]), other.extent()) == ({}, {}, (0, 0))
    other.upsert([PaperBytes("c", 3, b"three")])
    assert other.revisions() == {"c": 3}
    assert (kept.revisions(), kept.read(["a", "c"])) == ({}, {})


def test_each_name_has_its_own(kept: StoredBytes, opened: Open) -> None:
    other = opened("else.db", "mine")
    other.upsert([PaperBytes("a", 9, b"nine")])
    other.delete_all()
    assert kept.read(["a"]) == {"a": b"one\0"}


def test_many_are_read_at_once(kept: StoredBytes) -> None:
    kept.upsert([PaperBytes(f"p{number}", number, b"%d" % number) for number in range(3000)])
    read = kept.read([f"p{number}" for number in range(3000)])
    assert len(read) == 3000
    assert read["p2999"] == b"2999"


def test_what_was_read_is_remembered_until_somebody_writes(kept: StoredBytes, opened: Open) -> None:
    reads = list[list[str]]()

    class Counted:
        def state(self) -> object:
            return kept.state()

        def read(self, paper_ids: Sequence[str]) -> dict[str, bytes]:
            reads.append(list(paper_ids))
            return kept.read(paper_ids)

    recent = RecentBytes(Counted(), dict[str, bytes])
    for _ in range(2):
        assert recent.read(["a", "z"]) == {"a": b"one\0", "z": None}
    assert reads == [["a", "z"]]
    opened("made.db", "mine").upsert([PaperBytes("z", 3, b"new")])
    assert recent.read(["z"])["z"] == b"new"


def test_a_file_is_taken_into_a_database_and_stays_where_files_are_used(
    kept: StoredBytes, tmp_path: Path, database: str | None
) -> None:
    file = tmp_path / "made.db" if database else tmp_path / "rebuilt.db"
    made = BytesFile(file, "mine")
    made.upsert([PaperBytes("a", 5, b"five"), PaperBytes("c", 6, b"six")])
    for _ in range(2):
        take_in(file, "mine", kept)
    assert file.exists() == (database is None)
    assert kept.revisions() == ({"a": 5, "b": 2, "c": 6} if database else {"a": 1, "b": 2})


def test_those_of_an_older_release_are_converted_and_gone(kept: StoredBytes, opened: Open) -> None:
    new = opened("made.db", "new")
    new_read = new.revisions()
    convert(kept, new, lambda data: data + b"!" if data else None)
    assert (new_read, new.revisions(), new.read(["a", "b"])) == ({}, {"a": 1}, {"a": b"one\0!"})
    assert not kept.set_aside().revisions()
    convert(kept, new, lambda _: b"again")
    assert new.read(["a"]) == {"a": b"one\0!"}


@pytest.mark.slow
class TestOnAServer:
    @pytest.fixture
    def database(self, request: pytest.FixtureRequest) -> str:
        address: str = request.getfixturevalue("postgres").create(f"bytes{abs(hash(request.node.name))}")
        return address

    def test_damaged_bytes_are_noticed_and_not_read(self, kept: StoredBytes, tmp_path: Path, database: str) -> None:
        assert isinstance(kept, BytesTable)
        library = Library(tmp_path / "library.db", database)
        with library.database.begin() as db:
            db.execute(sql.text("UPDATE paper_bytes SET bytes = 'two' WHERE paper_id = 'a'"))
        library.close()
        assert kept.is_damaged()
        assert kept.read(["a", "b"]) == {"b": b""}

    def test_those_of_an_older_release_are_converted(self, kept: StoredBytes, opened: Open) -> None:
        test_those_of_an_older_release_are_converted_and_gone(kept, opened)

    def test_all_are_deleted_for_another_library(self, kept: StoredBytes, tmp_path: Path, database: str) -> None:
        library = Library(tmp_path / "library.db", database)
        with library.database.begin() as db:
            clear(db)
        library.close()
        assert kept.revisions() == {}
