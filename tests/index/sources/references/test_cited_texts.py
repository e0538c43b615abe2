"""Citations with abstracts below them, as ScienceDirect and IEEE Xplore export them, and copies of arXiv's page."""

from datetime import date as Date

import pytest

from tests.index.sources.read_texts import ABSTRACT, TITLE, papers

SCIENCE_DIRECT = f"""Ann Larus, Bo Sterna,
{TITLE},
Journal of Gulls,
Volume 12, Issue 3,
2024,
Pages 1-9,
ISSN 1234-5678,
https://doi.org/10.1000/gull.
(https://www.sciencedirect.com/science/article/pii/S1)
Abstract: {ABSTRACT}
Keywords: gulls; beaches

"""
IEEE = (
    f'A. Larus and B. Sterna, "{TITLE}," in Journal of Gulls, vol. 12, no. 3, pp. 1-9, March 2024, doi: 10.1000/gull.\n'
    f"Abstract: {ABSTRACT}\nkeywords: {{gulls;beaches}},\n"
    "URL: https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=1\n\n"
)


@pytest.mark.parametrize(
    ("text", "authors", "month"),
    [(SCIENCE_DIRECT, ("Ann Larus", "Bo Sterna"), 1), (IEEE, ("A. Larus", "B. Sterna"), 3)],
    ids=["ScienceDirect", "IEEE"],
)
def test_citations_with_abstracts(text: str, authors: tuple[str, ...], month: int) -> None:
    first, second = papers(text * 2, "export.txt")
    assert first == second
    assert (first.title, first.abstract, first.authors) == (TITLE, ABSTRACT, authors)
    assert (first.doi, first.venue, first.date) == ("10.1000/gull", "Journal of Gulls", Date(2024, month, 1))
    assert first.tags == ("gulls", "beaches")


@pytest.mark.parametrize("label", ["", "Abstract:"])
def test_a_copy_of_the_page_of_a_paper_on_arxiv(label: str) -> None:
    page = (
        "Skip to main content\nCornell University\narXiv logo > cs > arXiv:2401.00001\n"
        "Computer Science > Computation and Language\n"
        f"[Submitted on 5 Jan 2024 (v1), last revised 3 Mar 2024 (this version, v2)]\n{TITLE}\nAnn Larus, Bo Sterna\n"
        f"View PDF HTML (experimental)\n{label}{ABSTRACT}\nComments:\t9 pages\n"
        "Subjects:\tComputation and Language (cs.CL); Machine Learning (cs.LG)\nCite as:\tarXiv:2401.00001 [cs.CL]\n"
        "Submission history\nFrom: Ann Larus\n"
    )
    (paper,) = papers(page, "page.txt")
    assert (paper.title, paper.abstract, paper.authors) == (TITLE, ABSTRACT, ("Ann Larus", "Bo Sterna"))
    assert (paper.arxiv_id, paper.date, paper.categories) == ("2401.00001", Date(2024, 1, 5), ("cs.CL", "cs.LG"))


@pytest.mark.parametrize("name", ["Abstract ", "ABSTRACT: ", "Summary. ", "Abstract\n"])
def test_the_name_of_the_section_is_no_part_of_an_abstract(name: str) -> None:
    (paper,) = papers(f"TY  - JOUR\nTI  - {TITLE}\nAB  - {name}{ABSTRACT}\nER  - \n", "a.ris")
    assert paper.abstract == ABSTRACT
    (kept,) = papers(f"TY  - JOUR\nTI  - {TITLE}\nAB  - Abstract gulls are painted.\nER  - \n", "a.ris")
    assert kept.abstract == "Abstract gulls are painted."


def test_properties_of_logseq_have_two_colons_and_links() -> None:
    note = f"title:: {TITLE}\nauthors:: [[Ann Larus]], [[Bo Sterna]]\nabstract:: {ABSTRACT} {ABSTRACT}\n\n- Notes\n"
    (paper,) = papers(note, "gull.md")
    assert (paper.title, paper.authors) == (TITLE, ("Ann Larus", "Bo Sterna"))
    assert paper.abstract == f"{ABSTRACT} {ABSTRACT}"


def test_the_day_an_entry_was_made_is_not_that_of_the_paper() -> None:
    entry = f'{{"title": "{TITLE}", "abstract": "{ABSTRACT}", "year": 2019, "created": "2026-05-01T10:00:00Z"}}'
    assert [paper.iso_date[:4] for paper in papers(f"[{entry}]", "mendeley.json")] == ["2019"]
