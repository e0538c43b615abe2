import pytest

from index.identity import parse_arxiv_id, parse_doi
from index.papers import Paper


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("2601.00011", ("2601.00011", None)),
        ("2601.00011v12", ("2601.00011", 12)),
        ("0704.0001", ("0704.0001", None)),
        ("arXiv:2601.00011", ("2601.00011", None)),
        ("http://arxiv.org/abs/2601.00011v1", ("2601.00011", 1)),
        ("https://www.arxiv.org/pdf/2601.00011v1.pdf", ("2601.00011", 1)),
        ("https://arxiv.org/html/2601.00011v1", ("2601.00011", 1)),
        ("oai:arXiv.org:2601.00011v1", ("2601.00011", 1)),
        ("10.48550/arXiv.2601.00011", ("2601.00011", None)),
        ("https://doi.org/10.48550/arXiv.2601.00011", ("2601.00011", None)),
        ("math.GT/0309136", ("math.gt/0309136", None)),
        ("cond-mat/9901001v2", ("cond-mat/9901001", 2)),
        ("https://example.org/2601.00011", None),
        ("2601.1", None),
        ("10.1000/182", None),
        ("", None),
    ],
)
def test_arxiv_ids_are_read_in_all_spellings(text: str, parsed: tuple[str, int | None] | None) -> None:
    assert parse_arxiv_id(text) == parsed


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("doi:10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc(1)", "10.1000/abc(1)"),
        ("http://dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("10.48550/arXiv.2601.00011", None),
        ("https://example.org", None),
    ],
)
def test_dois_are_read_in_all_spellings(text: str, doi: str | None) -> None:
    assert parse_doi(text) == doi


def test_a_paper_keeps_ids_in_one_spelling() -> None:
    paper = Paper("Wave", "Text.", arxiv_id="https://arxiv.org/abs/2601.00011v2", doi="https://doi.org/10.1000/ABC")
    assert (paper.arxiv_id, paper.arxiv_version, paper.doi) == ("2601.00011", 2, "10.1000/abc")
    by_doi = Paper("Wave", "Text.", doi="10.48550/arXiv.2601.00011")
    assert (by_doi.arxiv_id, by_doi.doi) == ("2601.00011", None)


def test_names_of_authors_are_counted() -> None:
    assert Paper("Wave", "Text.", authors=("Ann", "Bo")).author_count == 2
    assert Paper("Wave", "Text.", authors=("Ann",), author_count=12).author_count == 12
    assert Paper("Wave", "Text.").author_count is None
