"""What a person does on the page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.app.cli.command import PAGE
from tests.e2e.conftest import Visit, Visitor
from tests.scripted_endpoint import Fail, Say, ScriptedEndpoint, words

# More than 20 words, and a full stop.
LONG_TITLE = (
    "Small Boats Need Small Sails. On the Many Ways in which the Size of a Sail and the Weight of its Mast Change the "
    "Speed of a Boat on a Calm Lake"
)
NEW_PAGE = (
    PAGE.replace("FemtoDet", "PicoDetector")
    .replace("RAR", "RegioAlign")
    .replace("A Title With No", f"{LONG_TITLE}\n\nA small sail moves a boat of 40 kg at 3 knots.\n\nA Title With No")
)

# What a model may say of papers of the sample: a text of which nothing is backed would not be shown as the answer.
RT_H = "RT-H learns from the corrections of humans [1]."
FEMTO_DET = "FemtoDet is a baseline that balances energy and performance [1]."


def add_new_page(visitor: Visitor, folder: Path) -> Locator:
    """Add the page and return the report about it."""
    page = visitor.page
    visitor.show("Add papers")
    saved = folder / "saved-page.txt"
    saved.write_text(NEW_PAGE, encoding="utf-8")
    page.set_input_files("#add-files input[type=file]", saved)
    expect(page.locator(".would-add")).to_contain_text("saved-page.txt")
    page.get_by_role("button", name=re.compile(r"^(?:Add|Merge) \d+ (?:known )?papers?$")).click()
    report = page.locator(".file-report[data-file]")
    report.wait_for(timeout=60_000)
    return report


def test_add_a_page_ask_and_follow_a_citation(visit: Visit, quoting: str, tmp_path: Path):
    visitor = visit(quoting)
    page = visitor.page
    report = add_new_page(visitor, tmp_path)
    expect(report).to_contain_text("saved-page.txt")
    expect(report).to_contain_text("saved-page.txt:27: a title without an abstract")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the report").click()
    said = download.value.path().read_text(encoding="utf-8")
    assert said.startswith(
        "saved-page.txt: 3 added, 0 merged, 0 unchanged\n  saved-page.txt:27: a title without an abstract"
    )
    expect(page.locator("#masthead")).to_contain_text("66 papers from 2 files")
    expect(page.locator("#collection")).to_contain_text("saved-page.txt")

    page.get_by_role("button", name="New chat").click()
    visitor.ask("How many parameters does PicoDetector have?")
    assert "68.77k parameters" in visitor.finished_turn(0)
    page.locator('.cite[data-turn="0"][data-n="1"]').first.click()
    card = page.locator('.card[data-turn="0"][data-n="1"]')
    expect(card).to_be_focused()
    expect(card).to_be_in_viewport()
    expect(card.locator("mark").first).to_contain_text("PicoDetector is a detector with only 68.77k parameters.")
    expect(card).to_contain_text("PicoDetector: Object Detection for Little Energy")


def test_a_paper_with_a_long_title_is_summarised_from_its_card(visit: Visit, quoting: str, tmp_path: Path):
    visitor = visit(quoting)
    page = visitor.page
    add_new_page(visitor, tmp_path)
    page.get_by_role("button", name="New chat").click()
    visitor.ask("How fast is a boat with a small sail?")
    visitor.finished_turn(0)
    page.locator(".card", has_text=LONG_TITLE).get_by_role("button", name="Summarise").click()
    assert "A small sail moves a boat of 40 kg at 3 knots." in visitor.finished_turn(1)
    expect(page.locator('.turn[data-turn="1"] .question')).to_have_text(f"Summary of “{LONG_TITLE}”")
    expect(page.locator('.panel[data-turn="1"] .card-title')).to_have_text([LONG_TITLE])


def test_a_question_the_collection_cannot_answer_is_refused(visit: Visit, quoting: str):
    visitor = visit(quoting)
    visitor.ask("How long does a soft-boiled egg take?")
    assert "No paper in your collection mentions “soft-boiled”." in visitor.finished_turn(0)
    expect(visitor.page.locator("#papers")).to_contain_text("Closest papers in your collection")
    expect(visitor.page.locator(".cite")).to_have_count(0)


def test_clicking_an_example_question_asks_it(visit: Visit, quoting: str):
    visitor = visit(quoting)
    visitor.page.locator(".example").first.click()
    assert visitor.finished_turn(0)
    expect(visitor.page.locator(".cite").first).to_be_visible()


def test_an_earlier_citation_opens_its_own_sources(visit: Visit, quoting: str):
    visitor = visit(quoting)
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(0)
    visitor.ask("What is RT-H?")
    visitor.finished_turn(1)
    visitor.page.locator('.cite[data-turn="0"]').first.press("Enter")
    expect(visitor.page.locator('.card[data-turn="0"][data-n="1"]')).to_be_focused()
    expect(visitor.page.locator('.card[data-turn="1"][data-n="1"]')).to_be_hidden()


def test_edit_retry_and_new_chat(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(0)
    page.locator('.turn[data-turn="0"] [data-do="edit"]').click()
    expect(page.locator("#question")).to_have_value("What is PRefLexOR?")
    visitor.ask("What is RT-H?")
    visitor.finished_turn(0)
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn .question")).to_have_text("What is RT-H?")
    page.locator('[data-do="retry"]').click()
    visitor.finished_turn(0)
    expect(page.locator(".turn")).to_have_count(1)
    page.locator("#new-chat").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()


def test_papers_appear_before_the_first_word_and_stop_works(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = visit(connected)
    page = visitor.page
    model.says(Say(f"{words(200)} [1].", delay=0.15))
    visitor.ask("What is PRefLexOR?")
    page.locator(".card").first.wait_for()
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator(".answer")).to_contain_text("word1 word2")
    page.keyboard.press("Escape")
    expect(page.locator(".turn")).to_have_attribute("data-state", "stopped")
    expect(page.locator("#send")).to_be_visible()
    model.says(Say(RT_H))
    visitor.ask("What is RT-H?")
    assert "corrections of humans" in visitor.finished_turn(1)


def test_two_people_chat_at_once_and_separately(visit: Visit, connected: str, model: ScriptedEndpoint):
    first, second = visit(connected), visit(connected)
    model.says(Say(f"{words(60)} [1].", delay=0.1), Say(RT_H))
    first.ask("What is PRefLexOR?")
    first.page.locator(".answer", has_text="word2").wait_for()
    second.ask("What is RT-H?")
    assert "corrections of humans" in second.finished_turn(0)
    expect(first.page.locator(".turn")).to_have_attribute("data-state", "live")
    expect(first.page.locator("#log")).not_to_contain_text("corrections of humans")
    expect(second.page.locator("#log")).not_to_contain_text("word2")
    first.page.keyboard.press("Escape")


def test_text_from_a_model_can_neither_fetch_nor_link(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = visit(connected)
    model.says(
        Say(
            "Look <img src=http://192.0.2.1/x onerror=alert(1)> ![y](http://192.0.2.1/y.png) [2](javascript:alert(1)) "
            "<script>alert(1)</script> http://192.0.2.1/z [77] and [1]."
        )
    )
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(0)
    answer = visitor.page.locator(".answer")
    for tag in ("img", "script", "iframe"):
        expect(answer.locator(tag)).to_have_count(0)
    for link in answer.locator("a").all():
        assert (link.get_attribute("href") or "").startswith("#")
    expect(answer.locator('.cite[data-n="77"]')).to_have_count(0)
    expect(answer.locator('.cite[data-n="1"]').first).to_be_visible()


def test_a_sentence_without_support_is_marked(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = visit(connected)
    model.says(Say(f"<think>It asks for FemtoDet.</think>{FEMTO_DET} FemtoDet needs 9,431 kW [1]."))
    visitor.ask("How much energy does FemtoDet need?")
    visitor.finished_turn(0)
    page = visitor.page
    expect(page.locator(".tally .jump")).to_contain_text("2 sentences checked")
    expect(page.locator(".thinking summary")).to_have_text("Model’s reasoning")
    page.locator(".verdict").last.click()
    expect(page.locator(".reasons:popover-open")).to_contain_text("“9,431” does not occur in [1]")


def test_a_flagged_sentence_is_rewritten(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = visit(connected)
    model.says(Say(f"{FEMTO_DET} FemtoDet needs 9,431 kW of energy [1]."))
    visitor.ask("How much energy does FemtoDet need?")
    visitor.finished_turn(0)
    page = visitor.page
    model.says(Say("1: FemtoDet detects objects with little energy [1]."))
    page.get_by_role("button", name="Rewrite them").click()
    expect(page.locator(".notice")).to_contain_text("Of 1 unsupported sentence")
    assert "9,431" in model.prompt


def test_a_filter_can_be_dropped(visit: Visit, quoting: str):
    visitor = visit(quoting)
    visitor.ask('"diffusion models"')
    visitor.finished_turn(0)
    page = visitor.page
    page.get_by_role("button", name="Search without “diffusion models”").click()
    expect(page.get_by_role("button", name="Search again with “diffusion models”")).to_be_visible()
    expect(page.locator('.chip[data-do="drop"]')).to_have_count(0)
    page.locator(".why-all summary").click()
    expect(page.locator(".card .why").first).to_contain_text("eyword rank")


def test_the_map_leads_to_a_summary(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.show("Map")
    page.locator("#map-canvas[data-drawn]").wait_for()
    page.fill("#map-query", "PRefLexOR")
    page.locator("#map-found button").first.click()
    expect(page.locator("#map-paper .card-title")).to_contain_text("PRefLexOR")
    page.get_by_role("button", name="Summarise this paper").click()
    visitor.finished_turn(0)
    expect(page.locator('.card[data-n="1"] .card-title')).to_contain_text("PRefLexOR")


def test_if_the_endpoint_fails_the_answer_is_quoted_with_a_notice(
    visit: Visit, connected: str, model: ScriptedEndpoint
):
    visitor = visit(connected)
    model.says(Fail(500))
    visitor.ask("What is PRefLexOR?")
    assert "The closest papers say" in visitor.finished_turn(0)
    expect(visitor.page.locator(".turn")).to_contain_text("failed (500)")
    expect(visitor.page.locator('.card[data-n="1"]')).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_nothing_is_cut_off(visit: Visit, quoting: str, width: int, height: int, scheme: str):
    visitor = visit(quoting, width=width, height=height, scheme=scheme)
    visitor.ask("How do diffusion models hallucinate?")
    visitor.finished_turn(0)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("#question")).to_be_in_viewport()
    page.locator(".cite").first.click()
    expect(page.locator(".card mark").first).to_be_in_viewport()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(int(part) for part in background.split("(")[1].rstrip(")").split(",")[:3])
    assert (brightness < 384) == (scheme == "dark")
