"""Disk: kilobytes per paper of each store, over the five seed pages and over the SciFact abstracts."""

from collections.abc import Iterator
from pathlib import Path

from index.collection import DERIVED, LIBRARY
from tests.bench.common import load_set, stores_of, table
from tests.bench.processes import seeds_home

_KILO = 1000


def measure() -> Iterator[str]:
    """KB per paper of the library, the vectors, the words and the token vectors."""
    home, papers = seeds_home()
    sizes = {f"{len(papers)} papers": _per_paper(home, len(papers))}
    data = load_set("scifact")
    with stores_of(data.name, data.papers) as stores:
        count = stores.library.count()
        sizes[f"{count:,} papers"] = _per_paper(stores.lock.parent, count)
    rows = [(name, *(found[name] for found in sizes.values())) for name in (LIBRARY, *DERIVED)]
    rows.append(("together", *(sum(found.values()) for found in sizes.values())))
    yield f"KB per paper, without backups and the map\n\n{table(('store', *sizes), rows)}"


def _per_paper(home: Path, papers: int) -> dict[str, float]:
    return {name: size_on_disk(home / name) / _KILO / papers for name in (LIBRARY, *DERIVED)}


def size_on_disk(path: Path) -> int:
    """Return the bytes of a file with SQLite's files beside it, or of all files of a folder."""
    found = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    return sum(file.stat().st_size for file in found if file.is_file() and ".backup-" not in file.name)
