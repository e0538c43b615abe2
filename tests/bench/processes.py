"""Processes to compare: the product and the starter program, each in its own environment, over the seed pages.

Both keep what they have indexed in the cache folder. The starter's environment is made at first use, with uv or pip,
with the versions of our lock file.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from index import ingest
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.papers import Paper
from tests.bench.common import CACHE, ROOT, make_ready, seed_pages

_STARTER = (
    "chromadb",
    "gradio",
    "llama-index-core",
    "llama-index-llms-openai-like",
    "llama-index-vector-stores-chroma",
    "onnxruntime",
    "tokenizers",
)
Process: TypeAlias = "subprocess.Popen[str]"
# Telemetry is off in both, so that a closed network slows neither.
_QUIET = {"ANONYMIZED_TELEMETRY": "False", "GRADIO_ANALYTICS_ENABLED": "False"}


def seeds_home() -> tuple[Path, list[Paper]]:
    """Return a data folder of the product that holds the seed pages, and the papers in it."""
    home = CACHE / "seeds"
    stores = open_stores(home, BundledEncoder())
    if not stores.library.count():
        for _ in ingest.add(stores, seed_pages()):
            pass
    make_ready(stores)
    papers = stores.library.papers()
    stores.close()
    return home, papers


def starter_folder(papers: Sequence[Paper]) -> Path:
    """Return a folder in which the starter has indexed the papers."""
    folder = CACHE / "starter-chroma"
    if not folder.exists():
        texts = json.dumps([paper.text for paper in papers])
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [*starter(), "index", str(unfinished)]
        subprocess.run(command, input=texts, text=True, check=True, env=environment(), cwd=ROOT)
        unfinished.rename(folder)
    return folder


def starter() -> list[str]:
    """Return the command that runs the starter program."""
    python = CACHE / "starter-venv" / "bin" / "python"
    if not python.exists():
        make_environment(python.parents[1], ["--constraint", str(_constraints()), *_STARTER])
    return [str(python), "-m", "tests.bench.page.starter"]


def product() -> list[str]:
    """Return the product's command."""
    return [str(Path(sys.executable).with_name("paperchat"))]


def asker() -> list[str]:
    """Return the command that runs the product's engine."""
    return [sys.executable, "-m", "tests.bench.page.asker"]


def make_environment(folder: Path, what: Sequence[str], more: Mapping[str, str] | None = None) -> None:
    """Make a virtual environment and install into it, with uv where it is installed."""
    settings = environment(more)
    python = str(folder / "bin" / "python")
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
        # Copies, because nltk refuses hard links.
        install = [uv, "pip", "install", "--quiet", "--link-mode", "copy", "--python", python]
    else:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [python, "-m", "pip", "install", "--quiet"]
    try:
        subprocess.run([*install, *what], check=True, env=settings)
    except subprocess.CalledProcessError:
        shutil.rmtree(folder)
        raise


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a child: ours without any setting of the product, and `more`."""
    foreign = ("PAPERCHAT_", "OPENAI_", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, **_QUIET, **(more or {})}


@contextmanager
def running(command: Sequence[str], more: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Iterator[Process]:
    """Run a process in the folder `cwd` with pipes for its input and output; stop it and its children at the end."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(more),
        cwd=cwd,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def ask(process: Process, question: str) -> list[float]:
    """Send a question to an `ask` process and return the numbers it answers with."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("a process without pipes")
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    if not (line := process.stdout.readline()):
        raise RuntimeError(f"no answer from {process.args!r}")
    return [float(word) for word in line.split()]


def _constraints() -> Path:
    """Write the lock file without its hashes, because with them pip would require a hash for everything."""
    lines = (ROOT / "tests" / "requirements.lock").read_text().splitlines()
    file = CACHE / "constraints.txt"
    file.write_text("\n".join(line.rstrip(" \\") for line in lines if not line.startswith(" ")))
    return file
