from app.summaries.draft import Draft, DraftWriter, Quote
from app.ui.chat.prose import prose_html
from tests.conftest import paper

ONE = paper("One", "Trees are tall. Moss [3] is | small.")
TWO = paper("Two", "Rivers run.")


def draft() -> Draft:
    writer = DraftWriter()
    writer.line("# Heading")
    writer.line("- **Said:** ", Quote(TWO, ((0, 11),)), " but ", Quote(ONE, ((16, 36),)))
    writer.line("- again ", Quote(ONE, ((0, 15), (16, 36)), part=(0, 5)))
    return writer.draft()


def test_papers_are_numbered_by_first_use() -> None:
    assert [found.title for found in draft().papers] == ["Two", "One"]
    assert draft().text.splitlines()[1].startswith("- **Said:** “Rivers run.” [1] but “Moss")


def test_each_quote_has_a_check_that_ends_before_its_mark() -> None:
    found = draft()
    shown = [found.text[check.start : check.end] for check in found.checks]
    assert shown == ["“Rivers run.”", "“Moss [\u20603] is \\| small.”".replace("[", "\\["), "“Trees …”"]
    after = [found.text[check.end : check.end + 4] for check in found.checks]
    assert after == [" [1]", " [2]", " [2]"]
    assert {check.verdict for check in found.checks} == {"quoted"}


def test_evidence_is_the_sentences_of_the_abstract() -> None:
    found = draft()
    assert [check.evidence for check in found.checks] == [
        ((1, ((0, 11),)),),
        ((2, ((16, 36),)),),
        ((2, ((0, 15), (16, 36))),),
    ]
    assert found.evidence == {1: ((0, 11),), 2: ((16, 36), (0, 15))}
    assert ONE.abstract[16:36] == "Moss [3] is | small."


def test_a_page_shows_a_mark_per_quote_and_no_invented_number() -> None:
    found = draft()
    html = prose_html(found.text, 0, dict(enumerate(found.papers, 1)), found.checks)
    assert html.count('class="check"') == 3
    assert html.count('class="cite"') == 3
    assert "cite-unknown" not in html


def test_a_mark_alone_adds_its_paper_to_the_draft() -> None:
    writer = DraftWriter()
    writer.line(f"See {writer.mark(ONE)}.")
    assert writer.draft() == Draft("See [1].", (ONE,), ())
