"""Folders that can only be read. Chroma and tantivy open files to write even to read them, so they are given copies."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from index.errors import ReadOnlyError


def is_read_only(path: Path) -> bool:
    """Return whether a folder or file is there and this process may not write to it."""
    return path.exists() and not os.access(path, os.W_OK)


def only_readable(folder: Path) -> ReadOnlyError:
    """Return the error of what would write to a folder that can only be read."""
    return ReadOnlyError(
        f"The folder {folder} can only be read.",
        "Check its permissions, or use another home folder.",
    )


def copied(home: Path, names: Sequence[str]) -> TemporaryDirectory[str]:
    """Return a temporary folder with copies of these files and folders, as far as they are in `home`."""
    folder = TemporaryDirectory(prefix="paperchat-", ignore_cleanup_errors=True)
    for name in names:
        if (found := home / name).is_dir():
            made = Path(shutil.copytree(found, Path(folder.name) / name))
            for inside in (made, *made.rglob("*")):
                inside.chmod(inside.stat().st_mode | 0o600 | (0o100 if inside.is_dir() else 0))
        elif found.exists():
            shutil.copy2(found, folder.name)
    return folder
