"""What a person does with a turn: filters, explanations, checks, the model's reasoning, overviews."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visit, answered
from tests.e2e.fake_answers import DIVERS, FILTERS, TABLE, TIDAL, WAVES, YIELD

NARROW = {"width": 390, "height": 844}


def chips(page: Page, do: str) -> Locator:
    return page.locator(f'.chip[data-do="{do}"]')


def answered_again(page: Page) -> None:
    page.locator('.turn[data-state="done"]').wait_for()
    expect(page.locator(".turn")).to_have_count(1)


def test_the_browser_lists_no_answer_as_failed(visit: Visit, fake: str):
    visitor = visit(fake)
    ended: list[str] = []
    visitor.page.on("requestfailed", lambda request: ended.append(f"failed: {request.url}"))
    visitor.page.on("requestfinished", lambda request: ended.append(request.url))
    visitor.ask("chips: what is there?")
    visitor.finished_turn(0)
    visitor.page.wait_for_timeout(300)
    assert [url for url in ended if url.endswith("/chats/ask")] == [f"{fake}/chats/ask"]


def test_a_filter_is_dropped_and_restored(visit: Visit, fake: str):
    page = answered(visit, fake, "chips: what is there?")
    expect(chips(page, "drop")).to_have_count(len(FILTERS))
    page.get_by_role("button", name="Search without from Harbour Lab").press("Enter")
    answered_again(page)
    page.get_by_role("button", name="Search without not desalination").click()
    answered_again(page)
    expect(chips(page, "drop")).to_have_count(3)
    expect(chips(page, "restore")).to_have_count(2)
    expect(page.locator(".question")).to_have_text("chips: what is there?")
    page.locator('[data-do="retry"]').click()
    answered_again(page)
    expect(chips(page, "restore")).to_have_count(2)
    page.get_by_role("button", name="Search again with not desalination").click()
    answered_again(page)
    expect(chips(page, "drop")).to_have_count(4)
    expect(chips(page, "restore")).to_have_count(1)


def test_editing_and_a_new_question_reset_dropped_filters(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("chips: what is there?")
    visitor.finished_turn(0)
    chips(page, "drop").first.click()
    answered_again(page)
    visitor.ask("chips: and then?")
    visitor.finished_turn(1)
    second = page.locator('.turn[data-turn="1"]')
    expect(second.locator(".chip")).to_have_count(len(FILTERS))
    expect(second.locator('[data-do="restore"]')).to_have_count(0)
    expect(second.locator(".notice")).to_have_text("After 3 papers.")
    page.locator('.turn[data-turn="0"] [data-do="edit"]').click()
    page.press("#question", "Enter")
    answered_again(page)
    expect(chips(page, "restore")).to_have_count(0)


def test_explanations_start_folded_and_stay_open_while_the_answer_grows(visit: Visit, fake: str):
    first, second = visit(fake), visit(fake)
    page = first.page
    first.ask("wait chips: what is there?")
    reasons = page.locator(".card .why").first
    expect(reasons).to_be_hidden()
    page.locator(".why-all summary").click()
    expect(reasons).to_contain_text("Keyword rank 1 · Semantic rank 2")
    second.ask("go on")
    first.finished_turn(0)
    expect(reasons).to_be_visible()
    expect(reasons.locator("s")).to_have_text(["cheap"])
    page.locator(".uncited summary").click()
    expect(page.locator(".uncited .why")).to_contain_text("No keyword rank · Semantic rank 22")


def test_a_mark_opens_its_reasons_and_highlights_its_evidence(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?")
    expect(page.locator(".verdict")).to_have_count(4)
    page.get_by_role("button", name="Partly found:").click()
    reasons = page.locator(".reasons:popover-open")
    expect(reasons).to_contain_text("“month <img src=x")
    expect(page.locator("#log img")).to_have_count(0)
    lit = page.locator(".card.is-lit")
    expect(lit.locator(".card-title")).to_have_text(TIDAL.title)
    expect(lit.locator(".is-proof")).to_have_text(DIVERS)
    expect(lit.locator("mark")).to_have_css("background-image", "none")
    reasons.get_by_role("button", name="Closest sentence in 1").click()
    expect(lit).to_be_focused()
    expect(reasons).to_have_count(0)
    # Nothing backs the last sentence: its citation shows the evidence of the whole answer.
    page.locator(".cite").last.click()
    expect(page.locator(".is-proof")).to_have_count(0)
    expect(lit.locator("mark")).not_to_have_css("background-image", "none")


def test_the_pointer_opens_a_mark_and_a_click_keeps_it(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?")
    reasons = page.locator(".reasons:popover-open")
    page.locator(".verdict").first.hover()
    expect(reasons.locator(".closest")).to_have_text("In a bay of four metres it yields 12 kW at mean flow.")
    page.mouse.move(5, 5)
    expect(reasons).to_have_count(0)
    page.locator(".verdict").first.hover()
    page.locator(".verdict").first.click()
    page.mouse.move(5, 5)
    expect(reasons).to_contain_text("Figures and names found")


def test_the_count_leads_to_the_first_sentence_to_look_at(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?")
    page.get_by_role("button", name="4 sentences checked").press("Enter")
    expect(page.locator(".reasons:popover-open")).to_contain_text("Partly found")
    expect(page.locator('.check[data-verdict="partly found"] .verdict')).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reasons:popover-open")).to_have_count(0)


def test_on_a_phone_the_reasons_lead_to_the_sheet(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?", **NARROW)
    page.locator(".verdict").first.click()
    reasons = page.locator(".reasons:popover-open")
    box = reasons.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    expect(page.locator("#papers")).to_be_hidden()
    reasons.locator(".proof-link").click()
    expect(page.locator(".is-proof")).to_have_text(YIELD)
    expect(page.locator(".is-proof")).to_be_in_viewport()


def test_no_marks_while_the_answer_is_written(visit: Visit, fake: str):
    first, second = visit(fake), visit(fake)
    first.ask("wait checked: what do tides yield?")
    expect(first.page.locator(".answer")).to_contain_text("Tidal energy pays")
    expect(first.page.locator(".verdict, .tally")).to_have_count(0)
    second.ask("go on")
    first.finished_turn(0)
    expect(first.page.locator(".verdict")).to_have_count(4)


def test_copying_leaves_out_marks_and_invisible_characters(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.ask("thoughts: what do tides yield?")
    visitor.finished_turn(0)
    copied = visitor.copied_by(visitor.page.get_by_role("button", name="Copy"))
    expect(visitor.page.get_by_role("button", name="Copied")).to_be_visible()
    assert "metres [1]. Divers maintain it twice a month [1]. A wave" in copied
    assert "at h[1]. Both are cheaper than wind [1] [2].\n\n[1] " in copied
    assert not re.search(r"\u2060|\u00a0|partly|not found|Partly|Harbour|from <img|question is about", copied)


def test_reasoning_stays_open_while_it_grows(visit: Visit, fake: str):
    first, second = visit(fake), visit(fake)
    page = first.page
    first.ask("wait thoughts: what do tides yield?")
    page.get_by_text("Thinking", exact=True).first.click()
    expect(page.locator(".thoughts")).to_contain_text("Paper [1] tells of divers.")
    second.ask("go on")
    first.finished_turn(0)
    expect(page.locator(".thinking summary")).to_have_text("Model’s reasoning")
    expect(page.locator(".thoughts")).to_be_visible()
    expect(page.locator(".thoughts")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".chips li")).to_contain_text("from <img src=x onerror=alert(1)>")
    expect(page.locator("#chat img")).to_have_count(0)


@pytest.mark.parametrize("answer", ["chips", "list", "thoughts"])
def test_nothing_is_cut_off_on_a_phone(visit: Visit, fake: str, answer: str):
    page = answered(visit, fake, f"{answer}: what is there?", **NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.evaluate("(log => log.scrollWidth <= log.clientWidth)(document.querySelector('#log'))")


def test_the_question_that_was_searched_for_can_be_changed(visit: Visit, fake: str):
    page = answered(visit, fake, "whole: and in bays?")
    page.get_by_role("button", name="Change").click()
    field = page.get_by_label("Search for")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(page.locator(".searched q")).to_have_text("What do tides yield in shallow bays?")
    page.get_by_role("button", name="Change").click()
    field.fill("What do tides yield at night?")
    field.press("Enter")
    answered_again(page)
    expect(page.locator(".searched q")).to_have_text("What do tides yield at night?")
    expect(page.locator(".question")).to_have_text("whole: and in bays?")


def test_the_model_checks_the_flagged_sentences(visit: Visit, fake: str):
    page = answered(visit, fake, "checked: what do tides yield?")
    page.get_by_role("button", name="Check with the model").click()
    expect(page.locator(".tally")).to_contain_text("4 sentences checked: figures and names found (2), model agrees (2)")
    expect(page.locator(".notice")).to_have_text("The model was asked.")
    expect(page.get_by_role("button", name="Check with the model")).to_have_count(0)


def test_flagged_sentences_are_rewritten_and_later_turns_stay(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("checked: what do tides yield?")
    visitor.finished_turn(0)
    visitor.ask("chips: and then?")
    visitor.finished_turn(1)
    page.get_by_role("button", name="Rewrite them").click()
    expect(page.locator('.turn[data-turn="0"] .tally')).to_contain_text("3 sentences checked")
    expect(page.locator(".turn")).to_have_count(2)
    visitor.ask("chips: and now?")
    visitor.finished_turn(2)
    expect(page.locator('.turn[data-turn="2"] .notice')).to_have_text("After 3 papers. After 3 papers.")


def test_a_multi_step_answer_shows_its_steps(visit: Visit, fake: str):
    page = answered(visit, fake, "chips: what is there?")
    page.get_by_role("button", name="Look deeper").click()
    answered_again(page)
    steps = page.locator(".steps")
    expect(steps.locator("li")).to_have_count(2)
    steps.locator("summary").click()
    expect(steps.locator("li").last).to_have_text("Write <img src=x onerror=alert(1)>")
    expect(page.get_by_role("button", name="Look deeper")).to_have_count(0)


def test_a_table_is_saved(visit: Visit, fake: str):
    page = answered(visit, fake, "table: what is there?")
    with page.expect_download() as started:
        page.get_by_role("button", name="Save the table as CSV").click()
    assert started.value.suggested_filename == "table.csv"
    saved = started.value.path().read_text(encoding="utf-8-sig")
    assert saved == TABLE.csv


def test_papers_are_summarised_and_compared_by_their_buttons(visit: Visit, fake: str):
    page = answered(visit, fake, "chips: what is there?")
    page.locator(".card").first.get_by_role("button", name="Summarise").click()
    second = page.locator('.turn[data-turn="1"][data-state="done"]')
    expect(second.locator(".answer")).to_contain_text(f"A summary of {TIDAL.title}")
    expect(second.locator(".question")).to_have_text("The summary")
    expect(second.get_by_role("button", name="Edit")).to_have_count(0)
    page.locator(".panel:not([hidden])").get_by_role("button", name="Compare in a table").click()
    third = page.locator('.turn[data-turn="2"][data-state="done"]')
    # Not the third one, which was found and not cited.
    expect(third.locator(".answer")).to_contain_text(f"A table of {TIDAL.title}, {WAVES.title} ")
    second.get_by_role("button", name="Retry").click()
    expect(third).to_have_count(0)
    expect(second.locator(".answer")).to_contain_text(f"A summary of {TIDAL.title}")


def test_the_list_of_files_offers_the_digest_of_a_file(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.show("Add papers")
    page.get_by_role("button", name="Digest of harbours.html").click()
    turn = page.locator('.turn[data-state="done"]')
    expect(turn.locator(".answer")).to_contain_text("A digest of harbours.html")
