"""A file of bytes by paper: what is not whole is noticed. What holds of a table as well is in test_stored_bytes."""

from pathlib import Path

from index.stores.paper_bytes.bytes_file import BytesFile, PaperBytes


def test_damaged_bytes_are_noticed_and_not_read(tmp_path: Path) -> None:
    file = tmp_path / "made.db"
    kept = BytesFile(file, "mine")
    kept.upsert([PaperBytes("a", 1, b"one\0"), PaperBytes("b", 2, b"")])
    assert not kept.is_damaged()
    file.write_bytes(file.read_bytes().replace(b"one\0", b"two\0"))
    assert kept.is_damaged()
    assert kept.read(["a", "b"]) == {"b": b""}


def test_bytes_take_little_more_than_themselves(tmp_path: Path) -> None:
    file = tmp_path / "made.db"
    kept = BytesFile(file, "mine")
    for start in range(0, 640, 32):
        kept.upsert([PaperBytes(f"{number:012x}", 1, bytes(1500)) for number in range(start, start + 32)])
    assert file.stat().st_size / 640 < 1500 * 1.25
