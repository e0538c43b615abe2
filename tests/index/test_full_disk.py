"""On a full disk a collection is still read, and what would change it is one line; nothing is written meanwhile."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from index import ingest
from index.collection import open_stores
from index.errors import ReadOnlyError
from index.ingest import Input
from index.verification import verify
from tests.conftest import WordEncoder

PAGE = b"@misc{a, title = {Gulls Read}, abstract = {We count gulls. They read.}, year = 2024}"


pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    stores = open_stores(tmp_path / "home", WordEncoder())
    for _ in ingest.add(stores, [Input("page.bib", PAGE)]):
        pass
    for _ in ingest.catch_up(stores):
        pass
    stores.close()
    return tmp_path / "home"


def written(home: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}


def fill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))


@pytest.mark.parametrize("log", [False, True])
def test_it_is_read_and_what_would_change_it_says_that_the_disk_is_full(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, log: bool
) -> None:
    if log:
        # A log that could be made and not written to.
        (home / "library.db-wal").touch()
    before = written(home)
    fill(monkeypatch)
    stores = open_stores(home, WordEncoder())
    assert verify(stores) is None
    assert [paper.title for paper in stores.library.papers()] == ["Gulls Read"]
    with pytest.raises(ReadOnlyError, match="is full"):
        list(ingest.add(stores, [Input("more.bib", PAGE)]))
    stores.close()
    assert written(home) == before


def test_without_space_for_copies_the_library_is_still_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    fill(monkeypatch)
    monkeypatch.setattr("shutil.copytree", fails)
    stores = open_stores(home, WordEncoder())
    assert (stores.copy, stores.library.count()) == (None, 1)
    stores.close()
