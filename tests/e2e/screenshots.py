"""Take the pictures of the README and of docs/page.md: `python -m tests.e2e.screenshots`.

A scripted endpoint plays the model, so that the pictures come out alike each time.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import Visitor, launch, serve
from tests.scripted_endpoint import Say, ScriptedEndpoint

_PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
_QUESTION = "How does FemtoDet trade energy for accuracy?"
_REPLY = (
    "FemtoDet is a baseline that balances energy and performance for always-on detectors [1]. It has only 68.77k "
    "parameters and scores 46.3 AP50 on PASCAL VOC [1]."
)


def main() -> None:
    """Take all of them, over the sample collection."""
    _PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, ScriptedEndpoint() as model, sync_playwright() as playwright:
        model.says(Say(_REPLY))
        with serve(Path(home), PAPERCHAT_BASE_URL=model.url, PAPERCHAT_MODEL="example-model") as address:
            browser = launch(playwright)
            _chat(browser, address, "chat", 1280, 720)
            _chat(browser, address, "phone", 390, 780)
            _library(browser, address)
            _map(browser, address)
            browser.close()


def _opened(browser: Browser, address: str, width: int, height: int) -> Visitor:
    context = browser.new_context(viewport={"width": width, "height": height})
    visitor = Visitor(context.new_page(), context)
    visitor.page.goto(address)
    visitor.page.wait_for_selector(".view:visible")
    return visitor


def _chat(browser: Browser, address: str, name: str, width: int, height: int) -> None:
    visitor = _opened(browser, address, width, height)
    visitor.ask(_QUESTION)
    visitor.finished_turn(0)
    visitor.page.locator(".cite").first.click()
    _take(visitor, name)


def _library(browser: Browser, address: str) -> None:
    visitor = _opened(browser, f"{address}/?view=library", 1280, 720)
    visitor.page.locator("#library-words").fill("diffusion")
    visitor.page.locator("#library-rows mark").first.wait_for()
    visitor.page.locator("#library-rows .row-open").first.click()
    _take(visitor, "library")


def _map(browser: Browser, address: str) -> None:
    visitor = _opened(browser, f"{address}/?view=map", 1280, 720)
    visitor.page.locator("#map-canvas[data-drawn]").wait_for(timeout=60_000)
    _take(visitor, "map")


def _take(visitor: Visitor, name: str) -> None:
    visitor.page.wait_for_timeout(1200)  # until what moves has come to rest
    visitor.page.screenshot(path=_PICTURES / f"{name}.png")
    visitor.context.close()


if __name__ == "__main__":
    main()
