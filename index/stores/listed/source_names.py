"""Sources: the files that papers were found in, each known by its path, shown by a short name or one given to it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePath
from typing import Any
from uuid import uuid4

import sqlalchemy as sql

from index.errors import PaperchatError
from index.papers import tidy
from index.stores.tables import sightings, sources

_LONGEST = 200


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


def register(db: sql.Connection, path: str, paper_ids: Collection[str], given: str | None = None) -> str:
    """Return the key of the source at `path`, which lists these papers; add it, with a given name, if it is new.

    A source known only by its file name (from release 0.1, or a file dropped on the page) counts as the file of that
    name if the file lists all of its papers; a file of that name in an archive or a dropped folder is another one.
    """
    if key := db.scalar(sql.select(sources.c.key).where(sources.c.path == path)):
        return str(key)
    name = PurePath(path).name
    known = PurePath(path).is_absolute() and db.scalar(sql.select(sources.c.key).where(sources.c.path == name))
    if known and set(db.scalars(sql.select(sightings.c.paper_id).where(sightings.c.source == known))) <= {*paper_ids}:
        db.execute(sql.update(sources).where(sources.c.key == known).values(path=path))
    else:
        # A name that was the key of a file keeps meaning that file.
        taken = db.scalar(sql.select(sql.func.count()).where(sources.c.key == path))
        known = f"{path}#{uuid4().hex}" if taken else path
        free = given and not _is_taken(db, given)
        db.execute(sql.insert(sources).values(key=known, path=path, name=path, given=given if free else None))
    _update_names(db)
    return str(known)


def rename(db: sql.Connection, name: str, given: str) -> tuple[str, str]:
    """Give a source a name that a person chose, or its short name again if `given` is empty.

    Return its name now, and the name that it was given before, empty if none. Raises PaperchatError if there is no such
    source, or another one has that name.
    """
    given = tidy(given)[:_LONGEST]
    key = _key_of(db, name)
    if given and _is_taken(db, given, by_another_than=key):
        raise PaperchatError(f"Another source is called {given!r}.", "Choose another name.")
    own = sources.c.key == key
    before = db.scalar(sql.select(sources.c.given).where(own))
    db.execute(sql.update(sources).where(own).values(given=given or None))
    _update_names(db)
    return str(db.scalar(sql.select(sources.c.name).where(own))), before or ""


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
    # A name that was given to one file may be the path of another.
    for row in (*(row for row in known if row.name == name), *(row for row in known if row.path == name)):
        return str(row.key)
    ending = [row for row in known if row.path.endswith(f"/{name}")]
    if len(ending) > 1:
        names = " and ".join(sorted(row.name for row in ending))
        raise PaperchatError(f"{len(ending)} sources are called {name!r}: {names}.", "Use one of these names.")
    return str(ending[0].key) if ending else None


def name_of(db: sql.Connection, name: str) -> str | None:
    """Return the name that the source found by `find` is shown by; None if there is none. Raises PaperchatError."""
    key = find(db, name)
    return None if key is None else str(db.scalar(sql.select(sources.c.name).where(sources.c.key == key)))


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
    return str(db.scalar(sql.select(sources.c.path).where(sources.c.key == _key_of(db, name))))


def paths_by_name(db: sql.Connection) -> dict[str, str]:
    """Return where each source is, as `path_of` does."""
    return {row.name: row.path for row in db.execute(sql.select(sources.c.name, sources.c.path))}


def names_by_key(db: sql.Connection) -> dict[str, str]:
    """Return the name of each source whose name is not its key."""
    return {row.key: row.name for row in db.execute(sql.select(sources).where(sources.c.name != sources.c.key))}


def _key_of(db: sql.Connection, name: str) -> str:
    key = find(db, name)
    if key is None:
        raise PaperchatError(f"No source is called {name!r}.", "Reload the list.")
    return key


def _is_taken(db: sql.Connection, name: str, by_another_than: str | None = None) -> bool:
    known = db.execute(sql.select(sources)).all()
    return any(
        row.path == name or row.name.casefold() == name.casefold() for row in known if row.key != by_another_than
    )


def _update_names(db: sql.Connection) -> None:
    known: Sequence[sql.Row[Any]] = db.execute(sql.select(sources)).all()
    names = shortest_names(row.path for row in known)
    given = {row.given for row in known if row.given}
    for row in known:
        name = row.given or _without_twin(names[row.path], row.path, given)
        if row.name != name:
            db.execute(sql.update(sources).where(sources.c.key == row.key).values(name=name))


def _without_twin(name: str, path: str, given: Collection[str]) -> str:
    """Return the name of a file, in another form where a person has given that name to another source."""
    forms = (name, path, *(f"{path} ({number})" for number in range(2, len(given) + 3)))
    return next(form for form in forms if form not in given)
