"""What a person does on the map: look, point, search, move by keyboard, ask for a summary."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.map.conftest import open_map, picture
from tests.e2e.map.map_page import HOSTILE


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_drawn_and_fits_the_window(visit: Visit, address: str, width: int, height: int, scheme: str):
    page = open_map(visit, address, width=width, height=height, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    colours = page.evaluate("""() => {
      const canvas = document.querySelector("#map-canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }""")
    assert colours > 8


def test_a_click_on_a_point_opens_its_paper_and_escape_closes_it(visit: Visit, address: str):
    page = open_map(visit, address)
    box = page.locator("#map-canvas").bounding_box()
    assert box
    tip = page.locator("#map-tip")
    for step in range(400):
        page.mouse.move(
            box["x"] + 40 + step * 37 % (box["width"] - 80), box["y"] + 90 + step * 53 % (box["height"] - 140)
        )
        if tip.is_visible():
            break
    title = tip.inner_text()
    page.mouse.down()
    page.mouse.up()
    card = page.locator("#map-paper .card")
    expect(card.locator(".card-title")).to_have_text(title)
    expect(card).to_be_focused()
    expect(page.locator("#map-paper .map-papers button")).to_have_count(5)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator("#map-topics")).to_be_visible()


def test_wheel_drag_buttons_and_keys_move_it(visit: Visit, address: str):
    page = open_map(visit, address)
    canvas = page.locator("#map-canvas")
    canvas.focus()
    seen = [picture(page)]

    def changed_by(act: Callable[[], object]) -> None:
        act()
        page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 500))")
        seen.append(picture(page))
        assert seen[-1] != seen[-2]

    page.mouse.move(300, 400)
    changed_by(lambda: page.mouse.wheel(0, -300))
    changed_by(
        lambda: canvas.drag_to(canvas, source_position={"x": 300, "y": 300}, target_position={"x": 380, "y": 340})
    )
    changed_by(lambda: page.get_by_role("button", name="Zoom out").click())
    changed_by(lambda: canvas.press("ArrowLeft"))
    changed_by(lambda: canvas.press("+"))
    changed_by(lambda: canvas.press("0"))


def test_search_highlights_and_lists_matches(visit: Visit, address: str):
    page = open_map(visit, address)
    before = picture(page)
    page.fill("#map-query", "IMG title")
    expect(page.locator("#map-found")).to_contain_text("1 title found")
    assert picture(page) != before
    page.locator("#map-found button").click()
    card = page.locator("#map-paper .card")
    expect(card).to_contain_text(HOSTILE)
    expect(card).to_contain_text("2 authors")
    expect(page.locator("#map img")).to_have_count(0)
    page.locator("#map-back").click()
    page.locator("#map-back").click()
    expect(page.locator("#map-query")).to_have_value("")


def test_the_list_reaches_every_paper_without_the_picture(visit: Visit, address: str):
    page = open_map(visit, address)
    groups = page.locator(".map-group details")
    for number in range(groups.count()):
        groups.nth(number).locator("summary").press("Enter")
    expect(page.locator("#map-topics .map-papers button")).to_have_count(81)
    entry = page.locator("#map-topics .map-papers button").first
    title = entry.inner_text()
    entry.press("Enter")
    expect(page.locator("#map-paper .card-title")).to_have_text(title)


def test_summarising_a_paper_is_left_to_the_chat(visit: Visit, address: str):
    page = open_map(visit, address, width=390, height=844)
    page.evaluate("document.addEventListener('paperchat-summarise', (event) => (window.sent = event.detail))")
    page.locator("#map-canvas").press("Enter")
    card = page.locator("#map-paper .card")
    title, paper_id = card.locator(".card-title").inner_text(), card.get_attribute("data-key")
    page.get_by_role("button", name="Summarise this paper").click()
    assert page.evaluate("window.sent") == {"id": paper_id, "title": title}
