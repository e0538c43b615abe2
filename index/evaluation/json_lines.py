"""Reads JSON Lines and other line-based files; every error names the file and the line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import PaperchatError


def records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each non-blank line. Raises PaperchatError."""
    for number, line in lines_of(file):
        place = f"{file}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as fault:
            raise faulty(place, f"it is not JSON ({fault})") from None
        if not isinstance(record, dict):
            raise faulty(place, "it is not a JSON object")
        yield place, record


def lines_of(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the number and text of each non-blank line; the file may be gzipped. Raises PaperchatError."""
    number = 0
    try:
        # Read bytes, so that a decoding error is reported for the right line.
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise faulty(f"{file}:{number}", "it is not UTF-8") from None
    except FileNotFoundError as fault:
        raise PaperchatError(f"There is no file {file}.", "Check the path.") from fault
    except (OSError, EOFError, zlib.error) as fault:
        raise PaperchatError(f"{file}:{number + 1}: the file cannot be read: {fault}.", "Download it again.") from fault


def faulty(place: str, reason: str) -> PaperchatError:
    """Return the error for a line."""
    return PaperchatError(f"{place}: {reason}.", "Correct the line or leave it out.")
