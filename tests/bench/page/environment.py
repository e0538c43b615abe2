"""The first minutes of a new user: size of the environment, and time from `git clone` to a page and an answer.

Uses a clone of this repository as committed, an empty package cache, an empty data folder and the sample collection.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench.common import ROOT, table
from tests.bench.page.startup import wait_for_page
from tests.bench.processes import environment, make_environment, running
from tests.free_port import free_port

_PATIENCE = 1800.0
_QUESTION = "How can a language model be made faster?"


def measure() -> Iterator[str]:
    """Size of the environment from requirements.lock; git clone to the page and to the first answer."""
    with tempfile.TemporaryDirectory(prefix="paperchat-bench-") as folder:
        steps = _first_minutes(Path(folder))
        locked = Path(folder) / "locked"
        # Use the package cache that the clone has filled.
        make_environment(locked, ["--require-hashes", "-r", str(ROOT / "requirements.lock")], _caches(Path(folder)))
        packages = len(list(locked.glob("lib/python*/site-packages/*.dist-info")))
        size = megabytes(locked)
    yield f"Environment from requirements.lock alone: {size:.0f} MB, {packages} packages."
    yield "One run, with an empty package cache\n\n" + table(("step", "seconds", "seconds since the start"), steps)


def megabytes(folder: Path) -> float:
    """Return the size of the files in a folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1e6


def _first_minutes(folder: Path) -> list[tuple[str, str, str]]:
    """Clone, `make run` and ask a question; return the steps with their seconds."""
    clone, port = folder / "clone", free_port()
    # A new user has none of the programs of this environment.
    path = os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if not p.startswith(str(ROOT)))
    settings = {"PAPERCHAT_HOME": str(folder / "home"), "PAPERCHAT_PORT": str(port), "PATH": path, **_caches(folder)}
    start = time.perf_counter()
    times = {"start": start}
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S607
    times["git clone"] = time.perf_counter()
    with (
        running(["make", "run"], settings, clone) as made,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        wait_for_page(client, _PATIENCE, made)
        times["`make run` until the page answers"] = time.perf_counter()
        command = [str(clone / ".venv" / "bin" / "paperchat"), "ask", _QUESTION]
        subprocess.run(command, check=True, env=environment(settings), cwd=clone, capture_output=True)
        times["`paperchat ask`"] = time.perf_counter()
    names, ends = list(times), list(times.values())
    return [(names[i], f"{ends[i] - ends[i - 1]:.1f}", f"{ends[i] - start:.1f}") for i in range(1, len(names))]


def _caches(folder: Path) -> dict[str, str]:
    """Return settings that make uv and pip keep what they download in this folder."""
    return {"UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip")}
