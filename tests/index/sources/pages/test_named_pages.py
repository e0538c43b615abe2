"""Saved pages of single papers, as proceedings write them: named for search engines, with the abstract below."""

from datetime import date as Date

import pytest

from tests.index.sources.read_texts import papers

TITLE = "Gull Eye: Reading Over a Gull's Shoulder"
ABSTRACT = (
    "We count gulls on 12 beaches and find that they read. Our reader, Gull Eye, is 4.2 points better than a fisherman"
    " at telling what a gull has read. It needs no bread, it runs on a phone, and it has never been bitten. We publish"
    " the beaches, the gulls and the code."
)
SHORTENED = "We count gulls on 12 beaches and..."


def _page(metas: str, body: str) -> str:
    named = f'<meta name="citation_title" content="{TITLE}"><meta name="citation_author" content="Quill, Ada">'
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8">{named}{metas}</head>\n<body><nav>Home</nav>{body}'
        "<script>var gulls = 12;</script></body></html>"
    )


NEURIPS = _page(
    '<meta name="citation_publication_date" content="2023-12-15">',
    f"<h4>{TITLE}</h4><p>Part of Advances 36</p><h4>Authors</h4><p><i>Ada Quill</i></p><h4>Abstract</h4>\n"
    f"<p><p>{ABSTRACT}</p></p>",
)
OPENREVIEW = _page(
    f'<meta name="citation_online_date" content="2023/12/15"><meta property="og:description" content="{SHORTENED}">',
    f"<div><strong>TL;DR:</strong><span>They read.</span></div><div><strong>Abstract:</strong> <span>{ABSTRACT}</span>"
    "</div><div><strong>Submission Number:</strong><span>12</span></div>",
)
PMLR = _page(
    '<meta name="citation_publication_date" content="2023/12/15">',
    f'<h1>{TITLE}</h1><h4>Abstract</h4><div id="abstract" class="abstract">{ABSTRACT}</div><h4>Cite this Paper</h4>',
)
ACL = _page(
    '<meta content="2023/12/15" name=citation_publication_date>',
    f'<div class="card-body acl-abstract"><h5 class=card-title>Abstract</h5><span>{ABSTRACT}</span></div>',
)


@pytest.mark.parametrize("page", [NEURIPS, OPENREVIEW, PMLR, ACL], ids=["NeurIPS", "OpenReview", "PMLR", "ACL"])
def test_the_paper_of_a_page_is_read_with_the_abstract_below_its_heading(page: str) -> None:
    (found,) = papers(page, "page.html")
    assert (found.title, found.abstract) == (TITLE, ABSTRACT)
    assert (found.authors, found.date) == (("Ada Quill",), Date(2023, 12, 15))


def test_a_report_of_zotero_keeps_ids_and_tags() -> None:
    rows = "<tr><th>Abstract</th><td>We count gulls.</td></tr><tr><th>Extra</th><td>arXiv:2408.00001 [cs]</td></tr>"
    item = f'<li class="item preprint"><h2>{TITLE}</h2><table>{rows}</table><ul class="tags"><li>gulls</li></ul></li>'
    (found,) = papers(f'<html><body><ul class="report"><li class="item note"></li>{item}</ul></body></html>', "a.html")
    assert (found.arxiv_id, found.date) == ("2408.00001", Date(2024, 8, 1))
    assert found.tags == ("gulls",)
