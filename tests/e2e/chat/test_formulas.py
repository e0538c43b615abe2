"""Formulas are set by KaTeX, from this server, when there are any; what is copied is what was written."""

from playwright.sync_api import expect

from tests.e2e.conftest import Visit


def test_formulas_are_set_and_copied_as_written(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    visitor.ask("checked: no formula")
    visitor.finished_turn(0)
    assert not [url for url in loaded if "katex" in url]
    visitor.ask("formulas: what is maximised?")
    visitor.finished_turn(1)
    answer = page.locator('.turn[data-turn="1"] .answer')
    expect(answer.locator(".katex")).to_have_count(3)
    expect(answer.locator(".katex-display")).to_have_count(1)
    expect(answer.locator(".katex-error")).to_have_count(0)
    expect(answer).to_contain_text("at $5 and $6")
    page.wait_for_function("document.fonts.check('16px KaTeX_Math')")
    expect(answer.locator('.cite[data-n="1"]')).to_be_visible()
    copied = visitor.copied_by(page.locator('.turn[data-turn="1"]').get_by_role("button", name="Copy"))
    assert r"We maximise \(\mathbb{E}_{\pi}[r_{t}]\) with $x_1 < y_2$, at $5 and $6 [1]." in copied
    assert r"Bare \mathbb{E}_{\pi} and x_{i}, y_{i} stay." in copied
