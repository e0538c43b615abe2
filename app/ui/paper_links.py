"""Where a paper can be read, from its record. Pure."""

from index.papers import Paper


def links_of(paper: Paper) -> list[tuple[str, str]]:
    """Return where the paper can be read, as names and web addresses.

    >>> links_of(Paper("T", "A.", arxiv_id="2601.00011", url="javascript:alert(1)"))
    [('arXiv', 'https://arxiv.org/abs/2601.00011'), ('PDF', 'https://arxiv.org/pdf/2601.00011')]
    """
    arxiv = paper.arxiv_id
    links = {
        "arXiv": arxiv and f"https://arxiv.org/abs/{arxiv}",
        "PDF": paper.pdf_url or (arxiv and f"https://arxiv.org/pdf/{arxiv}"),
        "DOI": paper.doi and f"https://doi.org/{paper.doi}",
        "Code": paper.code_url,
        "Page": paper.url,
    }
    return [
        (name, address) for name, address in links.items() if address and address.startswith(("https://", "http://"))
    ]
