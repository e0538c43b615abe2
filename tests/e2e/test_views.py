"""The views and their addresses: the rail, Back, a link that is opened, and the rail as a sheet on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor

Visit = Callable[..., Visitor]


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
