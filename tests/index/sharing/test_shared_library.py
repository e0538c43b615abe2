"""What one folder adds and removes, the others find."""

from pathlib import Path

import pytest
import sqlalchemy as sql

from index import ingest
from index.shared_library import follow
from index.verification import verify
from tests.conftest import SpellingEncoder, spelled
from tests.index.sharing.conftest import GREBES, TERNS, Open, add, found

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


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
    terns = reader.token_vectors.matches(spelled("terns"), [1.0], [TERNS.id]).similarities()
    assert terns == {TERNS.id: pytest.approx(1)}
    ingest.remove(writer, [TERNS.id])
    assert reader.token_vectors.matches(spelled("terns"), [1.0], [TERNS.id]).similarities() == {}
    assert list(tmp_path.glob("*/words.db")) == []


def test_windows_are_made_once_for_all_folders(opened: Open, tmp_path: Path) -> None:
    writer, reader = opened("writer"), opened("reader")
    add(writer, TERNS)
    question = reader.encoder.encode(["terns"])[0]
    for found_now in (reader.windows, writer.windows):
        assert {paper_id for paper_id, *_ in found_now.nearest(question, 9, [TERNS.id])} == {TERNS.id}
    assert reader.windows.revisions() == writer.library.indexed()
    assert list(tmp_path.glob("*/windows.db")) == []
    with writer.library.database.begin() as db:
        db.execute(sql.text("UPDATE paper_bytes SET bytes = 'noise' WHERE name = 'windows.db'"))
    damaged = verify(writer)
    assert damaged is not None
    assert "window vectors are damaged" in damaged.fault
    for _ in ingest.rebuild(writer):
        pass
    assert verify(writer) is None
    assert reader.windows.nearest(question, 9, [TERNS.id]) != []
    assert not (writer.lock.parent / "windows.db").exists()
