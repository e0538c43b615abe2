"""Copies of the library's file: made before whatever could harm it, found again when it is damaged or gone."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sql

_KEPT = 5
_UNFINISHED = ".part"


def back_up(db: sql.Connection, path: Path, label: str) -> Path:
    """Copy the library at `path`, what is still in its write-ahead log included, and return the copy.

    It may be open and written to. A copy that was cut off never gets its name, which ends with `label`. The newest few
    copies are kept.
    """
    backup = path.with_name(f"{path.name}.backup-{label}")
    unfinished = backup.with_name(f"{backup.name}{_UNFINISHED}")
    unfinished.unlink(missing_ok=True)
    db.execute(sql.text("VACUUM INTO :file"), {"file": str(unfinished)})
    unfinished.replace(backup)
    for old in all_backups(path)[:-_KEPT]:
        old.unlink()
    return backup


def put_in_place(copy: Path, path: Path) -> Path | None:
    """Move a copy to the place of the library at `path`; return where that is now, None if there was none."""
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
        return f"Put its newest backup back: `paperchat restore {copies[-1]}`."
    return f"There is no backup of it. Delete the folder {path.parent} and add your papers again."
