"""Chats are kept: over a reload, a restart and in another window, and for one browser alone."""

import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit, Visitor, serve
from tests.e2e.fake_answers import HOSTILE


def listed(page: Page) -> list[str]:
    return page.locator("#chat-list a").all_inner_texts()


def menu(page: Page, title: str, action: str) -> None:
    page.locator("#chat-list li", has_text=title).hover()
    page.get_by_role("button", name=f"More for {title}").click()
    page.get_by_role("button", name=action, exact=True).click()


def test_a_chat_is_there_after_a_reload_and_back_and_new_chat_do_not_wipe_it(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("chips: first?")
    visitor.finished_turn(0)
    visitor.ask("checked: second?")
    said = visitor.finished_turn(1)
    visitor.reload()
    assert visitor.finished_turn(1) == said
    expect(page.locator(".turn .question")).to_have_text(["chips: first?", "checked: second?"])
    page.locator(".turn").last.locator(".cite").first.click()
    expect(page.locator(".card.is-lit")).to_have_count(1)
    visitor.ask("chips: third?")
    visitor.finished_turn(2)
    expect(page.locator(".turn").last.locator(".notice")).to_have_text("After 3 papers. After 3 papers.")
    page.get_by_role("button", name="New chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()
    page.go_back()
    expect(page.locator(".turn")).to_have_count(3)
    page.locator("#chat-list a").first.click()
    expect(page.locator(".turn")).to_have_count(3)


def test_an_answer_goes_on_over_a_reload_and_is_shown_as_it_grows(visit: Visit, fake: str):
    first, second = visit(fake), visit(fake)
    page = first.page
    first.ask("wait checked: what do tides yield?")
    expect(page.locator(".answer")).to_contain_text("Tidal energy pays")
    first.reload()
    expect(page.locator('.turn[data-state="live"] .answer')).to_contain_text("Tidal energy pays")
    expect(page.locator("#stop")).to_be_visible()
    second.ask("go on")
    assert "Both are cheaper than wind" in first.finished_turn(0)
    expect(page.locator("#send")).to_be_visible()
    first.ask("chips: and then?")
    first.finished_turn(1)
    expect(page.locator(".turn").last.locator(".notice")).to_have_text("After 3 papers.")


def test_an_answer_is_finished_though_its_connection_is_lost_or_its_window_closed(visit: Visit, fake: str):
    first, second = visit(fake), visit(fake)
    first.ask("wait chips: what is there?")
    expect(first.page.locator(".stage")).to_contain_text("Writing")
    first.context.set_offline(True)
    first.page.wait_for_timeout(300)
    second.ask("go on")
    second.finished_turn(0)
    first.context.set_offline(False)
    first.finished_turn(0)
    assert all("ERR_INTERNET_DISCONNECTED" in error for error in first.errors)
    first.errors.clear()
    second.ask("wait checked: what do tides yield?")
    expect(second.page.locator(".turn").last.locator(".answer")).to_contain_text("Tidal energy pays")
    address = second.page.url
    second.page.close()
    first.ask("go on")
    first.finished_turn(1)
    second.page = second.context.new_page()
    second.page.goto(address)
    assert "Both are cheaper than wind" in second.finished_turn(1)


def test_a_lost_connection_is_shown_while_it_is_tried_again(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.page.route("**/chats/*", lambda route: route.abort())
    visitor.ask("wait: what is there?")
    expect(visitor.page.locator(".stage")).to_contain_text("The connection is lost")
    visitor.page.locator("#stop").click()
    expect(visitor.page.locator(".turn .byline")).to_have_text("Stopped")
    visitor.errors.clear()


def beside(visitor: Visitor) -> Visitor:
    """Open the chat in a second window of the same browser."""
    other = Visitor(visitor.context.new_page(), visitor.context)
    other.page.goto(visitor.page.url)
    other.finished_turn(0)
    return other


def test_two_windows_of_one_chat_go_on_with_it_in_turn(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("chips: one?")
    visitor.finished_turn(0)
    other = beside(visitor)
    visitor.ask("chips: two?")
    visitor.finished_turn(1)
    other.ask("checked: three?")  # this window has not heard of the second one
    other.finished_turn(2)
    questions = ["chips: one?", "chips: two?", "checked: three?"]
    expect(other.page.locator(".turn .question")).to_have_text(questions)
    expect(other.page.locator(".turn").last.locator(".notice")).to_have_text("After 3 papers. After 3 papers.")
    expect(other.page.locator(".branches")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(2)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".turn .question")).to_have_text(questions)


def test_a_question_waits_for_the_answer_of_another_window(visit: Visit, fake: str):
    visitor, third = visit(fake), visit(fake)
    visitor.ask("chips: one?")
    visitor.finished_turn(0)
    other = beside(visitor)
    visitor.ask("wait chips: two?")
    expect(visitor.page.locator(".stage").last).to_contain_text("Writing")
    other.ask("checked: three?")
    expect(other.page.locator("#waiting")).to_contain_text("checked: three?")
    expect(other.page.locator(".turn .question")).to_have_text(["chips: one?", "wait chips: two?"])
    third.ask("go on")
    other.finished_turn(2)
    expect(other.page.locator(".branches")).to_have_count(0)


def test_chats_are_searched_renamed_pinned_deleted_and_restored(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    for question in ("chips: tides?", "checked: waves?"):
        visitor.ask(question)
        visitor.finished_turn(0)
        page.get_by_role("button", name="New chat").click()
        expect(page.locator("#chat-list a", has_text=question)).to_be_visible()
    assert listed(page) == ["checked: waves?", "chips: tides?"]
    menu(page, "chips: tides?", "Pin")
    expect(page.locator("#chat-list a").first).to_have_text("chips: tides?")
    menu(page, "checked: waves?", "Rename")
    page.get_by_label("Title of the chat").fill(f"Waves {HOSTILE}")
    page.keyboard.press("Enter")
    expect(page.locator("#chat-list a").last).to_have_text(f"Waves {HOSTILE}")
    expect(page.locator("#rail img")).to_have_count(0)
    page.fill("#chat-search", "folding turbine")
    expect(page.locator("#chat-list a")).to_have_text([f"Waves {HOSTILE}"])
    page.fill("#chat-search", "")
    expect(page.locator("#chat-list a")).to_have_count(2)
    menu(page, "chips: tides?", "Delete")
    expect(page.locator("#chat-list a")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#chat-list a")).to_have_count(2)
    expect(page.locator(".turn .question")).to_have_text("chips: tides?")


def test_an_edited_question_is_a_branch_and_both_can_be_read(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("chips: one?")
    visitor.finished_turn(0)
    visitor.ask("chips: two?")
    visitor.finished_turn(1)
    page.locator('.turn[data-turn="0"] [data-do="edit"]').click()
    visitor.ask("checked: other?")
    visitor.finished_turn(0)
    expect(page.locator(".branches")).to_contain_text("2 of 2")
    page.get_by_role("button", name="Earlier version").click()
    expect(page.locator(".turn .question")).to_have_text(["chips: one?", "chips: two?"])
    visitor.reload()
    expect(page.locator(".branches")).to_contain_text("1 of 2")


def test_a_chat_of_one_browser_is_not_shown_to_another(visit: Visit, fake: str):
    first = visit(fake)
    first.ask("chips: secret?")
    first.finished_turn(0)
    chat = first.page.evaluate("new URLSearchParams(location.search).get('chat')")
    second = visit(fake, at=f"?chat={chat}").page
    expect(second.locator("#chat-failure")).to_contain_text("This chat is no longer here.")
    expect(second.locator(".turn")).to_have_count(0)
    assert listed(second) == []


def test_a_chat_is_saved_as_a_file(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask(f"checked: {HOSTILE}?")
    visitor.finished_turn(0)
    page.locator("#chat-list li").hover()
    for action, ending in (("Save as Markdown", "md"), ("Save as HTML", "html")):
        page.locator(".chat-more").click()
        with page.expect_download() as started:
            page.get_by_role("button", name=action).click()
        assert started.value.suggested_filename.endswith(f".{ending}")
        saved = started.value.path().read_text(encoding="utf-8")
        assert "Tidal Turbines for Shallow Bays" in saved
        assert "<img" not in saved


def test_chats_survive_a_restart_and_follow_ups_keep_their_context(visit: Visit, quoting: str, tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    with serve(home) as address:
        visitor = visit(address)
        visitor.ask("What is PRefLexOR?")
        said = visitor.finished_turn(0)
        state = visitor.context.storage_state()
        chat = visitor.page.evaluate("location.search")
        # The file is read by a second process, as after a restart: ports differ, so the secret moves along.
        secret = state["origins"][0]["localStorage"]
        visitor.leave()
    with serve(home) as again:
        other = visit(again)
        for item in secret:
            other.page.evaluate("([name, value]) => localStorage.setItem(name, value)", [item["name"], item["value"]])
        other.page.evaluate("(chat) => history.replaceState(null, '', chat)", chat)
        other.reload()
        assert other.finished_turn(0) == said
        other.ask("Who wrote it?")
        other.finished_turn(1)
        expect(other.page.locator(".turn").last).not_to_contain_text("Nothing in your collection answers this")
        other.leave()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"visitor": 1}', b'{"visitor": "x", "chat": "y"}', b'"\\ud800"', b"[" * 9000]
)
@pytest.mark.parametrize("name", ["list", "open", "file", "choose"])
def test_forged_requests_get_400(fake: str, name: str, body: bytes):
    request = urllib.request.Request(f"{fake}/chats/{name}", body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)  # noqa: S310 - loopback
    assert refused.value.code == 400
    assert "Reload the page" in json.loads(refused.value.read())["failure"]


def test_on_a_phone_chats_open_from_the_sheet(visit: Visit, fake: str):
    visitor = visit(fake, width=390, height=844)
    page = visitor.page
    visitor.ask("chips: tides?")
    visitor.finished_turn(0)
    page.locator("#bar-new-chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.locator("#open-rail").click()
    page.locator("#chat-list a").click()
    expect(page.locator("#rail-sheet")).to_be_hidden()
    expect(page.locator(".turn .question")).to_have_text("chips: tides?")


def test_a_question_that_is_cut_says_so(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.evaluate("navigator.clipboard.writeText('x'.repeat(4100))")
    visitor.page.focus("#question")
    visitor.page.keyboard.press("Control+v")
    expect(visitor.page.locator("#too-long")).to_contain_text("up to 4,000 characters: 100 were cut off")


def test_an_old_answer_says_what_became_of_its_papers_and_is_checked_again(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(0)
    paper = page.locator('.card[data-n="1"]').get_attribute("data-key")
    send = (
        "([name, sent]) => fetch(`library/${name}`, {method: 'POST', body: JSON.stringify(sent)}).then(it => it.json())"
    )
    deleted = page.evaluate(send, ["delete", {"ids": [paper]}])
    try:
        visitor.reload()
        expect(page.locator(".since")).to_contain_text("Since this answer, [1] is no longer in your collection.")
        expect(page.locator('.card[data-n="1"]')).to_contain_text("This is the text that was cited.")
        page.get_by_role("button", name="Check again").click()
        expect(page.locator('.check[data-verdict="not found"]')).to_have_count(1)
    finally:
        page.evaluate(send, ["undo", deleted])
    visitor.reload()
    expect(page.locator(".turn .answer")).to_contain_text("PRefLexOR")
    expect(page.locator(".since")).to_have_count(0)
