"""What a person asks for from the map."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.fake_answers import MOORINGS, TIDAL


def open_map(visitor: Visitor) -> None:
    visitor.show("Map")
    visitor.page.locator("#map-canvas[data-drawn]").wait_for()


def open_listed(page: Page, topic: str, title: str) -> None:
    page.locator(".map-group summary", has_text=topic).click()
    page.locator(".map-papers button", has_text=title).click()
    expect(page.locator("#map-paper .card-title")).to_have_text(title)


def test_the_map_leads_to_the_summary_of_a_paper(visit: Visit, fake: str):
    visitor = visit(fake)
    open_map(visitor)
    open_listed(visitor.page, "energy", TIDAL.title)
    visitor.page.get_by_role("button", name="Summarise this paper").click()
    assert f"A summary of {TIDAL.title}" in visitor.finished_turn(0)
    expect(visitor.page.locator("#map-canvas")).to_be_hidden()
    expect(visitor.page.locator("#question")).to_be_visible()


def test_a_point_opens_its_card(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    open_map(visitor)
    page.locator("#map-canvas").press("Enter")
    expect(page.locator("#map-paper .card")).to_be_focused()
    expect(page.locator("#map-paper .card-title")).not_to_be_empty()


def test_a_request_from_the_map_waits_while_an_answer_is_running(visit: Visit, fake: str):
    first, second = visit(fake), visit(fake)
    page = first.page
    first.ask("wait chips: what is there?")
    page.locator(".card").first.wait_for()
    open_map(first)
    open_listed(page, "harbours", MOORINGS.title)
    page.get_by_role("button", name="Summarise this paper").click()
    expect(page.locator("#waiting")).to_have_text(f"Next: Summary of “{MOORINGS.title}”")
    second.ask("go on")
    first.finished_turn(0)
    assert f"A summary of {MOORINGS.title}" in first.finished_turn(1)
    expect(page.locator("#waiting")).to_be_hidden()
