"""What a person sees and can do while a slow model works."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app.llm.endless_server import EndlessServer
from tests.e2e.conftest import Visit, Visitor, serve
from tests.scripted_endpoint import Hang, Say, ScriptedEndpoint, words

QUESTION = "How much energy does FemtoDet need, and how accurate is it?"


def waiting(visit: Visit, connected: str, model: ScriptedEndpoint, **window: int) -> Visitor:
    """Return a visitor whose question the model reads without end."""
    model.says(Hang())
    visitor = visit(connected, **window)
    visitor.ask(QUESTION)
    visitor.page.locator(".interrupt [data-do=quotes]").wait_for()
    return visitor


def next_question_is_answered(visitor: Visitor, model: ScriptedEndpoint) -> None:
    model.says(Say("RT-H learns from the corrections of humans [1]."))
    visitor.ask("What is RT-H?")
    assert "corrections of humans" in visitor.finished_turn(1)


def stage(page: Page) -> str:
    return page.locator(".stage").inner_text()


def test_quotes_and_papers_are_there_before_the_first_word(visit: Visit, connected: str, model: ScriptedEndpoint):
    page = waiting(visit, connected, model).page
    expect(page.locator(".turn")).to_have_attribute("data-state", "live")
    expect(page.locator(".answer")).to_contain_text("The closest papers say:")
    page.locator(".answer .cite").first.click()
    expect(page.locator(".card.is-lit .card-title")).to_contain_text("FemtoDet")
    expect(page.locator(".stage")).to_contain_text(re.compile(r"tiny-model is reading \d+ papers\s*·?\s*\d+ s"))
    before = stage(page)
    expect(page.locator(".stage")).not_to_have_text(before, timeout=5000)


def test_the_quotes_become_the_answer(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = waiting(visit, connected, model)
    quotes = visitor.page.locator(".answer").inner_text()
    visitor.page.get_by_role("button", name="Use the quotes").click()
    # A space keeps the mark of the check on the last line.
    assert visitor.finished_turn(0).rstrip() == quotes.rstrip()
    expect(visitor.page.locator(".byline")).to_contain_text("Quoted from")
    expect(visitor.page.locator("#send")).to_be_visible()
    next_question_is_answered(visitor, model)


def test_the_quotes_become_the_answer_in_the_middle_of_a_text(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = visit(connected)
    model.says(Say(f"{words(200)} [1].", delay=0.15))
    visitor.ask(QUESTION)
    expect(visitor.page.locator(".answer")).to_contain_text("word1 word2")
    visitor.page.get_by_role("button", name="Use the quotes").click()
    assert "The closest papers say:" in visitor.finished_turn(0)


def test_a_rewrite_that_is_stopped_leaves_the_answer_and_what_comes_of_another_is_in_view(
    visit: Visit, connected: str, model: ScriptedEndpoint
):
    birds, metals = ("Gulls", "Terns", "Ducks", "Crows", "Owls"), ("gold", "silver", "copper", "iron", "tin", "lead")
    unsupported = " ".join(f"{bird} sing of {metal}." for bird in birds for metal in metals)
    model.says(Say(f"FemtoDet balances energy and performance [1]. {unsupported}"), Hang())
    visitor = visit(connected, width=390, height=900)
    page, rewrite = visitor.page, visitor.page.get_by_role("button", name="Rewrite them")
    visitor.ask(QUESTION)
    visitor.finished_turn(0)
    foot = page.locator(".turn-foot").inner_text()
    rewrite.click()
    expect(page.locator(".stage")).to_contain_text("tiny-model is rewriting the sentences")
    page.get_by_role("button", name="Stop").first.click()
    expect(page.locator(".turn")).to_have_attribute("data-state", "done")
    assert page.locator(".turn-foot").inner_text() == foot
    expect(page.locator(".tally .action").first).to_be_focused()
    model.says(Say("It is good as it is."))
    rewrite.click()
    expect(page.locator(".notice")).to_contain_text("The model wrote nothing better for 30 unsupported sentences")
    expect(page.locator(".notice")).to_be_in_viewport()


def test_stop_keeps_the_quotes_on_the_screen(visit: Visit, connected: str, model: ScriptedEndpoint):
    visitor = waiting(visit, connected, model)
    visitor.page.get_by_role("button", name="Stop").first.click()
    expect(visitor.page.locator(".turn")).to_have_attribute("data-state", "stopped")
    expect(visitor.page.locator(".answer")).to_contain_text("The closest papers say:")
    next_question_is_answered(visitor, model)


def test_a_click_counts_though_the_answer_goes_on_while_the_button_is_pressed(
    visit: Visit, connected: str, model: ScriptedEndpoint
):
    visitor, followed = waiting(visit, connected, model), list[Route]()
    page = visitor.page
    page.route("**/chats/follow", lambda route: followed.append(route))  # noqa: PLW0108 - a method has no attributes
    with page.expect_request("**/chats/follow"):
        visitor.reload()
    page.get_by_role("button", name="Stop").first.hover()
    page.mouse.down()
    # What comes first after a reload draws all of the turn anew.
    followed[0].continue_()
    page.wait_for_timeout(1500)
    page.mouse.up()
    expect(page.locator(".turn")).to_have_attribute("data-state", "stopped")


@pytest.mark.parametrize("writes", [True, False], ids=["writing", "reading the prompt"])
def test_stop_ends_the_call_at_the_server_after_a_reload_too(visit: Visit, home: Path, *, writes: bool):
    server = EndlessServer(writes=writes)
    with serve(home, PAPERCHAT_BASE_URL=server.url, PAPERCHAT_MODEL="endless") as address:
        for reloads in (False, True):
            server.next_call()
            visitor = visit(address)
            visitor.ask(QUESTION)
            assert server.accepted.wait(20)
            if reloads:
                visitor.reload()
                assert not server.gone.is_set(), "the reload ended the answer"
            visitor.page.get_by_role("button", name="Stop").first.click()
            assert server.gone.wait(10), "the model goes on"
            expect(visitor.page.locator(".turn")).to_have_attribute("data-state", "stopped")
            visitor.leave()
    server.join()
