"""Sources: the files that papers were found in, each known by its path and shown by a short name."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePath
from uuid import uuid4

import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores.tables import sightings, sources


def shortest_names(paths: Iterable[str]) -> dict[str, str]:
    """Return for each path the shortest end of it that no other path has. Anything but an absolute path stays whole.

    >>> shortest_names(["/mon/page.txt", "/tue/page.txt", "/tue/other.txt", "stdin"])
    {'/mon/page.txt': 'mon/page.txt', '/tue/page.txt': 'tue/page.txt', '/tue/other.txt': 'other.txt', 'stdin': 'stdin'}
    """
    parts = {path: PurePath(path).parts if PurePath(path).is_absolute() else (path,) for path in paths}
    groups: dict[str, list[str]] = defaultdict(list)
    for path, names in parts.items():
        groups[names[-1]].append(path)
    shown = {}
    for group in groups.values():
        waiting, length = group, 1
        while waiting:
            ends = Counter(parts[path][-length:] for path in group)
            for path in waiting:
                if ends[parts[path][-length:]] == 1 or length >= len(parts[path]):
                    shown[path] = str(PurePath(*parts[path][-length:])) if len(parts[path]) > 1 else path
            waiting, length = [path for path in waiting if path not in shown], length + 1
    return {path: shown[path] for path in parts}


def register(db: sql.Connection, path: str, paper_ids: Collection[str]) -> str:
    """Return the key of the source at `path`, which lists these papers; add it if it is new.

    A source known only by its file name (from release 0.1, or a file dropped on the page) counts as the file of that
    name if the file lists all of its papers.
    """
    if key := db.scalar(sql.select(sources.c.key).where(sources.c.path == path)):
        return str(key)
    name = PurePath(path).name
    known = db.scalar(sql.select(sources.c.key).where(sources.c.path == name))
    if known and set(db.scalars(sql.select(sightings.c.paper_id).where(sightings.c.source == known))) <= {*paper_ids}:
        db.execute(sql.update(sources).where(sources.c.key == known).values(path=path))
    else:
        # A name that was the key of a file keeps meaning that file.
        taken = db.scalar(sql.select(sql.func.count()).where(sources.c.key == path))
        known = f"{path}#{uuid4().hex}" if taken else path
        db.execute(sql.insert(sources).values(key=known, path=path, name=path))
    _update_names(db)
    return str(known)


def forget_empty(db: sql.Connection) -> None:
    """Delete the sources that no longer have any paper."""
    used = sql.select(sightings.c.source).distinct()
    if db.execute(sql.delete(sources).where(sources.c.key.not_in(used))).rowcount:
        _update_names(db)


def find(db: sql.Connection, name: str) -> str | None:
    """Return the key of the source with this name or path, or with a path that ends in it; None if there is none.

    Raises PaperchatError if several paths end in it.
    """
    known = db.execute(sql.select(sources.c.key, sources.c.path, sources.c.name)).all()
    for row in known:
        if name in (row.name, row.path):
            return str(row.key)
    ending = [row for row in known if row.path.endswith(f"/{name}")]
    if len(ending) > 1:
        names = " and ".join(sorted(row.name for row in ending))
        raise PaperchatError(f"{len(ending)} sources are called {name!r}: {names}.", "Use one of these names.")
    return str(ending[0].key) if ending else None


def in_archive(db: sql.Connection, name: str) -> list[str]:
    """Return the keys of the sources in an archive of this name or path; each file in it is a source of its own."""
    ends = sql.or_(
        sources.c.path.startswith(f"{name}/", autoescape=True), sources.c.path.contains(f"/{name}/", autoescape=True)
    )
    return list(db.scalars(sql.select(sources.c.key).where(ends))) if PurePath(name).suffix == ".zip" else []


def path_of(db: sql.Connection, name: str) -> str:
    """Return where a source is: its path, its address, or its name if no more is known.

    Raises PaperchatError if there is no such source.
    """
    key = find(db, name)
    if key is None:
        raise PaperchatError(f"No source is called {name!r}.", "Reload the list.")
    return str(db.scalar(sql.select(sources.c.path).where(sources.c.key == key)))


def names_by_key(db: sql.Connection) -> dict[str, str]:
    """Return the name of each source whose name is not its key."""
    return {row.key: row.name for row in db.execute(sql.select(sources).where(sources.c.name != sources.c.key))}


def _update_names(db: sql.Connection) -> None:
    known: Sequence[sql.Row[tuple[str, str, str]]] = db.execute(sql.select(sources)).all()
    names = shortest_names(row.path for row in known)
    for row in known:
        if row.name != names[row.path]:
            db.execute(sql.update(sources).where(sources.c.key == row.key).values(name=names[row.path]))
