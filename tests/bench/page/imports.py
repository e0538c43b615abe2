"""Importing Gradio with and without the hook of `app/ui/gradio_stubs.py`, each in a process of its own.

Processor time, which other work on the machine hardly affects.
"""

import subprocess
import sys
from collections.abc import Iterator

from tests.bench.common import ROOT, median, table
from tests.bench.processes import environment

_ROUNDS = 7
_WAYS = {"import gradio": "import gradio", "the same after `app.ui`": "import app.ui, gradio"}
_TIMED = "import time; {}; print(time.process_time())"


def measure() -> Iterator[str]:
    """Processor seconds of importing Gradio, with and without our hook that skips its stubs."""
    seconds: dict[str, list[float]] = {name: [] for name in _WAYS}
    for _ in range(_ROUNDS):
        for name, statement in _WAYS.items():
            seconds[name].append(_spent(statement))
    rows = [(name, median(spent), min(spent)) for name, spent in seconds.items()]
    head = ("statement", "median, processor s", "least, processor s")
    yield f"{_ROUNDS} processes each, in turn\n\n{table(head, rows)}"


def _spent(statement: str) -> float:
    command = [sys.executable, "-c", _TIMED.format(statement)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment(), cwd=ROOT)
    return float(done.stdout)
