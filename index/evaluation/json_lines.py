"""Files of JSON objects, one a line, and other files of lines: every fault names the file and the line."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import PaperchatError


def records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield place and object of each line that is not blank. Raises PaperchatError."""
    for number, line in lines_of(file):
        place = f"{file}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as fault:
            raise faulty(place, f"not JSON ({fault})") from None
        if not isinstance(record, dict):
            raise faulty(place, "not a JSON object")
        yield place, record


def lines_of(file: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line that is not blank; the file may be gzipped. Raises PaperchatError."""
    number = 0
    try:
        # As bytes, so that a fault in the text is found in its own line.
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise faulty(f"{file}:{number}", "not UTF-8") from None
    except (OSError, EOFError, zlib.error) as fault:
        raise PaperchatError(f"{file}:{number + 1}: cannot be read: {fault}.", "Fetch the file anew.") from fault


def faulty(place: str, reason: str) -> PaperchatError:
    """Return the error about a line."""
    return PaperchatError(f"{place}: {reason}.", "Mend the line or leave it out.")
