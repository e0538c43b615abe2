"""The memory of the page's server over 2,000 questions, each the first of a chat that is kept."""

import random
import time
from collections.abc import Iterator, Sequence

import httpx

from app.example_questions import example_questions
from tests.bench.common import table
from tests.bench.page.page import PATIENCE, ask_page, megabytes, reply
from tests.bench.page.startup import wait_for_page
from tests.bench.processes import Process, product, running, seeds_home
from tests.free_port import free_port
from tests.scripted_endpoint import Say, ScriptedEndpoint

_QUESTIONS, _PARTS, _WARM_UP = 2000, 8, 200
_DIFFERENT_ANSWERS = 50


def measure() -> Iterator[str]:
    """The memory of the page's server over 2,000 questions to a model, at each eighth; about ten minutes."""
    home, papers = seeds_home()
    questions = example_questions(papers, len(papers))
    with ScriptedEndpoint([Say(reply())]) as model:
        settings = {"PAPERCHAT_HOME": str(home), "PAPERCHAT_BASE_URL": model.url, "PAPERCHAT_MODEL": "tiny-model"}
        port = str(free_port())
        with (
            running([*product(), "serve", "--port", port], settings) as server,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as client,
        ):
            wait_for_page(client, PATIENCE, server)
            yield _long(client, server, model, questions)


def _long(client: httpx.Client, server: Process, model: ScriptedEndpoint, questions: Sequence[str]) -> str:
    chance, start = random.Random(14), time.perf_counter()  # noqa: S311 - the same questions in each run
    rows = [("the page is served", megabytes(server.pid))]
    for n in range(_QUESTIONS + 1):
        if n in (_WARM_UP, *range(_QUESTIONS // _PARTS, _QUESTIONS + 1, _QUESTIONS // _PARTS)):
            rows.append((f"{n:,} questions", megabytes(server.pid)))
        if not n % _DIFFERENT_ANSWERS:
            model.says(*(Say(reply(n + further)) for further in range(_DIFFERENT_ANSWERS)))
        ask_page(client, chance.choice(questions))
    minutes = (time.perf_counter() - start) / 60
    return f"{table(('after', 'memory, MB'), rows)}\n\n{len(questions)} different questions, {minutes:.1f} minutes."
