"""Copies of the chats, next to each copy of the library; restoring adds what is missing and changes nothing else."""

from pathlib import Path

import sqlalchemy as sql

from app.chats.chat_file import FILE, chats, open_chat_file, open_chats, schema
from index.collection import LIBRARY
from index.stores.backups import back_up
from index.stores.databases.copying import copy_missing_rows


def back_up_chats(home: Path, server: str | None, library_copy: Path) -> Path | None:
    """Copy the chats to a file beside the copy of the library, also while people chat; None if there are none.

    The newest few copies are kept. Raises PaperchatError.
    """
    copy = _copy_beside(library_copy)
    if copy is None or not (server or (home / FILE).exists()):
        return None
    source = open_chats(home, server)
    try:
        with source.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            return back_up(db, copy.with_name(FILE), copy.name.removeprefix(f"{FILE}.backup-"), schema, mode=0o600)
    finally:
        source.dispose()


def restore_chats(home: Path, server: str | None, library_copy: Path) -> int | None:
    """Restore missing chats and turns from the copy beside that of the library; return how many chats were restored.

    Nothing else changes: the chats may be undamaged, and newer than the copy. None if there is no copy. Raises
    PaperchatError.
    """
    copy = _copy_beside(library_copy)
    if copy is None or not copy.exists():
        return None
    source, target = open_chat_file(copy), open_chats(home, server)
    number = sql.select(sql.func.count()).select_from(chats)
    try:
        with source.connect() as kept, target.begin() as now:
            before = now.scalar(number) or 0
            copy_missing_rows(kept, now, schema.sorted_tables)
            return (now.scalar(number) or 0) - before
    finally:
        source.dispose()
        target.dispose()


def _copy_beside(library_copy: Path) -> Path | None:
    """Return the path of the chats' copy that belongs to a copy of the library; None if that is not named like one."""
    named = library_copy.name.startswith(f"{LIBRARY}.backup-")
    return library_copy.with_name(library_copy.name.replace(LIBRARY, FILE, 1)) if named else None
