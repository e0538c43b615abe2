"""Answers and errors in German and Chinese: nothing that paperchat says around a quote is left in English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.ui.languages.catalogue import sentences
from app.ui.languages.said_in_words import said_sentences
from index.sample import SAMPLE
from tests.app.ui.languages.test_said_in_words import all_said
from tests.e2e.conftest import Visit, serve

WINDOWS = [("de-DE", 1280), ("zh-CN", 390)]
QUESTIONS = [
    "What is the melting point of zorblatium?",
    "How does FemtoDet trade energy for accuracy?",
    "papers about diffusion",
    "the newest papers",
    "how many papers mention diffusion?",
    "papers by Zorblat",
    "When was FemtoDet published?",
    "Do I have a paper called Zorblat?",
    "papers similar to FemtoDet",
    "thanks",
    "what can you do?",
    "export these as BibTeX",
    "summarise the papers about diffusion",
    "summarise FemtoDet",
    "digest of the papers about diffusion",
    "compare diffusion and transformers in a table",
    "Welche Arbeiten gibt es über die Musik der Wale?",
    "这些论文如何评估音乐生成？",
]
FRAME = """() => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const ours = (node) => node.closest(".turn, .failure, #add-report") && !node.closest("pre, script, style, .question");
  while (walker.nextNode()) if (ours(walker.currentNode.parentElement)) texts.push(walker.currentNode.data.trim());
  return texts.filter(Boolean);
}"""
FEWEST_LETTERS = 9
SAMPLED = SAMPLE.read_text(encoding="utf-8")
"""What is quoted."""


def forms(sentence: object) -> list[str]:
    """Return a sentence, or its forms, however they are kept."""
    if isinstance(sentence, str):
        return [sentence]
    return list(sentence.values()) if isinstance(sentence, dict) else [*sentence] if isinstance(sentence, tuple) else []


def english_in(texts: list[str], language: str) -> list[str]:
    """Return the texts that hold an English sentence of ours which the language says in other words."""
    page, words = sentences("en"), said_sentences(language)
    english = {form for one in (*all_said().values(), *page.values()) for form in forms(one)}
    telling = {form for form in english if len(re.findall(r"[a-z]", re.sub(r"\{\w+\}", "", form))) > FEWEST_LETTERS}
    same = {form for one in words.values() for form in forms(one)}
    patterns = [re.sub(r"\\\{\w+\\\}", ".+?", re.escape(form)) for form in sorted(telling - same)]
    said = re.compile("|".join(f"(?<![\\w“]){pattern}" for pattern in patterns), re.DOTALL)
    return [text for text in texts if said.search(text) and text.strip("“”„") not in SAMPLED]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("tag", "width"), WINDOWS)
def test_what_surrounds_an_answer_is_in_the_language_of_the_page(
    visit: Visit, quoting: str, tag: str, width: int
) -> None:
    visitor = visit(quoting, language=tag, width=width)
    for number, question in enumerate(QUESTIONS):
        visitor.ask(question)
        visitor.finished_turn(number)
    page = visitor.page
    assert english_in(page.evaluate(FRAME), tag[:2]) == []
    assert fits(page)


@pytest.fixture(scope="module")
def without_its_model(home: Path, quoting: str) -> Iterator[str]:
    """The address of a page whose model cannot be reached."""
    with serve(home, PAPERCHAT_BASE_URL="http://127.0.0.1:9/v1", PAPERCHAT_MODEL="tiny") as address:
        yield address


@pytest.mark.parametrize(("tag", "width"), WINDOWS)
def test_a_model_that_fails_says_so_in_the_language_of_the_page(
    visit: Visit, without_its_model: str, tag: str, width: int
) -> None:
    visitor = visit(without_its_model, language=tag, width=width)
    visitor.ask("How does FemtoDet trade energy for accuracy?")
    visitor.finished_turn(0)
    expect(visitor.page.locator(".turn .notice").first).to_contain_text("127.0.0.1:9")
    assert english_in(visitor.page.evaluate(FRAME), tag[:2]) == []
    visitor.page.locator('[data-do="deepen"]').last.click()
    visitor.page.locator('.turn[data-state="done"] .steps').wait_for(timeout=30_000)
    assert english_in(visitor.page.evaluate(FRAME), tag[:2]) == []
    assert fits(visitor.page)


def test_an_answer_is_read_again_in_the_language_of_the_page_then(visit: Visit, quoting: str) -> None:
    visitor = visit(quoting, language="de-DE")
    visitor.ask("What is the melting point of zorblatium?")
    assert visitor.finished_turn(0).startswith("Keine Arbeit in Ihrer Sammlung")
    visitor.load_by(lambda: visitor.page.locator("#language").select_option("en"))
    assert visitor.finished_turn(0).startswith("No paper in your collection")


@pytest.mark.parametrize(("tag", "width"), WINDOWS)
def test_the_report_of_added_files_is_in_the_language_of_the_page(
    visit: Visit, fake: str, tmp_path: Path, tag: str, width: int
) -> None:
    page = visit(fake, at="?view=add", language=tag, width=width).page
    (tmp_path / "tides.bib").write_text("@article{a, title={Tides}, abstract={They come and go.}}\n@article{b,")
    page.set_input_files("#add-files input[type=file]", tmp_path / "tides.bib")
    page.locator(".would-add").first.wait_for()
    assert english_in(page.evaluate(FRAME), tag[:2]) == []


@pytest.mark.parametrize(("tag", "begins"), [("de-DE", "Was ist "), ("zh-CN", "AudioGen")])
def test_example_questions_are_asked_in_the_language_of_the_page_and_searched_in_english(
    visit: Visit, quoting: str, tag: str, begins: str
) -> None:
    visitor = visit(quoting, language=tag)
    page = visitor.page
    example = page.locator(".example").first
    question = example.inner_text()
    assert question.startswith(begins)
    example.click()
    assert "AudioGen" in visitor.finished_turn(0)
    expect(page.locator(".turn .question").first).to_have_text(question)
    expect(page.locator(".searched q").first).to_have_text("What is AudioGen?")
    assert english_in(page.evaluate(FRAME), tag[:2]) == []
    page.locator(".next-question").first.click()
    assert "AudioGen" in visitor.finished_turn(1)
