"""Bytes by paper: whatever they are, they come back as they were; what is not whole is noticed."""

from pathlib import Path

import pytest

from index.stores.paper_bytes.bytes_file import BytesFile, PaperBytes
from index.stores.paper_bytes.recent_bytes import RecentBytes


@pytest.fixture
def kept(tmp_path: Path) -> BytesFile:
    opened = BytesFile(tmp_path / "made.db", "mine")
    opened.upsert([PaperBytes("a", 1, b"one\0"), PaperBytes("b", 2, b"")])
    return opened


def test_bytes_come_back_as_they_were(kept: BytesFile) -> None:
    assert kept.read(["a", "b", "z"]) == {"a": b"one\0", "b": b""}
    assert kept.revisions() == {"a": 1, "b": 2}


def test_damaged_bytes_are_noticed_and_not_read(kept: BytesFile, tmp_path: Path) -> None:
    assert not kept.is_damaged()
    file = tmp_path / "made.db"
    file.write_bytes(file.read_bytes().replace(b"one\0", b"two\0"))
    assert kept.is_damaged()
    assert kept.read(["a", "b"]) == {"b": b""}


def test_papers_without_bytes_are_remembered_too(kept: BytesFile) -> None:
    recent = RecentBytes(kept)
    assert recent.read(["a", "z"]) == {"a": b"one\0", "z": b""}
    kept.upsert([PaperBytes("z", 3, b"new")])
    assert recent.read(["z"])["z"] == b"new"
