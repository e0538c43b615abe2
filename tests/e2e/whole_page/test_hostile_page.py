"""A collection made of other people's attack texts, through every view in a browser.

`visit` fails at each request to another machine and at each error in the console, such as a script that the page's
policy refused.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, expect

from tests.app.ui.hostile_texts import hostile_texts
from tests.e2e.conftest import Served, Visit, Visitor


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over papers whose every field is such a text."""
    home = tmp_path_factory.mktemp("hostile")
    with Served(["-m", "tests.app.ui.hostile_texts", str(shared)], home) as address:
        yield address


def watched(visitor: Visitor) -> Visitor:
    """Let a dialog count as an error: most of the scripts would open one."""

    def opened(dialog: Dialog) -> None:
        visitor.errors.append(f"dialog {dialog.message}")
        dialog.dismiss()

    visitor.page.on("dialog", opened)
    return visitor


def test_no_script_runs_in_the_chat_its_cards_and_its_list(visit: Visit, hostile: str, shared: Path):
    visitor = watched(visit(hostile))
    scripts = [text for text in hostile_texts(shared) if "<script" in text.lower() or "onerror" in text.lower()]
    for turn, question in enumerate(["How do tides turn in the bays?", *scripts[:300:75]]):
        visitor.ask(question[:300])
        visitor.finished_turn(turn)
    visitor.page.locator(".panel:visible .card").first.wait_for()
    visitor.page.locator(".cite").first.hover()
    expect(visitor.page.locator("#chat-list a")).to_have_count(1)


def test_no_script_runs_in_the_library_and_a_paper(visit: Visit, hostile: str):
    visitor = watched(visit(hostile, at="?view=library"))
    rows = visitor.page.locator("#library-rows [data-id], #library tbody tr")
    rows.first.wait_for()
    for number in range(0, 12, 3):
        rows.nth(number).click()
        visitor.page.locator("#library").get_by_text("Tides turn twice a day").first.wait_for()
    visitor.page.reload()
    rows.first.wait_for()


def test_no_script_runs_on_the_map_and_among_sources(visit: Visit, hostile: str):
    visitor = watched(visit(hostile, at="?view=map"))
    visitor.page.locator("#map canvas").first.wait_for()
    visitor.show("Add papers")
    visitor.page.locator("#collection").wait_for()


def test_no_script_runs_in_the_preview_of_what_would_be_added(visit: Visit, hostile: str, shared: Path, tmp_path: Path):
    visitor = watched(visit(hostile, at="?view=add"))
    file = tmp_path / "<img src=x onerror=alert(1)>.bib"
    entries = [
        f"@article{{x{n}, title={{{text[:200]}}}, abstract={{Bays. {text}}}}}"
        for n, text in enumerate(hostile_texts(shared)[:6000:300])
        if "{" not in text and "}" not in text
    ]
    file.write_text("\n".join(entries), encoding="utf-8")
    visitor.page.locator("#add-files input[type=file]").set_input_files(file)
    expect(visitor.page.locator("#add-report")).to_contain_text("paper")
    visitor.page.locator("#add-paste textarea").fill("<script>alert(1)</script>")
    visitor.page.get_by_role("button", name="Preview").click()
    expect(visitor.page.locator("#add-report")).to_contain_text("pasted text")
