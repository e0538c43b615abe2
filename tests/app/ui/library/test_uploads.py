"""Uploaded files are gone once they are read."""

from pathlib import Path

from app.ui.library.uploads import delete_uploads
from index.ingest import Input, gather_uploads


def test_the_files_and_their_folders_are_deleted(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.txt").write_text("text")
    (tmp_path / "b" / "another.txt").write_text("text")
    inputs = list(gather_uploads([tmp_path / "a" / "page.txt", tmp_path / "b" / "page.txt"]))
    delete_uploads([*inputs, Input("pasted text", b"text")])
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["b", "another.txt"]
    delete_uploads(inputs)
