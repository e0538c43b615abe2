from app.summaries.digest import MAX_PAPERS, digest
from tests.app.summaries.test_themes import BEES, MOSS, OWLS, near
from tests.conftest import paper


def test_the_count_the_organisations_and_the_most_upvoted() -> None:
    papers = [
        paper("Bees", "Bees are counted.", organisation="Meadow *Labs*", upvotes=3),
        paper("Owls", "Owls are heard.", organisation="Meadow *Labs*", upvotes=1_200),
        paper("Moss", "Moss grows.", upvotes=0),
    ]
    lines = digest(papers, near(0, 1, 2), "in page_1.txt").text.splitlines()
    assert lines[0] == "**3 papers in page_1.txt**"
    assert lines[2] == "- **From:** Meadow \\*Labs\\* (2); unknown for 1 paper"
    assert lines[3] == "- **Most upvoted:** Owls (1,200 upvotes) [1]; Bees (3 upvotes) [2]"


def test_the_themes_with_a_line_per_paper() -> None:
    draft = digest([*BEES, *OWLS, MOSS], near(0, 0, 0, 1, 1, 2))
    assert draft.text.startswith("**6 papers**\n")
    assert [line for line in draft.text.splitlines() if line.startswith("###")][-1] == "### Others (1 paper)"
    assert len(draft.checks) == len(draft.papers) == 6


def test_the_least_upvoted_papers_are_left_out_and_counted() -> None:
    papers = [paper(f"Paper {n}", f"Sentence {n}.", upvotes=n) for n in range(MAX_PAPERS + 2)]
    draft = digest(papers, near(*(n % 8 for n in range(len(papers)))))
    assert draft.text.endswith("\n\n2 papers with no more upvotes left out.")
    assert len(draft.checks) == MAX_PAPERS
    assert {found.title for found in papers} - {found.title for found in draft.papers} == {"Paper 0", "Paper 1"}


def test_a_page_without_papers() -> None:
    assert digest([], near(), "in empty.txt").text == "**0 papers in empty.txt**"
