"""Restores a backup of the library. Everything derived from the library is rebuilt."""

import shutil
from contextlib import closing
from pathlib import Path

from index.collection import DERIVED, LIBRARY, LOCK
from index.errors import PaperchatError
from index.moving.library_move import put_on_server
from index.rebuilding.new_index import FOLDER
from index.stores import backups
from index.stores.library import Library
from index.writer_lock import writing


def restore(home: Path, backup: Path, server: str | None = None) -> Path | None:
    """Put the backup in the place of the library in the folder `home`; return where that is now, or None.

    `server`: the address of the database that has the library instead; then it is in a new backup.

    Killed at any point, it can be repeated. Raises LibraryBusyError while another process writes, and PaperchatError
    for a file that is no library or a damaged one.
    """
    if not backup.is_file():
        raise PaperchatError(f"There is no file {backup}.", "`paperchat status` lists the backups.")
    home.mkdir(parents=True, exist_ok=True)
    if server:
        return _restore_on_server(home, backup, server)
    with writing(home / LOCK):
        checked = _checked(backup, home)
        for name in (*DERIVED, FOLDER):
            shutil.rmtree(home / name, ignore_errors=True)
            (home / name).unlink(missing_ok=True)
        return backups.put_in_place(checked, home / LIBRARY)


def _restore_on_server(home: Path, backup: Path, server: str) -> Path:
    with closing(Library(home / LIBRARY, server)) as library, writing(home / LOCK, library):
        checked = _checked(backup, home)
        aside = library.back_up()
        with closing(Library(checked)) as copy:
            put_on_server(copy, library)
        checked.unlink()
        return aside


def _checked(backup: Path, home: Path) -> Path:
    """Return a copy of the backup that could be opened and read; opening may migrate it, and only the copy."""
    copy = home / f"{LIBRARY}.checked"
    shutil.copyfile(backup, copy)
    library = Library(copy)
    try:
        library.check()
        # Vectors on a server may belong to the library that is replaced.
        library.forget_passages()
    finally:
        library.close()
    return copy
