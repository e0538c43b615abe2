"""The view that adds papers: sources are named, and folders are dropped or chosen."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.ui.guard import MAX_FILES
from tests.e2e.conftest import Visit
from tests.e2e.whole_page.test_accessibility import violations

ADD = "?view=add"
BIB = "@article{{a, title={{{}}}, abstract={{They come and go, and nobody asks why.}}}}"


def test_a_source_is_named_by_keyboard_shown_so_and_named_back(visit: Visit, fake: str):
    visitor = visit(fake, at=ADD)
    page = visitor.page
    page.get_by_role("button", name="Rename harbours.html").press("Enter")
    field = page.get_by_label("New name for harbours.html")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(page.get_by_role("button", name="Rename harbours.html")).to_be_focused()
    page.keyboard.press("Enter")
    field.fill("Ports of <i>call</i> الموانئ")
    assert violations(page) == []
    field.press("Enter")
    expect(page.get_by_role("button", name="Rename Ports of")).to_be_focused()
    expect(page.locator(".file-list")).not_to_contain_text("harbours.html")
    visitor.show("Library")
    expect(page.locator('.facet-value[data-facet="source"]').first).to_contain_text("Ports of <i>call</i>")
    page.locator("#library-rows .row-open", has_text="Tidal Turbines").click()
    expect(page.locator("#library-paper")).to_contain_text("Ports of <i>call</i>")
    visitor.show("Add papers")
    page.locator("#collection").get_by_role("button", name="Undo").click()
    expect(page.locator(".file-list")).to_contain_text("harbours.html")
    expect(page.locator(".file-list")).not_to_contain_text("Ports")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files that are read, deep inside too, and some that are not."""
    days = tmp_path / "days"
    for place, title in (("mon/page.bib", "Tides"), ("tue/deep/page.bib", "Moons"), ("top.BIB", "Bays")):
        (days / place).parent.mkdir(parents=True, exist_ok=True)
        (days / place).write_text(BIB.format(title))
    for other in ("picture.png", "notes.docx", ".hidden.bib"):
        (days / other).write_text(BIB.format("No"))
    return days


def drop(page: Page, path: Path) -> None:
    """Drop a file or a folder on the place for files, as a file manager does."""
    zone = page.locator("#add-files")
    # Waits until it no longer moves.
    zone.hover(trial=True)
    box = zone.bounding_box()
    assert box
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    session: Any = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place})


def shown(page: Page) -> set[str]:
    page.locator(".would-add").first.wait_for()
    return set(page.locator(".would-add h3").all_text_contents())


FOUND = {"days - mon - page.bib", "days - tue - deep - page.bib", "days - top.BIB"}


def test_a_folder_is_dropped_and_its_files_are_previewed(visit: Visit, fake: str, folder: Path):
    page = visit(fake, at=ADD).page
    drop(page, folder)
    assert shown(page) == FOUND | {"pasted text"}
    expect(page.locator("#add-folder output")).to_have_text("3 files from the folder selected.")
    expect(page.locator("#add-start")).to_have_text("Add 3 papers")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".would-add")).to_have_count(0)
    drop(page, folder)
    assert shown(page) == FOUND | {"pasted text"}


def test_a_folder_is_chosen_by_keyboard(visit: Visit, fake: str, folder: Path):
    page = visit(fake, at=ADD).page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").press("Enter")
    chooser.value.set_files(folder)
    assert shown(page) == FOUND | {"pasted text"}


def test_a_folder_with_too_many_files_or_none_is_not_sent(visit: Visit, fake: str, folder: Path):
    page = visit(fake, at=ADD).page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "upload" in request.url else None)
    (folder / "empty").mkdir()
    drop(page, folder / "empty")
    said = page.locator("#add-folder output")
    expect(said).to_contain_text("This folder has no files")
    for number in range(MAX_FILES - 2):
        (folder / f"{number}.bib").write_text(BIB.format("Again"))
    drop(page, folder)
    expect(said).to_contain_text(f"More than {MAX_FILES} files.")
    assert sent == []
    (folder / "0.bib").unlink()
    drop(page, folder)
    expect(said).to_contain_text(f"{MAX_FILES} files from the folder selected.")


def test_a_file_is_dropped_as_before(visit: Visit, fake: str, folder: Path):
    page = visit(fake, at=ADD).page
    drop(page, folder / "top.BIB")
    assert "top.BIB" in shown(page)


def test_a_removed_file_is_restored_with_its_papers(visit: Visit, fake: str):
    visitor = visit(fake, at=ADD)
    page = visitor.page
    page.get_by_role("button", name="Remove b.txt").click()
    page.get_by_role("button", name="Remove 1 paper?").click()
    expect(page.locator(".file-list")).not_to_contain_text("b.txt")
    expect(page.locator("#collection-size")).to_contain_text("2 papers")
    page.locator("#collection").get_by_role("button", name="Undo").click()
    expect(page.locator(".file-list")).to_contain_text("b.txt")
    expect(page.locator("#collection-size")).to_contain_text("3 papers")
    expect(page.locator("#collection").get_by_role("button", name="Undo")).to_be_hidden()


@pytest.mark.parametrize("window", [{}, {"width": 390, "height": 844}], ids=["wide", "phone"])
def test_the_preview_of_a_table_shows_its_columns(visit: Visit, fake: str, tmp_path: Path, window: dict[str, int]):
    page = visit(fake, at=ADD, **window).page
    table = tmp_path / "gulls.csv"
    table.write_text("No,Work,Gist,Notes\n1,Gulls at Sea,We count gulls from a ferry.,grey\n")
    page.set_input_files("#add-files input[type=file]", table)
    form = page.locator(".told-columns form")
    form.get_by_label("Title").select_option("Work")
    form.get_by_label("Abstract").select_option("Gist")
    assert violations(page) == []
    form.get_by_role("button", name="Preview again").click()
    expect(page.locator(".preview-sample")).to_have_text("Gulls at Sea")
    expect(page.locator("#add-start")).to_have_text("Add 1 paper")
    # What was told stays told, and can be changed.
    page.locator(".told-columns summary").click()
    expect(form.get_by_label("Title")).to_have_value("Work")
    form.get_by_label("Tags").select_option("Notes")
    form.get_by_role("button", name="Preview again").click()
    expect(page.locator(".would-add").first).to_contain_text("tags 1")
