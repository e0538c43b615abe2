"""Empty libraries, copied: making their tables takes longer than most tests."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from index.stores.library import Library


@cache
def _empty_library() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        Library(path).close()
        return path.read_bytes()


def empty_library(path: Path) -> None:
    """Write the file of an empty library. All have the same name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty_library())


def new_library(path: Path, database: str | None = None) -> Library:
    """Open an empty library: a file, or the database on a server."""
    if database is None:
        empty_library(path)
    return Library(path, database)
