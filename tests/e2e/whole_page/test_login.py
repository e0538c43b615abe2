"""A page that is served with --login: who gets in, what a reader may do, and whose the chats are."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, Page, expect

from app.users.user_file import UserFile
from tests.e2e.conftest import Visitor, serve
from tests.e2e.whole_page.test_accessibility import violations

PASSWORD = "three plain words"  # noqa: S105 - of these tests


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that an editor and a reader may use."""
    home: Path = tmp_path_factory.mktemp("guarded")
    users = UserFile(home)
    users.add("ann", "editor", PASSWORD)
    users.add("bob", "reader", PASSWORD)
    with serve(home, "--login") as address:
        yield address


@pytest.fixture
def windows(browser: Browser) -> Iterator[list[Visitor]]:
    opened: list[Visitor] = []
    yield opened
    for visitor in opened:
        visitor.context.close()


def log_in(browser: Browser, windows: list[Visitor], address: str, name: str) -> Page:
    """Log in in a new browser and return its window with the page."""
    context = browser.new_context()
    visitor = Visitor(context.new_page(), context)
    windows.append(visitor)
    visitor.page.goto(address)
    visitor.page.get_by_label("Name").fill(name)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Log in").click()
    visitor.wait_until_drawn()
    return visitor.page


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/chats/list", "/gradio_api/queue/join"])
def test_nothing_is_shown_before_the_login(guarded: str, path: str):
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(guarded + path, timeout=20)  # noqa: S310 - loopback


def test_a_chat_belongs_to_its_person_in_every_browser(browser: Browser, windows: list[Visitor], guarded: str):
    page = log_in(browser, windows, guarded, "ann")
    windows[0].ask("What is PRefLexOR?")
    assert "PRefLexOR" in windows[0].finished_turn(0)
    elsewhere = log_in(browser, windows, guarded, "ann")
    expect(elsewhere.locator("#chat-list")).to_contain_text("What is PRefLexOR?")
    other = log_in(browser, windows, guarded, "bob")
    expect(other.locator("#chat-none")).to_be_visible()
    expect(other.locator("#chat-list")).not_to_contain_text("PRefLexOR")
    page.get_by_role("link", name="Account").click()
    page.get_by_role("button", name="Log out").click()
    page.goto(guarded)
    expect(page.get_by_label("Password")).to_be_visible()


def test_a_reader_asks_and_changes_nothing(guarded: str):
    reader = Client(guarded, auth=("bob", PASSWORD), verbose=False)
    assert reader.predict("What is PRefLexOR?", api_name="/ask")["citations"]
    with pytest.raises(AppError, match="Only editors may change the collection"):
        reader.predict(text="@article{x, title={A}, abstract={B.}}", api_name="/add")
    editor = Client(guarded, auth=("ann", PASSWORD), verbose=False)
    added = editor.predict(text="@article{x, title={Gulls at Sea}, abstract={We count gulls.}}", api_name="/add")
    assert added["added"] == 1


def test_a_reader_is_told_so_on_the_page(browser: Browser, windows: list[Visitor], guarded: str):
    page = log_in(browser, windows, guarded, "bob")
    windows[0].show("Add papers")
    expect(page.locator("#add-intro")).to_contain_text("Only editors may change the collection.")
    expect(page.locator("#collection")).to_be_visible()
    for hidden in ("#add-files", "#add-folder", "#add-paste", '[data-source-do="remove"]', '[data-source-do="rename"]'):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("[data-digest]").first).to_be_visible()
    # The page is not what holds a reader off.
    page.evaluate("document.documentElement.removeAttribute('data-reader')")
    page.locator("#add-paste textarea").fill("arxiv:2305.12345")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#add-report")).to_contain_text("Only editors may change the collection.")


def test_a_reader_is_offered_no_stars(browser: Browser, windows: list[Visitor], guarded: str):
    page, sent = log_in(browser, windows, guarded, "bob"), list[str]()
    page.on("request", lambda request: sent.append(request.url))
    windows[0].show("Library")
    page.locator("#library-rows tr").first.wait_for(timeout=20_000)
    page.keyboard.press("j")
    expect(page.locator("#library-rows .row-open").first).to_be_focused()
    page.keyboard.press("s")
    page.keyboard.press("?")
    expect(page.get_by_text("Tick the paper", exact=True)).to_be_visible()
    expect(page.get_by_text("Star the paper, in the library")).to_be_hidden()
    assert not any(url.endswith("/library/mark") for url in sent)


# Stands last: after as many wrong passwords the address of the tests is not let in any more.
@pytest.mark.parametrize(
    ("width", "language", "wrong"),
    [
        (1440, "en-US", "Wrong name or password"),
        (390, "en-US", "Wrong name or password"),
        (390, "de-DE", "passen nicht zusammen"),
        (390, "zh-CN", "不匹配"),
    ],
)
def test_axe_finds_nothing_on_the_login(  # noqa: PLR0913, PLR0917 - each is one thing that the login depends on
    browser: Browser, windows: list[Visitor], guarded: str, width: int, language: str, wrong: str
):
    context = browser.new_context(viewport={"width": width, "height": 844}, locale=language)
    page = context.new_page()
    windows.append(Visitor(page, context))
    page.goto(guarded)
    assert violations(page) == []
    page.locator("[name=username]").fill("ann")
    page.locator("[name=password]").fill("wrong words")
    page.locator("button").click()
    expect(page.get_by_role("alert")).to_contain_text(wrong)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
