from app.summaries.paper_set import MAX_PAPERS, summarise_set
from app.ui.chat.prose import prose_html
from tests.app.summaries.test_agreements import ELSE, FALLS, RISES, RISES_TOO, alike
from tests.app.summaries.test_themes import near
from tests.conftest import paper


def test_themes_relations_and_table_share_their_numbers() -> None:
    draft = summarise_set([RISES, ELSE, RISES_TOO, FALLS], near(0, 1, 0, 0), alike)
    headings = [line for line in draft.text.splitlines() if line.startswith("## ")]
    assert headings == ["## Themes", "## Agreement and conflict", "## Side by side"]
    assert len(draft.papers) == 4
    html = prose_html(draft.text, 0, dict(enumerate(draft.papers, 1)), draft.checks)
    assert html.count('class="check"') == len(draft.checks)
    assert "cite-unknown" not in html
    for check in draft.checks:
        ((number, _),) = check.evidence
        assert draft.text[check.end :].startswith(f" [{number}]")


def test_a_single_paper_has_no_relations() -> None:
    draft = summarise_set([RISES], near(0), alike)
    assert draft.text.startswith("1 paper, in its own words.\n")
    assert "## Agreement and conflict" not in draft.text


def test_papers_beyond_the_limit_are_counted() -> None:
    papers = [paper(f"Paper {n}", f"Subject{n} is new.") for n in range(MAX_PAPERS + 5)]
    draft = summarise_set(papers, near(*(n % 8 for n in range(len(papers)))), alike)
    assert draft.text.startswith(f"{MAX_PAPERS} papers, in their own words. The other 5 are left out.")
    assert len(draft.papers) == MAX_PAPERS


def test_no_papers() -> None:
    assert summarise_set([], near(), alike).text == "There are no papers to summarise."
