"""axe finds no violation on any view in any state, light and dark, wide and on a phone."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit

ANSWERS = (
    "attributed",
    "unbacked",
    "chips",
    "checked",
    "formulas",
    "code",
    "wide",
    "list",
    "thoughts",
    "whole",
    "table",
)
PHONE = {"width": 390, "height": 844}
AXE = Axe()

CONTRAST = "color-contrast"


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """Return what axe finds, a line for each element: in light and then, of the contrast alone, in dark.

    Nothing else depends on the scheme, and the contrast takes axe as long as all other rules together.
    """
    found = axe_finds(page, "light", {"rules": {CONTRAST: {"enabled": colours}}})
    return found + (axe_finds(page, "dark", {"runOnly": [CONTRAST]}) if colours else [])


def axe_finds(page: Page, scheme: Literal["light", "dark"], options: dict[str, object]) -> list[str]:
    # Colours that are still fading would have too little contrast: without motion they are there at once.
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    found = AXE.run(page, options={**options, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{scheme} {one['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
        for one in found
        for node in one["nodes"]
    ]


def test_an_empty_chat_and_the_shortcuts(visit: Visit, fake: str):
    page = visit(fake).page
    page.locator(".example").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Shortcuts").click()
    assert violations(page) == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer(visit: Visit, fake: str, answer: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask(f"{answer}: what do tides yield?")
    visitor.finished_turn(0)
    assert violations(page) == []
    page.locator(".cite").first.click()
    page.locator(".card-tick").first.check()
    page.get_by_role("button", name="Ask only these").click()
    if page.locator(".verdict").count():
        page.locator(".verdict").first.click()
    if page.locator(".why-all").count():
        page.locator(".why-all summary").click()
    for folded in page.locator(".uncited summary, .thinking summary, .steps summary, .columns summary").all():
        folded.click()
    assert violations(page) == []


def test_an_answer_that_is_written_and_the_menu_of_a_chat(visit: Visit, fake: str):
    visitor, other = visit(fake), visit(fake)
    visitor.ask("chips: what do waves yield?")
    visitor.finished_turn(0)
    visitor.ask("wait thoughts: what do tides yield?")
    page = visitor.page
    expect(page.locator(".answer").last).not_to_be_empty()
    assert violations(page) == []
    other.ask("go on")
    visitor.finished_turn(1)
    page.locator('[data-do="edit"]').first.click()
    page.locator("#chat-list li").first.hover()
    page.locator(".chat-more").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Rename").click()
    assert violations(page) == []


@pytest.mark.parametrize("window", [{}, PHONE], ids=["wide", "phone"])
def test_the_library(visit: Visit, quoting: str, window: dict[str, int]):
    page = visit(quoting, at="?view=library", **window).page
    page.locator("#library-rows tr").first.wait_for(timeout=20_000)
    page.locator("#library-words").fill("model")
    expect(page.locator("#library-rows mark").first).to_be_visible()
    assert violations(page) == []
    page.locator("#library-rows input[type=checkbox]").first.check()
    page.locator('#library-bar [data-do="ask"]').click()
    if window:
        page.get_by_role("button", name="Filters").click()
        assert violations(page) == []
        page.get_by_role("button", name="Done").click()
    page.locator("#library-rows .row-open").first.click()
    page.get_by_role("button", name="Similar papers").click()
    page.locator(".similar button").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Edit", exact=True).click()
    assert violations(page) == []


@pytest.mark.parametrize("window", [{}, PHONE], ids=["wide", "phone"])
def test_the_map(visit: Visit, quoting: str, window: dict[str, int]):
    page = visit(quoting, at="?view=map", **window).page
    page.locator("#map-canvas[data-drawn]").wait_for(timeout=30_000)
    assert violations(page) == []
    page.fill("#map-query", "PRefLexOR")
    if page.locator("#map-found button").count() and page.locator("#map-found button").first.is_visible():
        page.locator("#map-found button").first.click()
    assert violations(page) == []


def test_the_model_panel(visit: Visit, quoting: str):
    page = visit(quoting).page
    page.locator("#model-pill").click()
    page.locator("#model-form").wait_for()
    page.locator("#model-advanced summary").click()
    assert violations(page) == []


def test_papers_are_added(visit: Visit, fake: str, tmp_path: Path):
    page = visit(fake, at="?view=add").page
    page.locator("#add-files").wait_for()
    assert violations(page) == []
    (tmp_path / "tides.bib").write_text("@article{a, title={Tides}, abstract={They come and go.}}\n@article{b,")
    page.set_input_files("#add-files input[type=file]", tmp_path / "tides.bib")
    page.locator(".would-add").first.wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("view", ["", "?view=library", "?view=map", "?view=add"])
def test_a_large_window(visit: Visit, fake: str, view: str):
    page = visit(fake, at=view, width=1440, height=900).page
    page.wait_for_timeout(1000)  # the views ask for what they show
    assert violations(page) == []


def test_the_sheets_of_a_phone(visit: Visit, fake: str):
    visitor = visit(fake, **PHONE)
    page = visitor.page
    visitor.ask("checked: what do tides yield?")
    visitor.finished_turn(0)
    assert violations(page) == []
    page.locator(".cite").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Close papers").click()
    page.get_by_role("button", name="Chats and views").click()
    assert violations(page) == []
