"""Where a paper can be read. Pure."""

from index.papers import Paper


def address_of(paper: Paper) -> str:
    """Return where the paper can be read: its address, else that of its arXiv id or DOI; empty if nothing is known."""
    if paper.url:
        return paper.url
    if paper.arxiv_id:
        return f"https://arxiv.org/abs/{paper.arxiv_id}"
    return f"https://doi.org/{paper.doi}" if paper.doi else ""


def versioned_arxiv_id(paper: Paper) -> str | None:
    """Return the arXiv id with its version, where that is known."""
    return f"{paper.arxiv_id}v{paper.arxiv_version}" if paper.arxiv_id and paper.arxiv_version else paper.arxiv_id
