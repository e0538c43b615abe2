"""Papers chosen on their cards: the next questions are asked of them alone; and papers like one of them."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_only_the_ticked_papers_are_asked_until_the_chip_is_undone(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.ask("How do diffusion models hallucinate?")
    visitor.finished_turn(0)
    page.locator(".uncited summary").click()
    ticks = page.locator('.panel[data-turn="0"] .card-tick')
    titles = page.locator('.panel[data-turn="0"] .card-title').all_text_contents()[:2]
    for tick in range(2):
        ticks.nth(tick).check()
    expect(page.locator("#chosen")).to_contain_text("2 papers chosen")
    page.get_by_role("button", name="Ask only these").click()
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#asked-only")).to_contain_text("Only 2 papers")
    visitor.ask("What do they propose?")
    visitor.finished_turn(1)
    expect(page.locator('.turn[data-turn="1"]')).to_contain_text("in these 2 papers")
    assert sorted(page.locator('.panel[data-turn="1"] .card-title').all_text_contents()) == sorted(titles)
    page.get_by_role("button", name="Ask all papers again").click()
    expect(page.locator("#asked-only")).to_be_hidden()
    expect(page.locator(".card-tick:checked")).to_have_count(0)
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(2)
    expect(page.locator('.turn[data-turn="2"]')).not_to_contain_text("in these")
    # Editing the question brings back the papers that it was asked of.
    page.locator('.turn[data-turn="1"] [data-do="edit"]').click()
    expect(page.locator("#asked-only")).to_contain_text("Only 2 papers")
    page.get_by_role("button", name="New chat", exact=True).click()
    expect(page.locator("#asked-only")).to_be_hidden()


def test_a_card_leads_to_papers_like_it(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(0)
    card = page.locator('.card[data-n="1"]')
    card.get_by_role("button", name="More like this").click()
    similar = card.locator(".similar button")
    expect(similar).to_have_count(6)
    title = similar.first.inner_text()
    similar.first.click()
    expect(page.locator(".preview h3")).to_have_text(title)
    page.go_back()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?chat="))
