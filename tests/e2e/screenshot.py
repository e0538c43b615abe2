"""Take the README's screenshot of the page: `python -m tests.e2e.screenshot`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import Visitor, launch, serve

_QUESTION = "How much energy does FemtoDet need, and how accurate is it?"


def main() -> None:
    """Ask one question of the sample collection, follow its first citation, and save a screenshot."""
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        visitor = Visitor(context.new_page(), context)
        visitor.page.goto(address)
        visitor.page.wait_for_selector("#question")
        visitor.ask(_QUESTION)
        visitor.finished_turn(0)
        visitor.page.locator(".cite").first.click()
        visitor.page.wait_for_timeout(800)
        visitor.page.screenshot(path=Path(__file__).parent / "page.png")
        browser.close()


if __name__ == "__main__":
    main()
