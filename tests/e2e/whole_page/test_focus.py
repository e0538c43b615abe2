"""Escape closes one thing, and what replaces the thing in focus leaves the focus nearby."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit


def chat_row(page: Page, title: str) -> Locator:
    return page.locator("#chat-list li", has_text=title)


def choose(page: Page, title: str, action: str) -> None:
    chat_row(page, title).locator(".chat-more").press("Enter")
    page.locator("#chat-menu").get_by_role("button", name=action, exact=True).press("Enter")


def test_escape_in_a_menu_or_in_another_view_does_not_stop_an_answer(visit: Visit, fake: str):
    visitor, other = visit(fake), visit(fake)
    page = visitor.page
    visitor.ask("wait checked: what do tides yield?")
    expect(page.locator(".answer")).to_contain_text("Tidal energy pays")
    chat_row(page, "wait").locator(".chat-more").press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#chat-menu")).to_be_hidden()
    visitor.show("Library")
    page.locator("#library-rows .row-open").first.press("Enter")
    expect(page.locator("#library-paper .preview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#library-preview")).to_be_hidden()
    page.locator("#chat-list a").first.click()
    expect(page.locator("#stop")).to_be_visible()
    other.ask("go on")
    assert "Both are cheaper than wind" in visitor.finished_turn(0)


def test_escape_leaves_an_edit_and_a_branch_that_is_chosen_is_in_view(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    for turn in range(2):
        visitor.ask(f"checked: {turn}?")
        visitor.finished_turn(turn)
    edit = page.locator(".turn").first.get_by_role("button", name="Edit")
    edit.click()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    expect(page.locator("#question")).to_have_value("")
    expect(page.locator(".turn.is-replaced")).to_have_count(0)
    edit.click()
    visitor.ask("chips: instead?")
    visitor.finished_turn(0)
    page.get_by_role("button", name="Earlier version").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.get_by_role("button", name="Later version")).to_be_focused()
    expect(page.locator(".turn").first.locator(".question")).to_be_in_viewport()


def test_the_focus_stays_in_the_list_of_chats(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    for title in ("chips: one?", "chips: two?"):
        page.get_by_role("button", name="New chat").click()
        visitor.ask(title)
        visitor.finished_turn(0)
        expect(chat_row(page, title)).to_be_visible()
    choose(page, "one", "Pin")
    expect(page.locator("#chat-list li").first).to_contain_text("one")
    expect(chat_row(page, "one").locator(".chat-more")).to_be_focused()
    choose(page, "one", "Delete")
    expect(page.locator("#chat-undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat_row(page, "one").locator("a")).to_be_focused()


def test_on_a_phone_escape_closes_the_menu_of_a_chat_then_the_rail(visit: Visit, fake: str):
    visitor = visit(fake, width=390, height=844)
    page = visitor.page
    visitor.ask("chips: one?")
    visitor.finished_turn(0)
    page.locator("#open-rail").click()
    more = chat_row(page, "one").locator(".chat-more")
    more.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#chat-menu")).to_be_hidden()
    expect(more).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#open-rail")).to_be_focused()


def test_the_focus_stays_in_the_library(visit: Visit, quoting: str):
    visitor = visit(quoting, at="?view=library")
    page = visitor.page
    opens = page.locator("#library-rows .row-open")
    second, third = opens.nth(1).inner_text(), opens.nth(2).inner_text()
    star = page.get_by_role("button", name=f"Star {second}", exact=True)
    star.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    star.press("Enter")
    opens.nth(1).press("Enter")
    page.locator("#library-paper").get_by_role("button", name="Delete").press("Enter")
    expect(page.locator("#library-toast")).to_contain_text("1 paper deleted", timeout=30_000)
    expect(page.get_by_role("button", name=third, exact=True)).to_be_focused()
    page.locator("#library-toast").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#library-toast")).to_contain_text("1 paper restored", timeout=30_000)
    expect(page.locator("#library-scroll")).to_be_focused()


def test_what_is_asked_in_the_library_has_the_focus_and_back_returns_there(visit: Visit, fake: str):
    visitor = visit(fake, at="?view=library")
    page = visitor.page
    page.locator("#library-rows input").first.wait_for(timeout=20_000)
    for tick in page.locator("#library-rows input").all():
        tick.check()
    page.get_by_role("button", name="Compare").click()
    visitor.finished_turn(0)
    expect(page.locator(".turn")).to_be_focused()
    page.go_back()
    expect(page.locator("#library-rows")).to_be_visible()


def test_the_focus_stays_with_the_sources_and_removing_is_taken_back(visit: Visit, fake: str):
    page = visit(fake, at="?view=add").page
    remove = page.get_by_role("button", name="Remove b.txt")
    remove.press("Enter")
    sure = page.get_by_role("button", name="Remove 1 paper?")
    sure.press("Tab")
    expect(sure).to_have_count(0)
    remove.press("Enter")
    sure.press("Enter")
    undo = page.locator("#collection-said").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.press("Enter")
    expect(remove).to_be_visible()
    expect(page.locator("#collection .file-list button").first).to_be_focused()


def test_cancelled_papers_leave_the_focus_in_the_field(visit: Visit, fake: str):
    page = visit(fake, at="?view=add").page
    field = page.locator("#add-paste textarea")
    field.fill("A title of some paper\n\nAn abstract that says what the paper is about, and what it found in the end.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(field).to_be_focused()


def test_a_row_that_did_not_change_stays_so_that_a_click_on_it_is_not_lost(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("chips: tides?")
    visitor.finished_turn(0)
    expect(page.locator("#chat-list a")).to_have_text("chips: tides?")
    more = page.locator("#chat-list .chat-more").element_handle()
    with page.expect_response(lambda response: response.url.endswith("/chats/list")):
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(200)
    assert more.evaluate("button => button.isConnected")
