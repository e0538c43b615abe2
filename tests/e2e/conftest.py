"""A browser, and the real command serving the page over the sample collection.

Both live as long as the tests of this folder, because an open browser keeps an event loop running.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from tests.free_port import free_port
from tests.scripted_endpoint import ScriptedEndpoint

_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Without the last three it contacts its vendor's servers at each start.
_FLAGS = (
    "--no-sandbox --disable-gpu --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
_ROOT = Path(__file__).parents[2]
PATIENCE = 600
"""Seconds until a server has to answer, or to have read papers, however busy the machine is."""


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; skip the test where there is none, but fail in CI."""
    path = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on the path: install Debian's chromium")
        pytest.skip("the browser tests need Chromium on the path")
    return playwright.chromium.launch(executable_path=path, args=_FLAGS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the servers of this session share."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="package")
def quoting(home: Path) -> Iterator[str]:
    """The address of a page without a model."""
    with serve(home) as address:
        yield address


@pytest.fixture(scope="package")
def fake(home: Path) -> Iterator[str]:
    """The address of a page whose answers are defined in `fake_page.py`."""
    with Served(["-m", "tests.e2e.fake_page"], home) as address:
        yield address


@pytest.fixture(scope="package")
def model() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as server:
        yield server


@pytest.fixture(scope="package")
def connected(home: Path, model: ScriptedEndpoint, quoting: str) -> Iterator[str]:
    """The address of a page whose answers the scripted model writes."""
    with serve(home, PAPERCHAT_BASE_URL=model.url, PAPERCHAT_TIMEOUT="5") as address:
        yield address


@dataclass
class Visitor:
    """One person's browser window, and what went wrong in it."""

    page: Page
    context: BrowserContext
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.page.fill("#question", question)
        self.page.press("#question", "Enter")

    def show(self, view: str) -> None:
        """Go to a view by its link in the rail, which is a sheet on a phone."""
        link = self.page.get_by_role("link", name=view, exact=True)
        if not link.is_visible():
            self.page.get_by_role("button", name="Chats and views").click()
        link.click()

    def wait_until_drawn(self) -> None:
        """Wait until a view is shown and Gradio's own note that the page is loading no longer lies over it."""
        self.page.wait_for_selector(".view:visible")
        expect(self.page.locator(".main > .wrap .loading")).to_have_count(0, timeout=30_000)

    def reload(self) -> None:
        """Load the page again."""
        self.load_by(self.page.reload)

    def load_by(self, loads: Callable[[], object]) -> None:
        """Do what loads the page again; Gradio notes the end of its stream as an error, which is none."""
        noted = len(self.errors)
        with self.page.expect_navigation():
            loads()
        self.wait_until_drawn()
        endings = ("AbortError", "Connection errored out", "BodyStreamBuffer")
        self.errors[noted:] = [error for error in self.errors[noted:] if not any(end in error for end in endings)]

    def leave(self) -> None:
        """Close the window before its server ends; nothing may have gone wrong in it until then."""
        assert self.errors == []
        self.context.close()
        self.errors.clear()

    def copied_by(self, button: Locator) -> str:
        """Click a button that copies and return what it puts on the clipboard."""
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("navigator.clipboard.writeText('')")
        button.click()
        return str(self.page.wait_for_function("navigator.clipboard.readText()").json_value())

    def finished_turn(self, number: int) -> str:
        """Wait until an answer is there and return it."""
        turn = self.page.locator(f'.turn[data-turn="{number}"][data-state="done"]')
        turn.wait_for(timeout=30_000)
        return turn.locator(".answer").inner_text()


Visit = Callable[..., Visitor]
"""Opens a page for a new visitor: what the fixture `visit` gives."""


def answered(visit: Visit, address: str, question: str, **window: object) -> Page:
    """Ask a question on a new page and return the page once it is answered."""
    visitor = visit(address, **window)
    visitor.ask(question)
    visitor.finished_turn(0)
    return visitor.page


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a page for a new visitor. At the end, check that none contacted another machine or logged an error."""
    visitors: list[Visitor] = []

    def open_page(  # noqa: PLR0913 - each is one thing that browsers differ in
        address: str,
        *,
        at: str = "",
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        language: str = "en-US",
    ) -> Visitor:
        window = {"width": width, "height": height}
        context = browser.new_context(viewport=window, color_scheme=scheme, locale=language)  # type: ignore[arg-type]  # light or dark
        visitor = Visitor(context.new_page(), context)
        visitors.append(visitor)

        def check_request(url: str) -> None:
            if not url.startswith((address, "data:", "blob:")):
                visitor.errors.append(f"requested {url}")

        def check_console(kind: str, text: str) -> None:
            if kind == "error":
                visitor.errors.append(f"{kind}: {text}")

        visitor.page.on("request", lambda request: check_request(request.url))
        visitor.page.on("console", lambda message: check_console(message.type, message.text))
        visitor.page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        visitor.page.goto(f"{address}/{at}")
        visitor.wait_until_drawn()
        return visitor

    yield open_page
    for visitor in visitors:
        visitor.context.close()
        assert visitor.errors == []


def serve(home: Path, *options: str, **settings: str) -> "Served":
    """Run `paperchat serve` until the end of the block."""
    return Served(["-c", "from app.cli import main; main()", "serve", "--sample", *options, "--port"], home, settings)


class Served:
    """Run a Python command that serves on the port given as its last argument, until the end of the block."""

    def __init__(self, command: list[str], home: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self._port = free_port()
        inherited = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        self._environment = {**inherited, "PAPERCHAT_HOME": str(home), **settings}
        self._command = [sys.executable, *command, str(self._port)]
        self._log = home / f"serve-{self._port}.log"

    def __enter__(self) -> str:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(self._command, cwd=_ROOT, env=self._environment, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{self._port}"
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up and self._process.poll() is None:
            try:
                urllib.request.urlopen(address, timeout=5).close()
            except urllib.error.HTTPError:
                return address  # people log in first
            except OSError:
                time.sleep(0.1)
            else:
                return address
        self._process.kill()
        self._process.wait()
        raise AssertionError(self._log.read_text())

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        assert "Traceback" not in self._log.read_text(), self._log.read_text()
