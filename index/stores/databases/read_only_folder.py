"""Folders that can only be read, for lack of permission or of space.

Chroma and tantivy open files to write even to read them, so they are given copies.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import ReadOnlyError

# Bytes that the index of SQLite's log takes at least: with less, a database cannot be opened to write.
_LEAST = 32 << 10


def is_read_only(path: Path) -> bool:
    """Return whether a folder or file is there and this process may not write to it."""
    return path.exists() and not os.access(path, os.W_OK)


def is_full(folder: Path) -> bool:
    """Return whether a folder is there and its disk has no space left."""
    return folder.exists() and shutil.disk_usage(folder).free < _LEAST


def can_only_be_read(folder: Path) -> bool:
    """Return whether a folder is there and nothing can be written to it."""
    return is_read_only(folder) or is_full(folder)


def only_readable(folder: Path) -> ReadOnlyError:
    """Return the error for an attempt to write to a folder that can only be read."""
    if not is_read_only(folder):
        return ReadOnlyError(
            f"The disk with {folder} is full.", "Free some space and run the command again: nothing is lost."
        )
    return ReadOnlyError(
        f"The folder {folder} can only be read.",
        "Check its permissions, or use another home folder.",
    )


def copied(home: Path, names: Sequence[str]) -> TemporaryDirectory[str] | None:
    """Return a temporary folder with copies of these files and folders, as far as they are in `home`.

    None where the disk is full and there is no space for them elsewhere: what needs no copy can still be read.
    """
    folder = None
    try:
        folder = TemporaryDirectory(prefix="paperchat-", ignore_cleanup_errors=True)
        _copy(home, names, Path(folder.name))
    except OSError:
        if folder:
            folder.cleanup()
        if not is_full(home):
            raise
        return None
    return folder


def _copy(home: Path, names: Sequence[str], to: Path) -> None:
    for name in names:
        if (found := home / name).is_dir():
            made = Path(shutil.copytree(found, to / name))
            for inside in (made, *made.rglob("*")):
                inside.chmod(inside.stat().st_mode | 0o600 | (0o100 if inside.is_dir() else 0))
        elif found.exists():
            shutil.copy2(found, to)
