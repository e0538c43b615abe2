"""Writes small files in one step, readable only by their owner."""

import os
import tempfile
from pathlib import Path


def write_privately(file: Path, text: str) -> None:
    """Replace the file by one with this text and mode 600; a missing folder is created."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # If the file is a link, its target is replaced and the link stays.
    file = file.resolve()
    # The temporary file has mode 600 from its first byte on.
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(unfinished).replace(file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
