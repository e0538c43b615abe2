"""Ctrl-C while papers are added: seconds from the signal until the process is gone, and that what is done is kept."""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.collection.reading import daily_papers
from tests.bench.common import median, percentile, table
from tests.bench.processes import environment, product
from tests.index.sources.writing.format_writers import WRITERS

_ROUNDS = 12
_PAPERS = 1500
_GOAL = 1.0


def measure() -> Iterator[str]:
    """Ctrl-C while papers are added: seconds until the process is gone, with nothing else and at twice the load."""
    rows = []
    for what, others in (("alone", 0), ("beside as many busy processes as cores", os.cpu_count() or 1)):
        found = [_stop(others, seed) for seed in range(_ROUNDS)]
        rows.append((what, median(found), percentile(found, 0.95), max(found), f"{os.getloadavg()[0]:.1f}"))
    yield f"{_ROUNDS} times each; goal {_GOAL} s\n\n{table(('', 'p50, s', 'p95, s', 'longest, s', 'load'), rows)}"


def _stop(others: int, seed: int) -> float:
    name, write = WRITERS["JSON lines"]
    with tempfile.TemporaryDirectory(prefix="paperchat-bench-") as folder:
        home, file = Path(folder) / "home", Path(folder) / name
        file.write_text(write(daily_papers()[:_PAPERS]), encoding="utf-8")
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(others)]
        try:
            adding = subprocess.Popen(
                [*product(), "add", str(file)],
                env=environment({"PAPERCHAT_HOME": str(home)}),
                stderr=subprocess.PIPE,
                text=True,
            )
            # Made with the first papers that are indexed.
            while not (home / "words.db").exists():
                time.sleep(0.05)
            time.sleep(random.Random(seed).uniform(0, 3))  # noqa: S311 - a moment, not a secret
            start = time.monotonic()
            adding.send_signal(signal.SIGINT)
            _, said = adding.communicate()
            seconds = time.monotonic() - start
        finally:
            for process in busy:
                process.kill()
                process.wait()
        assert re.search(r"Stopped\. \d+ of", said), said
        return seconds
