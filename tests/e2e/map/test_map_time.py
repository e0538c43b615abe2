"""The map by month, source and star, its slider through the months, and the trends."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.map.conftest import open_map, picture
from tests.e2e.whole_page.test_accessibility import violations


def opened(visit: Visit, address: str, **window: object) -> Page:
    page = open_map(visit, address, **window)
    expect(page.locator("#map-time")).to_be_visible()
    return page


def counts(page: Page) -> list[int]:
    return [int(text) for text in page.locator("#map-legend small").all_inner_texts()]


def drawn_in(page: Page, colour: str) -> bool:
    """Return whether dots of this colour are on the map."""
    page.wait_for_timeout(100)
    return bool(
        page.evaluate(
            """(colour) => {
              const canvas = document.querySelector("#map-canvas"), style = getComputedStyle(canvas);
              const hex = style.getPropertyValue(`--map-${colour}`).trim();
              const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const near = (at) => data[at + 3] > 150 && wanted.every((value, k) => Math.abs(data[at + k] - value) < 5);
              for (let at = 0; at < data.length; at += 4) if (near(at)) return true;
              return false;
            }""",
            colour,
        )
    )


def test_papers_are_coloured_by_month_source_and_star(visit: Visit, address: str):
    page = opened(visit, address)
    expect(page.locator("#map-legend li")).to_have_count(0)
    for choice, names, colours, others in (
        ("Month", ["Aug 2023", "Dec 2025", "Month unknown"], ("old", "new", "none"), ("star", "2")),
        ("Source", ["bees & ships.txt"], ("1",), ("2", "star")),
        ("Starred", ["Starred", "Not starred"], ("star", "none"), ("1", "new")),
    ):
        assert drawn_in(page, "star") is False
        page.get_by_label("Colour by").select_option(choice)
        expect(page.locator("#map-legend bdi")).to_have_text(names)
        assert [drawn_in(page, colour) for colour in (*colours, *others)] == [True] * len(colours) + [False] * len(
            others
        )
    assert counts(page) == [5, 76]


@pytest.mark.parametrize("window", [{"width": 1280}, {"width": 390, "height": 844}], ids=["wide", "phone"])
def test_the_tools_and_their_legend_hide_no_papers(visit: Visit, address: str, window: dict[str, int]):
    page = opened(visit, address, **window)
    for choice in ("Topic", "Month", "Source", "Starred"):
        page.get_by_label("Colour by").select_option(choice)
        page.wait_for_timeout(300)
        hidden = page.evaluate(
            """() => {
              const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = document.querySelector("#map-tools");
              const pen = document.querySelector("#map-canvas").getContext("2d");
              return pen.getImageData(offsetLeft, offsetTop, offsetWidth, offsetHeight).data.some((value) => value);
            }"""
        )
        assert not hidden, choice


def test_the_slider_goes_through_the_months_by_keyboard_and_says_so(visit: Visit, address: str):
    page = opened(visit, address)
    slider, said = page.get_by_role("slider", name="Papers until this month"), page.locator("#map-time-said")
    expect(said).to_have_text("All months: 81 papers")
    before = picture(page)
    slider.press("Home")
    expect(said).to_have_text("Until Aug 2023: 6 papers; month unknown: 11")
    expect(slider).to_have_attribute("aria-valuetext", "Until Aug 2023: 6 papers; month unknown: 11")
    page.wait_for_timeout(100)
    assert picture(page) != before
    slider.press("End")
    slider.press("ArrowLeft")
    expect(said).to_have_text("Until Dec 2025: 70 papers; month unknown: 11")
    slider.press("End")
    expect(said).to_have_text("All months: 81 papers")


def test_trends_count_each_topic_by_month_and_what_is_left_out(visit: Visit, address: str):
    page = opened(visit, address)
    page.get_by_role("button", name="Trends").press("Enter")
    expect(page.get_by_role("heading", name="Topics by month")).to_be_focused()
    notes = page.locator("#map-trends .map-note")
    expect(notes.first).to_contain_text("Jan 2024 – Dec 2025")
    expect(notes.nth(2)).to_have_text("11 papers with no known month, not in the bars.")
    expect(notes.nth(1)).to_have_text("15 papers from before Jan 2024, not in the bars.")
    numbers = [int(text) for text in page.locator("#map-trends tbody td:last-child").all_inner_texts()]
    assert sum(numbers) == 81 - 15 - 11
    spoken_counts = page.locator(".map-bars").first.get_attribute("aria-label") or ""
    assert sum(int(part.rsplit(": ")[1]) for part in spoken_counts.split(", ")) == numbers[0]
    expect(page.locator(".map-bars").first.locator("rect")).to_have_count(24)
    page.get_by_role("button", name="All topics").click()
    trends = page.get_by_role("button", name="Trends")
    expect(trends).to_be_focused()
    trends.press("Enter")
    page.keyboard.press("Escape")
    expect(trends).to_be_focused()


@pytest.mark.parametrize("window", [{"width": 1440}, {"width": 390, "height": 844}], ids=["wide", "phone"])
def test_they_fit_the_window_and_axe_finds_nothing(visit: Visit, fake: str, window: dict[str, int]):
    page = opened(visit, fake, **window)
    page.get_by_label("Colour by").select_option("Month")
    # Of the oldest paper, only the year is known.
    expect(page.locator("#map-legend bdi")).to_have_text(["2024", "May 2024", "Month unknown"])
    assert violations(page) == []
    if window["width"] < 860:
        page.get_by_role("button", name="List").click()
    page.get_by_role("button", name="Trends").click()
    expect(page.locator(".map-bars title").first).to_have_text(re.compile("^2024: "))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]
