"""A citation leads to the sentence that backs its own sentence: in quoted and written answers, tables, lists."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit, Visitor
from tests.e2e.fake_answers import CALM, DIVERS, TIDAL, TIDES, YIELD
from tests.scripted_endpoint import Say, ScriptedEndpoint

WRITTEN = (
    "FemtoDet has 68.77k parameters [1]. It consumes 1.11 W on the Snapdragon 865 [1].",
    ("68.77k parameters", "1.11W"),
)


def answered(visitor: Visitor, question: str) -> Page:
    visitor.ask(question)
    visitor.finished_turn(0)
    return visitor.page


def lit(page: Page) -> Locator:
    return page.locator(".panel:not([hidden]) .is-proof")


def follow(page: Page, cites: Sequence[Locator]) -> list[str]:
    """Click one citation after the other and return what each highlights; its preview must say the same."""
    found = []
    for cite in cites:
        cite.hover()
        preview = page.locator("#preview")
        expect(preview).to_be_visible()
        said = preview.locator("q").inner_text()
        page.mouse.move(0, 0)
        expect(preview).to_be_hidden()
        cite.click()
        card = page.locator(f'.panel:not([hidden]) .card[data-n="{cite.get_attribute("data-n")}"]')
        expect(card).to_be_focused()
        expect(lit(page).first).to_be_in_viewport()
        expect(lit(page), "only in the card of the citation").to_have_count(card.locator(".is-proof").count())
        highlighted = "".join(lit(page).all_inner_texts())
        assert "".join(said.strip("“”").split(" … ")).replace(" ", "") == highlighted.replace(" ", "")
        found.append(highlighted)
    return found


def test_each_citation_of_a_written_answer_lights_its_own_sentence(visit: Visit, fake: str):
    page = answered(visit(fake), "checked: what do tides yield?")
    cites = page.locator(".answer .cite").all()
    assert follow(page, cites[:3]) == [YIELD, DIVERS, CALM]
    # Nothing backs the last sentence: its citations open their cards and highlight the papers' own evidence.
    cites[3].click()
    expect(lit(page)).to_have_count(0)
    expect(page.locator(".card.is-lit .card-title")).to_have_text(TIDAL.title)


def test_each_citation_of_a_table_lights_its_own_cell(visit: Visit, fake: str):
    page = answered(visit(fake), "table: what is there?")
    cells = page.locator(".answer td:nth-child(2) .cite").all()
    assert follow(page, cells) == [YIELD, CALM]


def test_each_citation_of_a_list_lights_its_own_quote(visit: Visit, fake: str):
    page = answered(visit(fake), "list: what is there?")
    assert follow(page, page.locator(".answer .cite").all()[:3]) == ["Tides come and go."] * 3
    expect(page.locator(".card.is-lit .card-title")).to_have_text(TIDES[2].title)


def test_each_citation_of_a_quoted_answer_lights_its_own_quote(visit: Visit, quoting: str):
    page = answered(visit(quoting), "How do diffusion models hallucinate?")
    lines = page.locator(".answer li").all()
    assert lines
    for line in lines:
        [highlighted] = follow(page, [line.locator(".cite")])
        for quote in line.inner_text().split("“")[1:]:
            assert quote.partition("”")[0] in highlighted


def test_a_model_s_sentences_about_one_paper_light_different_sentences(
    visit: Visit, connected: str, model: ScriptedEndpoint
):
    text, figures = WRITTEN
    model.says(Say(text))
    page = answered(visit(connected), "How much energy does FemtoDet need?")
    highlighted = follow(page, page.locator(".answer .cite").all())
    for figure, sentence in zip(figures, highlighted, strict=True):
        assert figure.replace(" ", "") in sentence.replace(" ", "")


def test_the_preview_opens_at_keyboard_focus_and_closes_with_escape(visit: Visit, fake: str):
    page = answered(visit(fake), "checked: what do tides yield?")
    page.locator(".answer .cite").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    preview = page.locator("#preview")
    expect(preview.locator("b")).to_have_text(TIDAL.title)
    expect(preview.locator("q")).to_have_text(YIELD)
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_preview_stays_inside_the_window(visit: Visit, fake: str, width: int):
    page = answered(visit(fake, width=width), "checked: what do tides yield?")
    for cite in page.locator(".answer .cite").all():
        cite.hover()
        box = page.locator("#preview").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_question_stays_in_view_while_its_answer_is_read(visit: Visit, fake: str):
    page = answered(visit(fake), "list: what is there?")
    log = page.locator("#log")
    log.evaluate("log => log.scrollTop = 400")
    question, around = page.locator(".turn .question").bounding_box(), log.bounding_box()
    assert question
    assert around
    assert question["y"] == around["y"]


def test_the_cited_papers_of_an_answer_are_exported(visit: Visit, quoting: str):
    page = answered(visit(quoting), "How much energy does FemtoDet need?")
    cited = page.locator(".card[data-n] .card-title").all_inner_texts()
    with page.expect_download() as started:
        page.get_by_label("Export these papers").select_option("BibTeX")
    text = started.value.path().read_text(encoding="utf-8")
    assert started.value.suggested_filename == "papers.bib"
    assert text.count("@") == len(cited) > 0
    assert "FemtoDet" in text
