"""The digest of a listing page or a day: number of papers, organisations, most upvoted, themes. Knows no store."""

from collections import Counter
from collections.abc import Sequence

from app.summaries.draft import Draft, DraftWriter
from app.summaries.quoting import escaped
from app.summaries.themes import Vectors, find_themes, write_themes
from index.papers import Paper
from index.text.counting import counted

MAX_PAPERS = 30
"""How many papers get a line: the most upvoted ones."""
_ORGANISATIONS = 6
_TOP = 3


def digest(papers: Sequence[Paper], vectors: Vectors, page: str = "") -> Draft:
    """Return the digest of the papers of a page or a day; `page` says which, such as `in page.txt` or `on 8 Jun 2025`.

    `vectors`: one unit vector per paper, shape (papers, dimension).
    """
    writer = DraftWriter()
    writer.line(f"**{counted(len(papers), 'paper')}{f' {escaped(page)}' if page else ''}**")
    writer.line()
    if not papers:
        return writer.draft()
    order = sorted(range(len(papers)), key=lambda row: -(papers[row].upvotes or 0))
    shown = order[:MAX_PAPERS]
    _write_organisations(writer, papers)
    _write_top(writer, [papers[row] for row in order[:_TOP] if papers[row].upvotes])
    writer.line()
    write_themes(writer, find_themes([papers[row] for row in shown], vectors[shown]))
    if len(order) > len(shown):
        fewer = " with no more upvotes" if papers[order[0]].upvotes else ""
        writer.line(f"{counted(len(order) - len(shown), 'paper')}{fewer} left out.")
    return writer.draft()


def _write_organisations(writer: DraftWriter, papers: Sequence[Paper]) -> None:
    counts = Counter(paper.organisation for paper in papers if paper.organisation)
    if not counts:
        return
    first = [f"{escaped(name)} ({count})" for name, count in counts.most_common(_ORGANISATIONS)]
    more = [f"{len(counts) - len(first)} more"] if len(counts) > len(first) else []
    unknown = len(papers) - counts.total()
    missing = f"; unknown for {counted(unknown, 'paper')}" if unknown else ""
    writer.line(f"- **From:** {', '.join([*first, *more])}{missing}")


def _write_top(writer: DraftWriter, papers: Sequence[Paper]) -> None:
    if papers:
        named = (f"{escaped(one.title)} ({counted(one.upvotes or 0, 'upvote')}) {writer.mark(one)}" for one in papers)
        writer.line(f"- **Most upvoted:** {'; '.join(named)}")
