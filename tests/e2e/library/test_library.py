"""The library's table in the browser: searched, sorted, filtered, marked, edited, and leading to the chat."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Visit

LIBRARY = "?view=library"
FEMTO = "FemtoDet"


def titles(page: Page) -> list[str]:
    return page.locator("#library-rows .row-open").all_inner_texts()


def opened(visit: Visit, quoting: str, **options: object) -> Page:
    page = visit(quoting, at=LIBRARY, **options).page
    page.locator("#library-rows tr").first.wait_for(timeout=20_000)
    return page


def test_the_library_is_searched_as_one_types_and_the_address_keeps_it(visit: Visit, quoting: str):
    page = opened(visit, quoting)
    expect(page.locator("#library-count")).to_contain_text(re.compile(r"^6\d papers$"))
    page.locator("#library-words").press_sequentially("femtod", delay=20)
    expect(page.locator("#library-count")).to_have_text("1 paper")
    expect(page.locator("#library-rows mark").first).to_have_text(FEMTO)
    page.locator("#library-rows .row-open").click()
    expect(page.locator(".preview h3")).to_contain_text(FEMTO)
    page.reload()
    expect(page.locator(".preview h3")).to_contain_text(FEMTO)
    expect(page.locator("#library-words")).to_have_value("femtod")
    page.keyboard.press("Escape")
    expect(page.locator("#library-preview")).to_be_hidden()


def test_the_filters_are_there_though_the_table_is_sorted_before_they_come(visit: Visit, quoting: str):
    visitor, held = visit(quoting, at=LIBRARY), list[Route]()
    page = visitor.page
    page.route("**/library/facets", lambda route: held.append(route), times=1)  # noqa: PLW0108 - a method has no attributes
    visitor.reload()
    page.locator("#library-rows tr").first.wait_for(timeout=20_000)
    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
    held[0].continue_()
    expect(page.locator(".facet-value").first).to_be_visible()


def test_filters_that_an_address_misspells_are_left_out(visit: Visit, quoting: str):
    odd = "&f=year:zz&f=month:2024-13&f=starred:maybe&f=abstract:x&f=__proto__:x"
    page = visit(quoting, at=f"{LIBRARY}{odd}").page
    expect(page.locator("#library-count")).to_contain_text(re.compile(r"^6\d papers$"), timeout=20_000)
    expect(page.locator("#library-chosen-filters .chip")).to_have_count(0)


def test_it_is_sorted_and_filtered_and_back_returns(visit: Visit, quoting: str):
    page = opened(visit, quoting)
    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "ascending")
    page.wait_for_timeout(300)
    shown = titles(page)
    assert shown == sorted(shown, key=str.casefold)
    year = page.locator('.facet-value[data-facet="year"]').first
    number = int(year.locator("small").inner_text())
    year.click()
    expect(page.locator("#library-count")).to_have_text(f"{number} paper{'' if number == 1 else 's'}")
    chip = page.locator("#library-chosen-filters .chip").bounding_box()
    assert chip
    assert chip["width"] > chip["height"]
    page.locator("#library-chosen-filters .chip").click()
    expect(page.locator("#library-chosen-filters .chip")).to_have_count(0)
    page.go_back()
    expect(page.locator("#library-chosen-filters .chip")).to_have_count(1)


def test_marks_are_kept_and_listed_in_the_chat(visit: Visit, quoting: str):
    visitor = visit(quoting, at=LIBRARY)
    page = visitor.page
    page.locator("#library-words").fill("PRefLexOR")
    expect(page.locator("#library-count")).to_have_text("1 paper")
    page.locator("#library-rows .star").click()
    expect(page.locator("#library-rows .star")).to_have_attribute("aria-pressed", "true")
    page.locator("#library-rows .row-open").click()
    page.get_by_label("Add a tag").fill("to cite, soon,")
    page.keyboard.press("Enter")
    expect(page.locator(".preview-tags .own-tag")).to_have_text(["soon", "to cite"])
    page.get_by_role("button", name="Mark as read").click()
    expect(page.locator(".paper-row")).to_have_class(re.compile("is-read"))
    page.get_by_role("textbox", name="Note").fill("Ask <b>Ann</b> about it")
    page.get_by_role("textbox", name="Note").blur()
    expect(page.locator("#library-toast")).to_contain_text("Note saved.")
    page.locator("#library-words").fill("about it ann")
    expect(page.locator("#library-count")).to_have_text("1 paper")
    page.goto(quoting)
    page.wait_for_selector("#question")
    visitor.ask("Which papers tagged to cite have I starred?")
    assert "PRefLexOR" in visitor.finished_turn(0)


def test_a_note_is_kept_though_its_paper_is_shown_again_meanwhile(visit: Visit, quoting: str):
    page = opened(visit, quoting)
    page.locator("#library-rows .row-open").nth(3).click()
    note = page.get_by_role("textbox", name="Note")
    note.wait_for()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/preview", hold)
    with page.expect_request("**/preview"):
        page.get_by_role("button", name="Mark as read").click()
    note.fill("Nets of rope")
    held[0].continue_()
    expect(page.locator(".preview").get_by_role("button", name="Read", exact=True)).to_be_visible()
    page.unroute("**/preview")
    expect(note).to_have_value("Nets of rope")
    expect(note).to_be_focused()
    note.blur()
    expect(page.locator("#library-toast")).to_contain_text("Note saved.")
    page.reload()
    expect(note).to_have_value("Nets of rope")
    note.fill("")
    note.blur()
    expect(page.locator("#library-toast")).to_contain_text("Note saved.")


def test_a_note_is_saved_when_escape_or_back_closes_its_paper_or_the_window_reloads(visit: Visit, quoting: str):
    visitor = visit(quoting, at="?view=library")
    page = visitor.page
    open_paper, note = page.locator("#library-rows .row-open").nth(5), page.get_by_role("textbox", name="Note")

    def close() -> None:
        page.keyboard.press("Escape")

    def reload() -> None:
        visitor.reload()
        expect(note).to_be_visible()
        close()

    leaving: dict[str, Callable[[], object]] = {
        "Nets of rope": close,
        "Nets of wire": page.go_back,
        "Nets of silk": reload,
        "": close,
    }
    for text, leave in leaving.items():
        open_paper.click()
        note.fill(text)
        leave()
        expect(note).to_be_hidden()
        open_paper.click()
        expect(note).to_have_value(text)
        close()
        expect(note).to_be_hidden()


def test_a_note_that_could_not_be_saved_is_there_when_its_paper_is_shown_again(visit: Visit, quoting: str):
    page = opened(visit, quoting)
    open_paper, note = page.locator("#library-rows .row-open").nth(6), page.get_by_role("textbox", name="Note")
    open_paper.click()
    page.route("**/mark", lambda route: route.fulfill(json={"failure": "The disk is full."}))
    note.fill("Nets of rope")
    page.keyboard.press("Escape")
    expect(page.locator("#library-toast")).to_contain_text("The disk is full.")
    page.unroute("**/mark")
    open_paper.click()
    expect(note).to_have_value("Nets of rope")
    note.fill("")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_a_paper_is_edited_deleted_and_restored(visit: Visit, quoting: str):
    page = opened(visit, quoting)
    page.locator("#library-words").fill("RT-H")
    expect(page.locator("#library-rows .row-open").first).to_contain_text("RT-H")
    page.locator("#library-rows .row-open").first.click()
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.locator("#library-dialog")
    dialog.get_by_label("Link to its page").fill("https://example.org/rt-h")
    dialog.get_by_label("arXiv id").fill("nonsense")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator(".fault")).to_contain_text("'nonsense' is not a valid arXiv id.")
    dialog.get_by_label("arXiv id").fill("2403.01823")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator('.preview-links a[href="https://arxiv.org/abs/2403.01823"]')).to_be_visible()
    title = page.locator(".preview h3").inner_text()
    page.locator(".preview").get_by_role("button", name="Delete").click()
    expect(page.locator("#library-toast")).to_contain_text("1 paper deleted.")
    assert title not in titles(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#library-toast")).to_contain_text("1 paper restored.")
    assert title in titles(page)


def test_ticked_papers_are_asked_and_compared(visit: Visit, quoting: str):
    visitor = visit(quoting, at=LIBRARY)
    page = visitor.page
    page.locator("#library-words").fill("diffusion")
    expect(page.locator("#library-rows mark").first).to_be_visible()
    for row in range(2):
        page.locator("#library-rows input[type=checkbox]").nth(row).check()
    expect(page.locator("#library-chosen")).to_have_text("2 chosen")
    page.locator("#library-bar").get_by_role("button", name="Ask", exact=True).first.click()
    page.get_by_label("Ask these papers").fill("What do these papers propose?")
    page.keyboard.press("Enter")
    visitor.finished_turn(0)
    expect(page.locator(".turn")).to_contain_text("in these 2 papers")
    expect(page.locator('.panel[data-turn="0"] .card')).to_have_count(2)
    visitor.show("Library")
    expect(page.locator("#library-chosen")).to_have_text("2 chosen")
    page.locator("#library-bar").get_by_role("button", name="Compare").click()
    visitor.finished_turn(0)
    expect(page.locator(".turn .question").last).to_have_text("Comparison table of 2 papers")


def test_similar_papers_lead_on_and_the_keyboard_is_enough(visit: Visit, quoting: str):
    page = opened(visit, quoting)
    page.locator("#library-words").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#library-chosen")).to_have_text("1 chosen")
    page.keyboard.press("Enter")
    title = page.locator(".preview h3").inner_text()
    expect(page.locator(".preview")).to_be_focused()
    page.get_by_role("button", name="Similar papers").click()
    similar = page.locator(".similar button")
    expect(similar).to_have_count(6)
    assert title not in similar.all_inner_texts()
    similar.first.click()
    expect(page.locator(".preview h3")).not_to_have_text(title)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_cut_off(visit: Visit, quoting: str, scheme: str):
    page = opened(visit, quoting, width=390, height=844, scheme=scheme)
    # The titles need the room more than the dates do.
    title, date = (page.locator(f"#library-rows .{cell}").first.bounding_box() for cell in ("row-title", "row-date"))
    assert title
    assert date
    assert date["width"] < 80 < 2.5 * date["width"] < title["width"]
    page.get_by_role("button", name="Filters").click()
    expect(page.locator(".facet-value").first).to_be_in_viewport()
    page.get_by_role("button", name="Done").click()
    page.locator("#library-rows .row-open").first.click()
    expect(page.locator(".preview h3")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
