"""What a person sees of citations that paperchat found, of a text that no paper backs, and of what an answer cost."""

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_a_citation_that_paperchat_found_opens_its_card(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.ask("attributed: why?")
    visitor.finished_turn(0)
    page = visitor.page
    found = page.locator(".answer .cite.found")
    expect(found).to_have_attribute("aria-label", "Paper 1, found by paperchat: Tidal Turbines for Shallow Bays")
    found.hover()
    expect(page.get_by_text("Tidal Turbines for Shallow Bays (found by paperchat)")).to_be_visible()
    expect(page.locator(".answer .cite")).to_have_count(1)
    found.click()
    expect(page.locator(".card.is-lit .card-title")).to_contain_text("Tidal Turbines")
    expect(page.locator(".byline")).to_contain_text("from 2 of 3 papers")
    expect(page.locator(".tokens")).to_have_text(
        "1,240 prompt tokens (310 cached), 23 answer tokens, $0.0012; this chat 4,383 tokens, $0.0041"
    )


def test_a_text_that_no_paper_backs_is_folded_below_the_quotes(visit: Visit, fake: str):
    visitor = visit(fake, width=390)
    visitor.ask("unbacked: why?")
    assert visitor.finished_turn(0).startswith("The closest papers say:")
    page = visitor.page
    folded = page.get_by_text("invented in 1999")
    expect(folded).to_be_hidden()
    page.get_by_text("What the model wrote").click()
    expect(folded).to_be_visible()
    expect(page.locator(".thoughts a, .thoughts img")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
