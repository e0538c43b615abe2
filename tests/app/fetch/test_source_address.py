"""What a person may name instead of a file, and where it leads."""

from urllib.parse import urlsplit

import pytest

from app.fetch.source_address import HOSTS, is_source_address, read_source_address
from index.errors import PaperchatError


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        ("arxiv:2305.12345", "arxiv:2305.12345", "https://export.arxiv.org/api/query?id_list=2305.12345&max_results=1"),
        ("arXiv:2305.12345v2", "arxiv:2305.12345v2", "https://export.arxiv.org/api/query?id_list=2305.12345v2&max_results=1"),
        ("https://arxiv.org/abs/2305.12345", "arxiv:2305.12345", "https://export.arxiv.org/api/query?id_list=2305.12345&max_results=1"),
        ("arxiv:cs.CL/new", "arxiv:cs.CL/new", "https://rss.arxiv.org/rss/cs.CL"),
        ("https://arxiv.org/list/cs.CL/new", "arxiv:cs.CL/new", "https://rss.arxiv.org/rss/cs.CL"),
        ("hf:2026-11-20", "hf:2026-11-20", "https://huggingface.co/api/daily_papers?date=2026-11-20&limit=100"),
        ("https://huggingface.co/papers/date/2026-11-20", "hf:2026-11-20", "https://huggingface.co/api/daily_papers?date=2026-11-20&limit=100"),
        ("https://huggingface.co/papers/2601.00011", "hf:2601.00011", "https://huggingface.co/api/papers/2601.00011"),
        ("doi:10.18653/V1/P19-1001", "doi:10.18653/v1/p19-1001", "https://doi.org/10.18653/v1/p19-1001"),
        ("https://doi.org/10.48550/arXiv.2305.12345", "arxiv:2305.12345", "https://export.arxiv.org/api/query?id_list=2305.12345&max_results=1"),
        ("http://aclanthology.org/P19-1001.bib", "https://aclanthology.org/P19-1001.bib", "https://aclanthology.org/P19-1001.bib"),
    ],
)  # fmt: skip
def test_addresses_lead_to_the_service_that_has_the_papers(text: str, name: str, url: str) -> None:
    assert is_source_address(text)
    found = read_source_address(text)
    assert (found.name, found.url) == (name, url)
    assert urlsplit(found.url).hostname in HOSTS


@pytest.mark.parametrize(
    "text",
    [
        *("arxiv:", "arxiv:../../etc", "arxiv:2305", "hf:yesterday", "hf:2026-13-01", "doi:11.1/x", "doi:"),
        *("https://example.org/papers.bib", "https://aclanthology.org/P19-1001.pdf", "https://127.0.0.1/a.bib"),
        *("https://aclanthology.org@127.0.0.1/a.bib", "https://me@aclanthology.org/a.bib"),
        *("https://aclanthology.org:8080/a.bib", "https://aclanthology.org.example.org/a.bib"),
    ],
)
def test_other_addresses_are_refused_with_the_forms_that_are_taken(text: str) -> None:
    with pytest.raises(PaperchatError, match="not an address that paperchat can fetch") as refusal:
        read_source_address(text)
    assert "arxiv:2305.12345" in refusal.value.hint


@pytest.mark.parametrize("text", ["page.txt", "-", "hf.json", "C:\\papers\\page.txt", "./arxiv/new.txt"])
def test_files_are_no_addresses(text: str) -> None:
    assert not is_source_address(text)
