"""The page: its weight, how long it takes, what an answer costs, and many people at once over a model without delay."""

import gzip
import json
import os
import random
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from app.engine import Engine
from app.example_questions import example_questions
from app.ui.static_files import static_text
from index.collection import open_stores
from index.embedding.bundled_encoder import BundledEncoder
from index.text.sentences import sentences
from tests.bench.common import ROOT, median, percentile, table
from tests.bench.page.startup import wait_for_page
from tests.bench.processes import Process, product, running, seeds_home
from tests.e2e.conftest import Visitor, launch
from tests.free_port import free_port
from tests.page_client import ASK, ask_message
from tests.scripted_endpoint import Say, ScriptedEndpoint

_STREAMED = 20
_PEOPLE, _EACH = 50, 3
_TURNS = 15
PATIENCE = 120.0
_WORDS = "papers show that models learn from data when agents revise steps and answers improve with memory".split()


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: seconds to its papers and to its end, and all that came."""

    sources: float
    end: float
    text: str


def measure() -> Iterator[str]:
    """The page: weight, seconds to use it and to the papers, processor time of an answer, 50 people at once."""
    home, papers = seeds_home()
    questions = example_questions(papers, 40)
    yield _weight()
    with ScriptedEndpoint([Say(reply())]) as model:
        settings = {"PAPERCHAT_HOME": str(home), "PAPERCHAT_BASE_URL": model.url, "PAPERCHAT_MODEL": "tiny-model"}
        port = str(free_port())
        start = time.perf_counter()
        address = f"http://127.0.0.1:{port}"
        with (
            running([*product(), "serve", "--port", port], settings) as server,
            httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client,
        ):
            wait_for_page(client, PATIENCE, server)
            first = time.perf_counter() - start
            ask_page(client, questions[0])
            yield _opened(first, address, questions)
            yield _streamed(client, server, model, questions, _from_papers(home, questions))
            model.says(Say(reply()))
            yield _many(address, server, model, questions)


def reply(number: int = 0) -> str:
    """Return an answer of some length, another one for each number, without a sentence like another."""
    chance = random.Random(number)  # noqa: S311 - the same answers in each run
    return " ".join(f"{' '.join(chance.sample(_WORDS, len(_WORDS)))} [1]." for _ in range(10))


def _weight() -> str:
    """Return the weight of what is served, each file for itself; the page packs them together, which is less."""
    static = ROOT / "app" / "ui" / "static"
    own = [path for path in sorted(static.rglob("*")) if path.suffix in (".js", ".css") and "katex" not in path.parts]
    served = [static_text(str(path.relative_to(static))) for path in own]
    packed = sum(len(gzip.compress(text.encode(), 9)) for text in served)
    return f"{len(own)} scripts and stylesheets of our own: {packed / 1000:.1f} kB with gzip (goal 60)."


def _opened(first: float, address: str, questions: list[str]) -> str:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context()
        visitor = Visitor(context.new_page(), context)
        ready = [_open(visitor, address) for _ in range(6)][1:]
        waits = [_enter_to_sources(visitor, turn, questions[turn % len(questions)]) for turn in range(_TURNS)]
        browser.close()
    rows = [
        ("start of the process to the first page", first, 3.0),
        ("page opened again to a question that can be typed", median(ready), 0.6),
        (f"Enter to the papers, p50 of {_TURNS} turns", median(waits), 0.15),
    ]
    return table(("what", "seconds", "goal"), rows)


def _open(visitor: Visitor, address: str) -> float:
    start = time.perf_counter()
    visitor.page.goto(address)
    visitor.page.locator("#question").fill("x")
    visitor.page.wait_for_selector("#send:enabled")
    return time.perf_counter() - start


def _enter_to_sources(visitor: Visitor, turn: int, question: str) -> float:
    visitor.page.fill("#question", question)
    start = time.perf_counter()
    visitor.page.press("#question", "Enter")
    visitor.page.wait_for_selector(f'.panel[data-turn="{turn}"] .card')
    seconds = time.perf_counter() - start
    visitor.finished_turn(turn)
    return seconds


def _from_papers(home: Path, questions: list[str]) -> list[str]:
    """Return for each question an answer that its papers back: the first sentences of the first seven."""
    with closing(open_stores(home, BundledEncoder())) as stores:
        found = [Engine(stores).find(question, 7)[0].hits for question in questions]
    return [
        " ".join(f"{sentences(hit.paper.abstract)[0].rstrip('.')} [{n}]." for n, hit in enumerate(hits, 1))
        for hits in found
    ]


def _streamed(
    client: httpx.Client, server: Process, model: ScriptedEndpoint, questions: list[str], backed: list[str]
) -> str:
    unbacked = [reply(n) for n in range(len(questions))]
    rows = []
    for what, replies, delay in (
        ("what no paper says, all at once", unbacked, 0.0),
        ("the same, 50 words a second", unbacked, 0.02),
        ("what the papers say, 50 words a second", backed, 0.02),
    ):
        model.says(*(Say(one, delay=delay) for one in replies[:_STREAMED]))
        before, start = _processor_seconds(server.pid), time.perf_counter()
        for question in questions[:_STREAMED]:
            ask_page(client, question)
        spent, wall = _processor_seconds(server.pid) - before, time.perf_counter() - start
        words = median(len(one.split()) for one in replies[:_STREAMED])
        rows.append((what, words, wall / _STREAMED, spent / _STREAMED))
    columns = ("the model writes", "words", "seconds a question", "processor seconds a question (goal 0.1)")
    return table(columns, rows)


def _many(address: str, server: Process, model: ScriptedEndpoint, questions: list[str]) -> str:
    """50 people ask at once; each question names a secret, which the model repeats and nobody else may see."""
    model.says(*(Say("{question} " + reply(n)) for n in range(_PEOPLE * _EACH)))
    found: list[tuple[str, Asked]] = []

    def person(number: int) -> None:
        with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
            for n in range(_EACH):
                secret = secrets.token_hex(8)
                asked = questions[(number * _EACH + n) % len(questions)]
                found.append((secret, ask_page(client, f"{asked} {secret}")))

    before, start = _processor_seconds(server.pid), time.perf_counter()
    people = [threading.Thread(target=person, args=[number]) for number in range(_PEOPLE)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    wall, spent = time.perf_counter() - start, _processor_seconds(server.pid) - before
    secret_words = [secret for secret, _ in found]
    leaks = sum(other in asked.text for own, asked in found for other in secret_words if other != own)
    kept = sum(own in asked.text for own, asked in found)
    sources = [asked.sources for _, asked in found]
    return (
        f"{_PEOPLE} people, {_EACH} questions each, at once: {len(found)} answers in {wall:.1f} s; to the papers p50"
        f" {median(sources):.2f} s, p95 {percentile(sources, 0.95):.2f} s (goal 3); {spent / len(found):.3f} processor"
        f" seconds a question; {kept} answers show their own secret, {leaks} another one;"
        f" memory {megabytes(server.pid)} MB (goal 500)."
    )


def ask_page(client: httpx.Client, question: str) -> Asked:
    """Ask the first question of a new visitor, and time what comes."""
    start, sources, text = time.perf_counter(), 0.0, ""
    with client.stream("POST", ASK, json=ask_message(question)) as stream:
        for line in stream.raise_for_status().iter_lines():
            text += line
            if not sources and json.loads(line)["panel"]:
                sources = time.perf_counter() - start
    return Asked(sources, time.perf_counter() - start, text)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> int:
    """Return the memory that a process has at the moment."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return round(float(line.split()[1]) / 1024)
