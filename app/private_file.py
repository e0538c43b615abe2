"""Writes small files that only their owner may read, and that nobody ever sees half written."""

import os
import tempfile
from pathlib import Path


def write_privately(file: Path, text: str) -> None:
    """Replace the file by one with this text and mode 600; its folder is made if it is missing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Whoever keeps the file elsewhere, behind a link, keeps the link.
    file = file.resolve()
    # A file in the making has mode 600 from its first byte on.
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
