"""A group as it is served: pages on one library, people who add and ask over HTTP, and programs that are killed.

`Group.live` does all that for some seconds; what was promised, seen and said meanwhile is in `Events`.
"""

import os
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx

from app.ui.failures import bug_message
from index.sample import SAMPLE
from tests.chroma_process import ChromaProcess, chroma_process
from tests.free_port import free_port
from tests.page_client import ask, call
from tests.postgres_process import PostgresProcess, postgres_process

_ROOT = Path(__file__).parents[2]
# A page that has been killed takes a minute to come back on a busy machine.
_PATIENCE = 240.0
_LOOKS_EVERY = 0.25
_FAILURE, _TAG = re.compile(r'<div class="failure"[^>]*>(.*?)</div>', re.DOTALL), re.compile("<[^>]+>")

End = Literal["done", "reported", "away", "bug"]
"""How a request ended: as asked for, with a message, with a page that was not there, or with a fault of ours."""


@dataclass(frozen=True, slots=True)
class Look:
    """The search of a page for a paper that another page has added."""

    seconds: float | None
    """From the promise until it was found; None if it never was."""
    disturbed: bool
    """The page or a server was down meanwhile."""


@dataclass(slots=True)
class Events:
    """What happened."""

    promised: set[str] = field(default_factory=set)
    """The titles of papers that a page said it had added."""
    looks: list[Look] = field(default_factory=list)
    """One for each promised paper and other page."""
    asked: list[End] = field(default_factory=list)
    added: list[End] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """The messages of requests that ended with one."""
    bugs: list[str] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)


class ServedPage:
    """`paperchat serve` with a home folder of its own, which can be killed and started again."""

    def __init__(self, name: str, folder: Path, environment: dict[str, str]) -> None:
        port = free_port()
        self.name, self.address = name, f"http://127.0.0.1:{port}"
        self._words = [sys.executable, "-c", "from app.cli import run; run()", "serve", "--port", str(port)]
        self._environment = {**environment, "PAPERCHAT_HOME": str(folder / name)}
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._words, cwd=_ROOT, env=self._environment, stdout=log, stderr=log)

    def start_again_if_ended(self) -> None:
        """Do as compose.yaml does: a page whose database goes away while it starts ends with a line."""
        if self._process and self._process.poll() is not None:
            self.start()

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/ready", timeout=30, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def tracebacks(self) -> list[str]:
        """Return the log from each traceback on, a little of each."""
        return [part[-3000:] for part in self._log.read_text(encoding="utf-8").split("Traceback")[1:]]


@dataclass(slots=True)
class Outages:
    """When which program was down: from its death until it was ready again."""

    spans: list[tuple[str, float, float]] = field(default_factory=list)

    def began(self, name: str) -> int:
        self.spans.append((name, time.monotonic(), float("inf")))
        return len(self.spans) - 1

    def ended(self, place: int) -> None:
        name, start, _ = self.spans[place]
        self.spans[place] = (name, start, time.monotonic())

    def are_open(self, name: str) -> bool:
        """Return whether this one is down now."""
        return any(which == name and end == float("inf") for which, _, end in list(self.spans))

    def touch(self, names: Sequence[str], start: float, end: float) -> bool:
        """Return whether one of these was down at any time between the two."""
        return any(name in names and began < end and ended > start for name, began, ended in list(self.spans))


class Group:
    """Pages, the servers behind them, and the people in front."""

    def __init__(self, folder: Path, running: ExitStack, pages: int) -> None:
        self.folder = folder
        self.chroma: ChromaProcess = running.enter_context(chroma_process(folder / "chroma"))
        self.postgres: PostgresProcess = running.enter_context(postgres_process())
        self.database = self.postgres.create("papers")
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        places = {"PAPERCHAT_DATABASE": self.database, "PAPERCHAT_CHROMA": self.chroma.url}
        self._environment = {**inherited, **places}
        self.pages = [ServedPage(f"page{n}", folder, self._environment) for n in range(1, pages + 1)]
        self._victims: dict[str, ServedPage | ChromaProcess | PostgresProcess] = {
            page.name: page for page in self.pages
        }
        self._victims |= {"chroma": self.chroma, "postgres": self.postgres}
        self.events, self.outages = Events(), Outages()
        self._over = threading.Event()
        self._running = running
        self._looking = list[threading.Thread]()

    def open(self) -> None:
        """Add the sample collection, and start the pages."""
        environment = {**self._environment, "PAPERCHAT_HOME": str(self.folder / "first")}
        words = [sys.executable, "-c", "from app.cli import run; run()", "add", str(SAMPLE)]
        subprocess.run(words, check=True, cwd=_ROOT, env=environment, capture_output=True)
        for page in self.pages:
            self._running.callback(page.kill)
            page.start()
        for page in self.pages:
            assert self._comes_back(page), "a page did not start"

    def live(self, seconds: float, *, users: int, chance: random.Random, calm: tuple[float, float]) -> Events:
        """Ask, add and kill for so many seconds, a kill after `calm` seconds each; then wait until all are back."""
        people = [threading.Thread(target=self._ask, args=(random.Random(n),)) for n in range(users)]  # noqa: S311
        people += [threading.Thread(target=self._add, args=(page,)) for page in self.pages[:2]]
        for one in people:
            one.start()
        until = time.monotonic() + seconds
        back = list[threading.Thread]()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, chance.uniform(*calm)))
            if (up := self._may_be_killed()) and time.monotonic() < until:
                back.append(self._kill(chance.choice(up), chance.uniform(0, 1)))
        for one in back:
            one.join()
        self._over.set()
        for one in people:
            one.join()
        # Only now none is added to these.
        for one in self._looking:
            one.join()
        return self.events

    def _may_be_killed(self) -> list[str]:
        """Return the programs that are up; pages only while most are, or a slow machine would have none to ask."""
        up = [name for name in self._victims if not self.outages.are_open(name)]
        pages = [page.name for page in self.pages if page.name in up]
        return up if 2 * len(pages) > len(self.pages) else [name for name in up if name not in pages]

    def _kill(self, name: str, pause: float) -> threading.Thread:
        """Kill one of the programs and start it again; return the thread that waits until it is ready."""
        victim = self._victims[name]
        self.events.kills[name] = self.events.kills.get(name, 0) + 1
        place = self.outages.began(name)
        victim.kill()
        time.sleep(pause)
        victim.start()

        def wait() -> None:
            # A server's `start` has waited for it.
            if not isinstance(victim, ServedPage) or self._comes_back(victim):
                self.outages.ended(place)
            else:
                self._bug(f"{name} did not come back")

        waiting = threading.Thread(target=wait)
        waiting.start()
        return waiting

    def _comes_back(self, page: ServedPage) -> bool:
        """Wait for a page; return whether it is ready in time."""
        until = time.monotonic() + _PATIENCE
        while not (ready := page.is_ready()) and time.monotonic() < until:
            page.start_again_if_ended()
            time.sleep(0.2)
        return ready

    # People

    def _ask(self, chance: random.Random) -> None:
        number = 0
        while not self._over.wait(chance.uniform(2, 6)):
            number += 1
            question = chance.choice(
                ("What are the papers about?", "How long did measurement 3 take?", "newest papers")
            )
            self.events.asked.append(self._asked(chance.choice(self.pages), question))

    def _asked(self, page: ServedPage, question: str) -> End:
        try:
            with httpx.Client(base_url=page.address, timeout=60, trust_env=False) as client:
                *_, shown = [{"live": True, "html": ""}, *ask(client, question)]
        except httpx.HTTPStatusError as fault:
            return self._bug(f"{fault}")
        except httpx.HTTPError:
            return "away"
        if shown["live"]:
            return "away"
        if bug_message()[0] in shown["html"]:
            return self._bug(shown["html"])
        failure = _FAILURE.search(shown["html"])
        return self._told(" ".join(_TAG.sub(" ", failure[1]).split())) if failure else "done"

    def _add(self, page: ServedPage) -> None:
        number = 0
        while not self._over.wait(2):
            number += 1
            title = f"Measurement {number} of {page.name} with the instrument {_word(number, page.name)}"
            text = f"Title: {title}\nAbstract: Measurement {number} of {page.name} took {number} seconds at noon.\n"
            end, _ = self._called(page, "add", [[], text])
            self.events.added.append(end)
            if end == "done":
                self.events.promised.add(title)
                self._watch(title, [other for other in self.pages if other is not page])

    def _watch(self, title: str, pages: Sequence[ServedPage]) -> None:
        """Look from other pages until each finds the paper."""
        for page in pages:
            looking = threading.Thread(target=self._look, args=(title, page))
            self._looking.append(looking)
            looking.start()

    def _look(self, title: str, page: ServedPage) -> None:
        start, seconds = time.monotonic(), None
        while seconds is None and time.monotonic() - start < _PATIENCE:
            end, found = self._called(page, "search", [title, 3, False])
            if end == "done" and title in (one["title"] for one in found):
                seconds = time.monotonic() - start
            else:
                time.sleep(_LOOKS_EVERY)
        disturbed = self.outages.touch((page.name, "chroma", "postgres"), start, time.monotonic())
        self.events.looks.append(Look(seconds, disturbed))

    def _called(self, page: ServedPage, name: str, data: list[Any]) -> tuple[End, Any]:
        try:
            with httpx.Client(base_url=page.address, timeout=60, trust_env=False) as client:
                result, error = call(client, name, data)
        except httpx.HTTPError:
            return "away", None
        if error is None:
            return ("away", None) if result is None else ("done", result)
        return (self._bug(error) if bug_message()[0] in error else self._told(error)), None

    def _bug(self, text: str) -> End:
        self.events.bugs.append(text)
        return "bug"

    def _told(self, text: str) -> End:
        self.events.said.append(text)
        return "reported"


def _word(number: int, name: str) -> str:
    """Return a word that no other paper has."""
    letters = "abcdefghij"
    return (
        "zor"
        + "".join(letters[int(digit)] for digit in f"{number:04}")
        + name[-1].translate(str.maketrans("1234", "klmn"))
    )
