"""The views and their addresses: the rail, Back, a link that is opened, and the rail as a sheet on a phone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, Visitor


def query_of(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("location.search"))


def test_each_view_has_an_address_and_back_works(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.show("Map")
    assert query_of(visitor) == "?view=map"
    expect(page.locator("#map-canvas")).to_be_visible()
    expect(page.locator("#question")).to_be_hidden()
    expect(page.get_by_role("link", name="Map")).to_have_attribute("aria-current", "page")
    visitor.show("Add papers")
    assert query_of(visitor) == "?view=add"
    page.go_back()
    expect(page.locator("#map-canvas")).to_be_visible()
    page.go_back()
    expect(page.locator("#question")).to_be_visible()
    assert query_of(visitor) == ""
    page.go_forward()
    expect(page.locator("#map-canvas")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "shown"), [("?view=map", "#map-canvas"), ("?view=nothing", "#question"), ("?view=chat", "#question")]
)
def test_an_address_opens_its_view(visit: Visit, fake: str, address: str, shown: str):
    page = visit(fake, at=address).page
    expect(page.locator(shown)).to_be_visible()
    expect(page.locator(".view:visible")).to_have_count(1)


def test_on_a_phone_the_rail_is_a_sheet(visit: Visit, fake: str):
    visitor = visit(fake, width=390, height=844)
    page = visitor.page
    opener, rail = page.get_by_role("button", name="Chats and views"), page.locator("#rail-sheet")
    expect(rail).to_be_hidden()
    expect(page.locator("#model-pill")).to_be_hidden()
    opener.click()
    expect(page.locator("#close-rail")).to_be_focused()
    expect(page.locator("#model-pill")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    page.mouse.click(380, 400)
    expect(rail).to_be_hidden()
    visitor.show("Map")
    expect(rail).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_phone_back_closes_the_papers_and_stays_in_the_chat(visit: Visit, fake: str):
    visitor = visit(fake, width=390, height=844)
    page, papers = visitor.page, visitor.page.locator("#papers")
    visitor.ask("chips: tides?")
    visitor.finished_turn(0)
    chat = query_of(visitor)
    page.locator(".cite").first.click()
    expect(papers).to_be_visible()
    page.go_back()
    expect(papers).to_be_hidden()
    assert query_of(visitor) == chat
    expect(page.locator(".turn")).to_have_count(1)
    for close in (lambda: page.locator("#close-papers").click(), lambda: page.keyboard.press("Escape")):
        page.locator(".cite").first.click()
        expect(papers).to_be_visible()
        close()
        expect(papers).to_be_hidden()
    # Both took their entry back: the next one is the page before the chat.
    page.go_back()
    expect(page.locator(".turn")).to_have_count(0)
    assert query_of(visitor) == ""


def test_on_a_phone_what_is_asked_from_the_papers_is_not_covered_by_them(visit: Visit, fake: str):
    visitor = visit(fake, width=390, height=844)
    page = visitor.page
    visitor.ask("chips: what do tides yield?")
    visitor.finished_turn(0)
    page.locator(".cite").first.click()
    page.get_by_role("button", name="Compare in a table").click()
    visitor.finished_turn(1)
    expect(page.locator("#papers")).not_to_be_in_viewport()
    expect(page.locator(".turn .question")).to_have_count(2)


def test_on_a_phone_back_closes_the_rail_and_the_filters(visit: Visit, fake: str):
    visitor = visit(fake, at="?view=library", width=390, height=844)
    page, rail, filters = visitor.page, visitor.page.locator("#rail-sheet"), visitor.page.locator("#library-facets")
    for opener, sheet in (("#open-rail", rail), ("#library-filters", filters)):
        page.locator(opener).click()
        expect(sheet).to_be_visible()
        page.go_back()
        expect(sheet).to_be_hidden()
        assert query_of(visitor) == "?view=library"
    visitor.show("Map")
    page.go_back()
    expect(page.locator("#library")).to_be_visible()
    expect(rail).to_be_hidden()
    assert query_of(visitor) == "?view=library"


def test_a_preview_closed_by_its_button_does_not_come_back(visit: Visit, fake: str):
    visitor = visit(fake, width=390, height=844)
    page, preview = visitor.page, visitor.page.locator("#library-preview")
    visitor.show("Library")
    page.locator("#library-rows .row-open").first.click()
    expect(preview).to_be_visible()
    page.go_back()
    expect(preview).to_be_hidden()
    page.locator("#library-rows .row-open").first.click()
    page.locator("[data-do=close-preview]").click()
    expect(preview).to_be_hidden()
    assert query_of(visitor) == "?view=library"
    page.go_back()
    expect(page.locator("#question")).to_be_visible()
