"""Stopping: milliseconds from a click on *Stop* in a browser until the model's server sees its connection close."""

import time
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from tests.app.llm.endless_server import EndlessServer
from tests.bench.common import median, percentile, table
from tests.bench.processes import seeds_home
from tests.e2e.conftest import Visitor, launch, serve

_ROUNDS = 15
_GOAL = 200
_PATIENCE = 30.0


def measure() -> Iterator[str]:
    """Stop in the page, while the model reads and while it writes: until its connection is closed."""
    rows = [
        (what, median(found), percentile(found, 0.95), max(found))
        for what, found in (("reading the prompt", _stops(writes=False)), ("writing", _stops(writes=True)))
    ]
    columns = ("the model is", "p50, ms", "p95, ms", "longest, ms")
    yield f"{_ROUNDS} stops each; goal {_GOAL} ms\n\n{table(columns, rows)}"


def _stops(*, writes: bool) -> list[float]:
    home, _ = seeds_home()
    server = EndlessServer(writes=writes)
    with (
        serve(home, PAPERCHAT_BASE_URL=server.url, PAPERCHAT_MODEL="endless") as address,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        context = browser.new_context()
        visitor = Visitor(context.new_page(), context)
        visitor.page.goto(address)
        visitor.page.wait_for_selector("#question")
        found = [_stop(visitor, server) for _ in range(_ROUNDS)]
        browser.close()
    server.join()
    return found


def _stop(visitor: Visitor, server: EndlessServer) -> float:
    server.next_call()
    visitor.ask("What is SOAP?")
    assert server.accepted.wait(_PATIENCE)
    if server.writes:
        visitor.page.get_by_text("word1 word2").last.wait_for()
    button = visitor.page.get_by_role("button", name="Stop").first
    button.wait_for()
    clicked = time.monotonic()
    button.click()
    assert server.gone.wait(_PATIENCE)
    return (server.gone_at - clicked) * 1000
