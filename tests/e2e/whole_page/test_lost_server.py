"""The page while its server is away, and addresses of what is not there."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit

LOST = "The page lost its server."


@pytest.mark.parametrize("earlier", [0, 1], ids=["new chat", "known chat"])
def test_a_question_that_did_not_arrive_is_asked_again(visit: Visit, fake: str, earlier: int):
    visitor = visit(fake)
    page = visitor.page
    for turn in range(earlier):
        visitor.ask("chips: first?")
        visitor.finished_turn(turn)
    page.route("**/chats/*", lambda route: route.abort())
    visitor.ask("checked: second?")
    expect(page.locator(".stage").last).to_contain_text("The connection is lost")
    page.unroute("**/chats/*")
    assert "Tidal energy pays" in visitor.finished_turn(earlier)
    visitor.errors.clear()


def test_the_model_panel_and_the_map_say_that_the_server_is_away(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.show("Map")
    page.locator("#map-topics summary").first.click()
    page.route("**/gradio_api/**", lambda route: route.abort())
    page.locator("#map-topics ul button").first.click()
    expect(page.locator("#map-paper .map-note")).to_contain_text(LOST)
    page.locator("#model-pill").click()
    expect(page.locator("#model-content")).to_contain_text(LOST)
    visitor.errors.clear()


def test_the_map_says_that_it_could_not_be_loaded(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.page.route("**/gradio_api/**", lambda route: route.abort())
    visitor.show("Map")
    expect(visitor.page.locator("#map-state")).to_contain_text("The map could not be loaded")
    visitor.errors.clear()


def test_the_library_says_so_in_place_of_an_empty_table_and_comes_when_it_is_opened_again(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    page.route("**/library/*", lambda route: route.abort())
    visitor.show("Library")
    expect(page.locator("#library-empty")).to_contain_text(LOST)
    for empty in ("#library-table", "#library-pages"):
        expect(page.locator(empty)).to_be_hidden()
    page.unroute("**/library/*")
    visitor.show("Map")
    visitor.show("Library")
    expect(page.locator("#library-rows tr")).to_have_count(3)
    expect(page.locator("#library-empty")).to_be_empty()
    visitor.errors.clear()


def test_an_address_of_no_chat_says_so_and_the_next_question_begins_one(visit: Visit, fake: str):
    visitor = visit(fake, at="?chat=nonsense")
    failure = visitor.page.locator("#chat-failure")
    expect(failure).to_contain_text("This chat is no longer here.")
    visitor.ask("chips: first?")
    visitor.finished_turn(0)
    expect(failure).to_be_empty()
    assert "nonsense" not in visitor.page.url


def test_an_address_of_no_paper_says_so(visit: Visit, fake: str):
    page = visit(fake, at="?paper=nonsense").page
    expect(page.locator("#library-toast")).to_contain_text("This paper is no longer in the collection.")
    expect(page.locator("#library-rows tr")).to_have_count(3)
