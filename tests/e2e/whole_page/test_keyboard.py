"""The page by keyboard and by ear: shortcuts, the way to a citation, input methods, announcements, calm motion."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit, answered

FOCUSED = "document.activeElement.className"


def test_citations_and_papers_are_stepped_through(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?")
    page.keyboard.press("Escape")
    expect(page.locator(".turn")).to_be_focused()
    for key, place in [("n", 0), ("n", 1), ("n", 2), ("p", 1)]:
        page.keyboard.press(key)
        expect(page.locator(".cite").nth(place)).to_be_focused()
    expect(page.locator("#preview")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".card.is-lit")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator('.card[data-n="1"]')).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator('.card[data-n="2"]')).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator('.card[data-n="2"] .card-tick')).to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    # In the field they are letters.
    page.keyboard.type("nj/?")
    expect(page.locator("#question")).to_have_value("nj/?")


def test_the_shortcuts_are_shown_and_slash_leads_to_the_field_of_each_view(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 700, "y": 20})
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Shortcuts").click()
    dialog.get_by_role("button", name="Close").click()
    for view, field in [("Library", "#library-words"), ("Map", "#map-query"), ("Add papers", "#question")]:
        visitor.show(view)
        page.keyboard.press("/")
        expect(page.locator(field)).to_be_focused()


def test_the_library_is_stepped_through_from_anywhere(visit: Visit, quoting: str):
    page = visit(quoting, at="?view=library").page
    page.locator("#library-rows tr").first.wait_for(timeout=20_000)
    page.keyboard.press("j")
    expect(page.locator("#library-rows .row-open").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#library-rows .row-open").nth(1)).to_be_focused()


def test_the_filters_are_one_stop_a_group_and_the_arrows_lead_through_them(visit: Visit, quoting: str):
    page = visit(quoting, at="?view=library").page
    values = page.locator(".facet-value")
    values.first.focus(timeout=20_000)
    page.keyboard.press("ArrowDown")
    expect(values.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".facet").nth(1).locator(".facet-value").first).to_be_focused()
    for _ in range(page.locator(".facet").count() - 1):
        page.keyboard.press("Tab")
    expect(page.locator("#library-words")).to_be_focused()
    more = page.locator(".facet summary").first
    more.focus()
    page.keyboard.press("ArrowDown")
    expect(more).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".facet details .facet-value").first).to_be_focused()


@pytest.mark.parametrize("question", ["chips: why?", "checked: why?", "whole: why?", "thoughts: why?", "list: why?"])
def test_the_first_citation_is_within_three_stops_of_the_answer(visit: Visit, fake: str, question: str):
    page = answered(visit, fake, question)
    page.keyboard.press("Escape")
    for _ in range(3):
        page.keyboard.press("Tab")
        if "cite" in page.evaluate(FOCUSED):
            return
    raise AssertionError(page.evaluate(FOCUSED))


def test_arrow_keys_move_among_chips_and_in_the_rail(visit: Visit, fake: str):
    page = answered(visit, fake, "chips: why?")
    chips = page.locator(".chips .chip")
    chips.first.focus()
    page.keyboard.press("ArrowRight")
    expect(chips.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(chips.last).to_be_focused()
    page.get_by_role("link", name="Library", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Map", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#chat-list a").last).to_be_focused()


def test_the_model_is_the_last_stop_of_the_rail(visit: Visit, fake: str):
    page = visit(fake).page
    page.get_by_label("Language").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#model-pill")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Language")).to_be_focused()


def test_the_enter_of_an_input_method_asks_nothing(visit: Visit, fake: str):
    page = visit(fake).page
    page.fill("#question", "なみ")
    for event in ({"isComposing": True}, {"keyCode": 229}):
        page.evaluate(
            "event => document.querySelector('#question').dispatchEvent(new KeyboardEvent('keydown',"
            " {key: 'Enter', bubbles: true, cancelable: true, ...event}))",
            event,
        )
    expect(page.locator("#question")).to_have_value("なみ")
    expect(page.locator(".turn")).to_have_count(0)
    page.press("#question", "Enter")
    expect(page.locator(".turn")).to_have_count(1)


def test_what_an_answer_does_is_announced_once_and_not_its_text(visit: Visit, fake: str):
    page = visit(fake).page
    page.evaluate(
        "window.heard = []; new MutationObserver(() => heard.push(document.querySelector('#announcer').textContent))"
        ".observe(document.querySelector('#announcer'), {childList: true})"
    )
    page.fill("#question", "checked: what do tides yield?")
    page.press("#question", "Enter")
    page.locator('.turn[data-state="done"]').wait_for()
    expect(page.locator("#announcer")).to_have_text("The answer is ready, 2 papers cited, 2 sentences to check.")
    heard = page.evaluate("heard")
    assert heard[0] == "Searching your papers"
    assert len(heard) == len(set(heard))
    expect(page.locator("[role=log], .turn [aria-live]")).to_have_count(0)


MOVING = """
[...document.querySelectorAll("*")].filter((node) => ["", "::before", "::after"].some((part) => {
  const style = getComputedStyle(node, part || null);
  return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => time !== "0s");
})).map((node) => node.outerHTML.slice(0, 80))
"""


def test_who_wants_no_motion_sees_none(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?")
    page.locator(".cite").first.click()
    assert page.evaluate(MOVING)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []


def test_a_failed_answer_is_not_announced_as_ready(visit: Visit, fake: str):
    page = visit(fake).page
    page.fill("#question", "broken: what do tides yield?")
    page.press("#question", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("The disk is full.")
    page.locator('.turn:not([data-state="live"])').wait_for()
    expect(page.locator("#announcer")).to_have_text("")
