"""Uploaded files are gone once they are read."""

from pathlib import Path

from app.ui.library.uploads import delete_uploads
from index.ingest import Input, gather_uploads


def test_the_files_and_their_folders_are_deleted(tmp_path: Path):
    folder = tmp_path / "uploads"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        (folder / name / "page.txt").write_text("text")
    (folder / "b" / "another.txt").write_text("text")
    inputs = list(gather_uploads([folder / "a" / "page.txt", folder / "b" / "page.txt"]))
    delete_uploads([*inputs, Input("pasted text", b"text")])
    assert [path.name for path in sorted(folder.rglob("*"))] == ["b", "another.txt"]
    delete_uploads(inputs)
