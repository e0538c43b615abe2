"""Startup: time from process start to the page and to the first answer, and peak memory.

Alternates `paperchat serve` over the seed pages with the starter's page. A question is sent as a browser sends it,
to the starter through Gradio's queue, as soon as the page responds. The model is an instant endpoint in this process.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.example_questions import example_questions
from tests.bench.common import median, table
from tests.bench.processes import Process, product, running, seeds_home, starter, starter_folder
from tests.free_port import free_port
from tests.page_client import ask
from tests.scripted_endpoint import Say, ScriptedEndpoint

_ROUNDS = 5
_GOAL = 0.6
# A word that only the model says, to recognise its answer.
_WORD = "Heliotrope"
_PATIENCE = 120.0
_QUEUE = "/gradio_api/queue"


@dataclass(frozen=True, slots=True)
class Started:
    """One start: seconds from the start of the process, and megabytes."""

    page: float
    answer: float
    peak: float


def measure() -> Iterator[str]:
    """Process start to the page and to the first answer, peak memory; against a starter page."""
    home, papers = seeds_home()
    folder = starter_folder(papers)
    question = example_questions(papers, 1)[0]
    ours, theirs = [], []
    with ScriptedEndpoint([Say(f"{_WORD} [1].")]) as endpoint:
        settings = {"PAPERCHAT_HOME": str(home), "PAPERCHAT_BASE_URL": endpoint.url, "PAPERCHAT_MODEL": "tiny-model"}
        for _ in range(_ROUNDS):
            port = str(free_port())
            ours.append(_start([*product(), "serve", "--port", port], settings, port, lambda c: _ask_ours(c, question)))
            port = str(free_port())
            command = [*starter(), "serve", str(folder), endpoint.url, port]
            theirs.append(_start(command, {}, port, lambda c: _ask_starter(c, question)))
    rows = [_row("paperchat", ours), _row("starter", theirs)]
    page = median(a.page / b.page for a, b in zip(ours, theirs, strict=True))
    answer = median(a.answer / b.answer for a, b in zip(ours, theirs, strict=True))
    yield (
        f"{len(papers)} papers; medians of {_ROUNDS} starts, in turn\n\n"
        f"{table(('program', 'page, s', 'first answer, s', 'peak memory, MB'), rows)}\n\n"
        f"paperchat / starter, median of the rounds' ratios: page {page:.2f}, first answer {answer:.2f} (goal {_GOAL})."
    )


def _start(
    command: Sequence[str], settings: dict[str, str], port: str, ask_it: Callable[[httpx.Client], None]
) -> Started:
    start = time.perf_counter()
    with (
        running(command, settings) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE, trust_env=False) as client,
    ):
        wait_for_page(client, _PATIENCE, process)
        page = time.perf_counter() - start
        ask_it(client)
        return Started(page, time.perf_counter() - start, _peak_megabytes(process.pid))


def wait_for_page(client: httpx.Client, patience: float, server: Process) -> None:
    """Wait until / answers 200."""
    end = time.monotonic() + patience
    while time.monotonic() < end and server.poll() is None:
        try:
            if client.get("/").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not yet
        time.sleep(0.02)
    raise TimeoutError(f"no page at {client.base_url}")


def _ask_ours(client: httpx.Client, question: str) -> None:
    """Ask our page and return when the model's word arrives."""
    if not any(_WORD in turn["html"] for turn in ask(client, question)):
        raise RuntimeError("the page sent no answer")


def _ask_starter(client: httpx.Client, question: str) -> None:
    """Ask a ChatInterface through its queue and return when the model's word arrives."""
    events: Sequence[dict[str, Any]] = client.get("/config").json()["dependencies"]
    body = _chat_interface(events, question)
    client.post(f"{_QUEUE}/join", json={**body, "session_hash": "bench"}).raise_for_status()
    with client.stream("GET", f"{_QUEUE}/data", params={"session_hash": "bench"}) as stream:
        for line in stream.iter_lines():
            if _WORD in line:
                return
    raise RuntimeError("the page sent no answer")


def _chat_interface(events: Sequence[dict[str, Any]], question: str) -> dict[str, Any]:
    """Return what the browser sends for a question to a ChatInterface."""
    chat = next(event for event in events if event["api_name"] == "reply")
    return {"fn_index": chat["id"], "data": [question, *itertools.repeat(None, len(chat["inputs"]) - 1)]}


def _peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return float(line.split()[1]) / 1024


def _row(name: str, starts: list[Started]) -> tuple[object, ...]:
    page, answer = median(one.page for one in starts), median(one.answer for one in starts)
    return name, page, answer, round(median(one.peak for one in starts))
