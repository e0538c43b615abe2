"""Copies of the library as a file: made before anything that could harm it, for when it is damaged or gone."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sql

from index.stores import tables
from index.stores.databases.copying import copy_rows
from index.stores.databases.portable_sql import on_server
from index.stores.databases.read_only_folder import can_only_be_read, only_readable

_KEPT = 5
# As far as the umask lets it be.
_PUBLIC = 0o666
_UNFINISHED = ".part"


def back_up(
    db: sql.Connection, path: Path, label: str, schema: sql.MetaData = tables.metadata, mode: int = _PUBLIC
) -> Path:
    """Copy the library to a file beside `path`, where its own file is or would be, and return the copy.

    The copy includes the write-ahead log, and the library may be open and written to. An interrupted copy never gets
    its final name, which ends with `label`. Only the newest few copies are kept. `schema`: the tables on a server, of
    the library or another database; `mode`: who may use the copy. Raises ReadOnlyError if nothing can be written.
    """
    backup = path.with_name(f"{path.name}.backup-{label}")
    unfinished = backup.with_name(f"{backup.name}{_UNFINISHED}")
    if can_only_be_read(path.parent):
        raise only_readable(path.parent)
    unfinished.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished.touch(mode)
    if on_server(db):
        _write_file(db, unfinished, schema)
    else:
        db.execute(sql.text("VACUUM INTO :file"), {"file": str(unfinished)})
    unfinished.replace(backup)
    for old in all_backups(path)[:-_KEPT]:
        old.unlink()
    return backup


def _write_file(db: sql.Connection, file: Path, schema: sql.MetaData) -> None:
    """Copy tables of a server to an empty file, all as of the same moment."""
    made = sql.create_engine(f"sqlite:///{file}")
    try:
        with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as seen, made.begin() as copy:
            schema.create_all(copy)
            copy_rows(seen, copy, schema.sorted_tables)
    finally:
        made.dispose()


def put_in_place(copy: Path, path: Path) -> Path | None:
    """Put a copy in the place of the library at `path`; return where the old library is now, None if there was none."""
    aside = path.with_name(f"{path.name}.replaced")
    existed = path.exists()
    # The log belongs to the file beside it, so it goes with it.
    for suffix in ("", "-wal", "-shm"):
        aside.with_name(f"{aside.name}{suffix}").unlink(missing_ok=True)
        if (left := path.with_name(f"{path.name}{suffix}")).exists():
            left.rename(aside.with_name(f"{aside.name}{suffix}"))
    copy.replace(path)
    return aside if existed else None


def all_backups(path: Path) -> Sequence[Path]:
    """Return the copies of the library at `path`, the oldest first."""
    found = (copy for copy in path.parent.glob(f"{path.name}.backup-*") if copy.suffix != _UNFINISHED)
    return sorted(found, key=lambda copy: copy.stat().st_mtime_ns)


def advice(path: Path) -> str:
    """Return what to do about a library that is damaged or gone."""
    if copies := all_backups(path):
        return f"Restore its newest backup: `paperchat restore {copies[-1]}`."
    if not path.exists():
        return f"There is no backup of it. Delete the folder {path.parent} and add your papers again."
    save = "There is no backup of it. Save what can be read with `paperchat export papers.jsonl`, delete the folder"
    return f"{save} {path.parent}, then run `paperchat import papers.jsonl` or add your papers again."
