"""One member of a group: adds papers or asks questions by the commands, again and again, until it is killed.

`python -m tests.group.group_worker add NAME` writes a line of JSON for each command that was done: what it was, how it
ended, and what was printed if it failed.
"""

import json
import sys
import time
from itertools import count
from pathlib import Path

from click.testing import CliRunner

from app.cli import main

_PAUSE = 0.2


def run(*words: str) -> dict[str, object]:
    """Run a command and return how it ended."""
    result = CliRunner().invoke(main, words)
    unforeseen = result.exception is not None and not isinstance(result.exception, SystemExit)
    return {"done": result.exit_code == 0, "bug": repr(result.exception) if unforeseen else "", "said": result.output}


def title_of(name: str, number: int) -> str:
    """Return the title of a paper that nobody else adds."""
    return f"Report {number} of {name}"


def _add(name: str, number: int) -> dict[str, object]:
    file = Path(f"{name}.jsonl")
    record = {"title": title_of(name, number), "abstract": f"Measurement {number} of {name} took {number} seconds."}
    file.write_text(json.dumps(record), encoding="utf-8")
    return {"title": record["title"], **run("add", str(file))}


def _main(role: str, name: str) -> None:
    # A worker that was killed and starts again goes on with papers that it has not tried yet.
    start = time.time_ns()
    for number in count(start):
        said = _add(name, number) if role == "add" else run("ask", f"How long did measurement {number} take?", "--json")
        print(json.dumps(said), flush=True)  # noqa: T201 - what the test reads
        time.sleep(_PAUSE)


if __name__ == "__main__":
    _main(*sys.argv[1:])
