"""An empty library greets with three ways in, and the list of sources is kept up to date."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PATIENCE, Served, Visit
from tests.e2e.whole_page.test_accessibility import violations


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over an empty library; the last test here fills it."""
    command = ["-c", "from app.cli import main; main()", "serve", "--port"]
    with Served(command, tmp_path_factory.mktemp("empty")) as address:
        yield address


def test_two_ways_lead_to_the_view_that_adds(visit: Visit, empty: str):
    visitor = visit(empty)
    page = visitor.page
    expect(page.get_by_role("heading", name="Start by adding papers")).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()
    assert violations(page) == []
    page.get_by_role("button", name="Paste text or an address").click()
    expect(page.locator("#add-paste textarea")).to_be_focused()
    page.go_back()
    page.get_by_role("button", name="Drop files").click()
    expect(page.locator("#add-files")).to_be_visible()


@pytest.mark.parametrize("view", ["library", "map"])
def test_each_view_leads_to_the_view_that_adds(visit: Visit, empty: str, view: str):
    page = visit(empty, at=f"?view={view}").page
    page.locator(".view:visible").get_by_role("link", name="Add papers").click()
    expect(page.locator("#add-files")).to_be_visible()
    page.go_back()
    expect(page.locator("#map-side")).to_be_hidden()
    assert violations(page) == []


def test_no_question_is_refused_there(visit: Visit, empty: str):
    visitor = visit(empty)
    visitor.ask("How do diffusion models hallucinate?")
    said = visitor.finished_turn(0)
    assert "No paper" not in said
    assert "no papers yet" in said


def test_the_sample_is_one_click_and_what_goes_is_counted(visit: Visit, empty: str, tmp_path: Path):
    visitor = visit(empty)
    page = visitor.page
    with page.expect_navigation(timeout=1000 * PATIENCE):
        page.get_by_role("button", name="Try a sample collection").click()
    visitor.errors.clear()  # Gradio notes the end of its stream
    expect(page.locator(".example").first).to_be_visible()
    expect(page.locator("#collection-size")).to_have_text("63 papers from 1 file")
    visitor.show("Library")
    page.locator("#library-rows .row-open").first.click()
    page.locator(".preview").get_by_role("button", name="Delete").click()
    expect(page.locator("#collection-size")).to_contain_text("62 papers", timeout=30_000)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#collection-size")).to_contain_text("63 papers", timeout=30_000)
    visitor.show("Add papers")
    page.get_by_role("button", name="Read daily-papers.txt again").click()
    expect(page.locator("#collection-said")).to_contain_text("0 added, 0 merged, 63 unchanged", timeout=30_000)
    page.get_by_role("button", name="Remove daily-papers.txt").click()
    page.get_by_role("button", name="Remove 63 papers?").click()
    expect(page.locator("#collection-size")).to_contain_text("No papers yet", timeout=30_000)
