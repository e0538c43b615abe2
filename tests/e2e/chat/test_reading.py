"""Reading an answer and taking it along: long ones begin at their beginning, code and answers are copied and saved."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.fake_answers import TIDAL, WAVES


def test_a_long_list_is_shown_from_its_question_on(visit: Visit, fake: str):
    visitor = visit(fake)
    for turn, question in enumerate(("checked: first?", "list: second?")):
        visitor.ask(question)
        visitor.finished_turn(turn)
    expect(visitor.page.locator(".turn .question").last).to_be_in_viewport()
    expect(visitor.page.locator(".turn").last.locator(".cite").first).to_be_in_viewport()
    expect(visitor.page.locator(".turn").last.locator(".cite").last).not_to_be_in_viewport()


def test_an_answer_a_little_longer_than_the_window_is_shown_from_its_question_on(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.ask("list: which?")
    visitor.finished_turn(0)
    turn, log = visitor.page.locator(".turn"), visitor.page.locator("#log")
    shorter = turn.evaluate("turn => Math.round(0.8 * turn.offsetHeight)") - log.evaluate("log => log.clientHeight")

    visitor = visit(fake, height=800 + shorter)
    visitor.ask("list: which?")
    visitor.finished_turn(0)
    above = visitor.page.locator(".turn").evaluate(
        "turn => document.querySelector('#log').getBoundingClientRect().top - turn.getBoundingClientRect().top"
    )
    assert above <= 0


def test_a_long_question_is_cut_between_two_lines(visit: Visit, fake: str):
    for width in (1280, 390):
        visitor = visit(fake, width=width)
        visitor.ask("checked: why " + "are the tides of shallow bays so slow " * 12)
        visitor.finished_turn(0)
        shown, line = visitor.page.locator(".turn > .question").evaluate(
            "question => [question.clientHeight, parseFloat(getComputedStyle(question).lineHeight)]"
        )
        # Of the next line, only the space above its letters has room.
        assert 3 * line + 6 <= shown < 3 * line + 10


def darkest_at_the_right(table: Locator) -> int:
    """Return how dark a strip at the right edge of a table is, between the lines of its first rows; 255 is white."""
    box = table.bounding_box()
    assert box
    clip = {"x": box["x"] + box["width"] - 3, "y": box["y"] + 6, "width": 2, "height": 6}
    darkest, _ = Image.open(BytesIO(table.page.screenshot(clip=clip))).convert("L").getextrema()  # type: ignore[arg-type]  # a clip
    return int(darkest)  # type: ignore[arg-type]  # of one channel


def test_a_wide_table_scrolls_in_itself(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.ask("wide: compare them")
    visitor.finished_turn(0)
    table = visitor.page.locator(".answer table")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    # A shade at the right edge says so, until the end is in view.
    table.locator("td, th").evaluate_all("cells => cells.forEach(cell => cell.style.color = 'transparent')")
    shaded = darkest_at_the_right(table)
    table.evaluate("table => (table.scrollLeft = table.scrollWidth)")
    assert shaded < 225 < darkest_at_the_right(table)
    log = visitor.page.locator("#log")
    assert log.evaluate("log => log.scrollWidth <= log.clientWidth")


def test_a_title_of_one_long_word_breaks_in_a_table(visit: Visit, fake: str):
    visitor = visit(fake, width=390)
    visitor.ask("table: which?")
    visitor.finished_turn(0)
    cell = visitor.page.locator(".answer.overview td").first
    cell.evaluate("cell => cell.prepend('Silico'.repeat(45))")
    assert cell.evaluate("cell => cell.offsetWidth") < 250


def test_a_table_of_many_questions_keeps_its_columns_readable_and_its_papers_in_view(visit: Visit, fake: str):
    visitor = visit(fake)
    visitor.ask("table: which?")
    visitor.finished_turn(0)
    table = visitor.page.locator(".answer.overview table")
    # As many columns as the most questions make.
    table.locator("tr").evaluate_all(
        "rows => rows.forEach(row => row.append(...Array.from(Array(7), () => row.cells[1].cloneNode(true))))"
    )
    widths = table.evaluate("table => [...table.rows[1].cells].map(cell => cell.offsetWidth)")
    assert len(widths) == 9
    assert min(widths) >= 100, widths
    left = "table => table.rows[1].cells[0].getBoundingClientRect().left"
    before = table.evaluate(left)
    assert table.evaluate("table => (table.scrollLeft = 200, table.scrollLeft)") == 200
    assert table.evaluate(left) == before


def test_code_is_copied_alone(visit: Visit, fake: str):
    visitor = visit(fake)
    page = visitor.page
    visitor.ask("code: how is it written?")
    visitor.finished_turn(0)
    assert visitor.copied_by(page.locator(".copy-code")) == "for tide in tides:\n    print(tide)"
    visitor.reload()
    expect(page.locator(".copy-code")).to_have_count(1)
    assert "Copy" not in visitor.copied_by(page.locator('[data-do="copy"]'))


def test_an_answer_is_saved_with_its_citations_and_its_papers(visit: Visit, fake: str, tmp_path: Path):
    visitor = visit(fake)
    page = visitor.page
    for turn, question in enumerate(("code: first?", "checked: second?")):
        visitor.ask(question)
        visitor.finished_turn(turn)

    def saved(form: str) -> str:
        with page.expect_download() as download:
            page.locator(".turn").last.get_by_label("Save this answer").select_option(form)
        assert download.value.suggested_filename.startswith("checked second")
        download.value.save_as(tmp_path / form)
        return (tmp_path / form).read_text(encoding="utf-8")

    text = saved("markdown")
    assert "Divers maintain it twice a month [1]." in text
    assert f"1. {TIDAL.title}" in text
    assert "first" not in text
    assert "<!doctype html>" in saved("html")
    for form in ("bibtex", "ris", "csv"):
        assert TIDAL.title in (papers := saved(form))
        assert WAVES.title in papers
    # One byte order mark, by which spreadsheets know UTF-8, is no part of the first heading.
    assert (tmp_path / "csv").read_text(encoding="utf-8-sig").startswith('"id"')


def test_an_answer_leads_to_next_questions(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.ask("What is PRefLexOR?")
    visitor.finished_turn(0)
    offered = page.locator(".next-question")
    expect(offered.first).to_be_visible()
    question = offered.first.inner_text()
    assert question == "How well does PRefLexOR do?"
    offered.first.click()
    visitor.finished_turn(1)
    expect(page.locator(".turn .question").last).to_have_text(question)
    expect(page.locator(".turn").last.locator(".cite").first).to_be_visible()
    expect(page.locator(".turn").first.locator(".next-question").first).to_be_hidden()


def test_a_table_is_made_of_ones_own_questions(visit: Visit, quoting: str):
    visitor = visit(quoting)
    page = visitor.page
    visitor.ask("How do diffusion models hallucinate?")
    visitor.finished_turn(0)
    page.get_by_role("button", name="Compare in a table").click()
    visitor.finished_turn(1)
    page.locator(".turn").last.get_by_text("Compare by your own questions").click()
    page.get_by_label("Questions, one per line").fill("Which dataset is used?\nWhat <b>fails</b>?")
    page.get_by_role("button", name="Make the table").click()
    heads = page.locator(".turn").last.locator("th")
    expect(heads).to_have_text(["Paper", "Which dataset is used?", "What <b>fails</b>?"], timeout=30_000)
    visitor.finished_turn(1)
    expect(page.locator(".turn").last.locator("td", has_text="not stated").first).to_be_visible()
    page.locator(".turn").last.get_by_text("Compare by your own questions").click()
    expect(page.get_by_label("Questions, one per line")).to_have_value("Which dataset is used?\nWhat <b>fails</b>?")


def test_text_from_right_to_left_stays_whole_and_so_directed(visit: Visit, fake: str) -> None:
    visitor = visit(fake)
    page = visitor.page
    question = "ما الطاقة التي تعطيها TIDAL-2 في خليج عمقه 4 أمتار؟"
    visitor.ask(question)
    visitor.finished_turn(0)
    for place in (".turn .question", "#chat-list a", ".panel-for"):
        expect(page.locator(place).first).to_have_css("direction", "rtl")
    expect(page.locator(".card-title").first).to_have_css("direction", "ltr")
    visitor.reload()
    expect(page.locator(".turn .question")).to_have_text(question)
    expect(page.locator("#chat-list a").first).to_have_attribute("title", question)
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("#question")).to_have_value(question)
    expect(page.locator("#question")).to_have_css("direction", "rtl")
