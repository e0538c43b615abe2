"""Where a paper can be read. Pure."""

from index.papers import Paper


def address_of(paper: Paper) -> str:
    """Return where the paper can be read: its address, else that of its arXiv id or DOI; empty if nothing is known."""
    return paper.url or _arxiv(paper) or _doi(paper)


def links_of(paper: Paper) -> list[tuple[str, str]]:
    """Return all places where the paper can be read, as names and web addresses.

    >>> links_of(Paper("T", "A.", arxiv_id="2601.00011", url="javascript:alert(1)"))
    [('arXiv', 'https://arxiv.org/abs/2601.00011'), ('PDF', 'https://arxiv.org/pdf/2601.00011')]
    """
    links = {
        "arXiv": _arxiv(paper),
        "PDF": paper.pdf_url or _arxiv(paper, "pdf"),
        "DOI": _doi(paper),
        "Code": paper.code_url,
        "Page": paper.url,
    }
    return [
        (name, address) for name, address in links.items() if address and address.startswith(("https://", "http://"))
    ]


def _arxiv(paper: Paper, page: str = "abs") -> str:
    return f"https://arxiv.org/{page}/{paper.arxiv_id}" if paper.arxiv_id else ""


def _doi(paper: Paper) -> str:
    return f"https://doi.org/{paper.doi}" if paper.doi else ""


def versioned_arxiv_id(paper: Paper) -> str | None:
    """Return the arXiv id with its version, where that is known."""
    return f"{paper.arxiv_id}v{paper.arxiv_version}" if paper.arxiv_id and paper.arxiv_version else paper.arxiv_id
