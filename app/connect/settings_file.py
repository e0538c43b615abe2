"""Changes single settings in the settings file and leaves everything else in it as it is, comments too."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from app.private_file import write_privately
from index.errors import PaperchatError


def save_settings(file: Path, changes: Mapping[str, Any]) -> None:
    """Set these settings in the file, those with None removed; it becomes readable for its owner alone.

    Raises PaperchatError if the file cannot be read or written.
    """
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        written = tomlkit.parse(text)
        for name, value in changes.items():
            written.pop(name, None)
            if value is not None:
                _put(written, name, value)
        write_privately(file, tomlkit.dumps(written))
    except (OSError, ValueError, ParseError) as fault:
        raise PaperchatError(f"{file} cannot be changed: {fault}.", "Correct or delete it.") from fault


def _put(written: tomlkit.TOMLDocument, name: str, value: Any) -> None:
    if isinstance(value, Mapping):
        # On one line, so that it cannot swallow the settings after it.
        table = tomlkit.inline_table()
        table.update(value)
        value = table
    written[name] = value
