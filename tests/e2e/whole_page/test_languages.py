"""The page in German and Chinese: every view says its words in that language, fits a phone, and axe finds nothing."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.ui.languages.catalogue import sentences
from tests.app.ui.languages.sentence_forms import forms
from tests.e2e.conftest import Visit
from tests.e2e.whole_page.test_accessibility import violations

Window = dict[str, str | int]
LANGUAGES = {"de-DE": "de", "zh-CN": "zh"}
PHONE = 390
SIZES = [(1280, "light"), (PHONE, "dark")]
WINDOWS = [{"language": tag, "width": width, "scheme": scheme} for tag in LANGUAGES for width, scheme in SIZES]
SHOWN = """() => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  // Gradio's fields have words of their own.
  const ours = (node) => !node.closest("script, style, #language, [data-testid]");
  while (walker.nextNode()) if (ours(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
  for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
    for (const one of document.querySelectorAll(`[${name}]`)) if (ours(one)) texts.push(one.getAttribute(name));
  return texts.map((text) => text.trim()).filter(Boolean);
}"""

pytestmark = pytest.mark.parametrize("window", WINDOWS, ids=lambda window: f"{window['language']} {window['width']}")


def english_in(texts: list[str], language: str) -> list[str]:
    """Return the texts that are a key or a sentence of the English catalogue which the language says in other words."""
    other = {one for sentence in sentences(language).values() for one in forms(sentence)}
    english = {one for sentence in sentences("en").values() for one in forms(sentence) if one not in other}
    # What is little but slots would be anything.
    telling = [one.strip() for one in english if len(re.findall(r"[a-z]", re.sub(r"\{\w+\}", "", one))) > 3]
    patterns = [re.sub(r"\\\{\w+\\\}", ".+?", re.escape(one)) for one in telling]
    said = re.compile("|".join([*map(re.escape, sentences("en")), *patterns]), re.DOTALL)
    return [text for text in texts if said.fullmatch(text)]


def check(page: Page, window: Window) -> None:
    """Assert that what the page shows now is in this language, no wider than the window, and no barrier."""
    language = LANGUAGES[str(window["language"])]
    assert english_in(page.evaluate(SHOWN), language) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("html")).to_have_attribute("lang", str(sentences(language)["language.tag"]))
    assert violations(page, colours=False) == []


def test_the_chat(visit: Visit, fake: str, window: Window) -> None:
    visitor = visit(fake, **window)
    page = visitor.page
    page.locator(".example").first.wait_for()
    check(page, window)
    visitor.ask("checked: what do tides yield?")
    visitor.finished_turn(0)
    check(page, window)
    page.locator(".cite").first.click()
    page.locator(".card-tick").first.check()
    check(page, window)
    page.locator('[data-do="ask-chosen"]').click()
    page.keyboard.press("Escape")
    page.locator("body").press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    check(page, window)


def test_the_library(visit: Visit, fake: str, window: Window) -> None:
    page = visit(fake, at="?view=library", **window).page
    page.locator("#library-rows tr").first.wait_for(timeout=20_000)
    check(page, window)
    page.locator("#library-rows input[type=checkbox]").first.check()
    check(page, window)
    page.locator("#library-rows .row-open").first.click()
    page.locator(".preview").wait_for()
    check(page, window)
    page.locator('.preview [data-do="edit"]').click()
    page.locator("#library-dialog form").wait_for()
    check(page, window)


def test_the_map_and_the_trends(visit: Visit, fake: str, window: Window) -> None:
    page = visit(fake, at="?view=map", **window).page
    page.locator("#map-canvas[data-drawn]").wait_for(timeout=30_000)
    check(page, window)
    if window["width"] == PHONE:
        page.locator("#map-list").click()
    page.locator("#map-trends-open").click()
    page.locator("#map-trends table").wait_for()
    check(page, window)
    page.locator("#map-back").click()
    page.locator("#map-colour").evaluate("(one) => { one.value = 'month'; one.dispatchEvent(new Event('change')); }")
    check(page, window)


def test_adding_papers(visit: Visit, fake: str, window: Window, tmp_path: Path) -> None:
    page = visit(fake, at="?view=add", **window).page
    page.locator("#add-files").wait_for()
    check(page, window)
    (tmp_path / "tides.bib").write_text("@article{a, title={Tides}, abstract={They come and go.}}\n@article{b,")
    page.set_input_files("#add-files input[type=file]", tmp_path / "tides.bib")
    page.locator(".would-add").first.wait_for()
    check(page, window)


def test_the_model_panel_and_the_choice(visit: Visit, fake: str, window: Window) -> None:
    visitor = visit(fake, **window)
    page = visitor.page
    if window["width"] == PHONE:
        page.locator("#open-rail").click()
        check(page, window)
    page.locator("#model-pill").click()
    page.locator("#model-form").wait_for()
    page.locator("#model-advanced summary").click()
    check(page, window)
    page.locator('[data-model-do="close"]').click()
    visitor.load_by(lambda: page.locator("#language").select_option("en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#welcome h2")).to_have_text("Ask your papers")
    visitor.load_by(lambda: page.goto(fake))
    expect(page.locator("html")).to_have_attribute("lang", "en")
