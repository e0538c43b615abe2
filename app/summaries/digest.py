"""The digest of a listing page or a day: number of papers, organisations, most upvoted, themes. Knows no store."""

from collections import Counter
from collections.abc import Sequence

from app.summaries.draft import Draft, DraftWriter
from app.summaries.quoting import escaped
from app.summaries.themes import Vectors, find_themes, write_themes
from index.papers import Paper
from index.text.counting import said_papers, said_upvotes
from index.wording.said import Said, said

MAX_PAPERS = 30
"""How many papers get a line: the most upvoted ones."""
_ORGANISATIONS = 6
_TOP = 3


def digest(papers: Sequence[Paper], vectors: Vectors, page: str = "") -> Draft:
    """Return the digest of the papers of a page or a day; `page` says which, such as `in page.txt` or `on 8 Jun 2025`.

    `vectors`: one unit vector per paper, shape (papers, dimension).
    """
    writer = DraftWriter()
    # If the page is a filter of the search, the filters above the answer name it.
    which: list[str] = [" ", page if isinstance(page, Said) else escaped(page)] if page else []
    writer.line("**", said_papers(len(papers)), *which, "**")
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
        left = said_papers(len(order) - len(shown))
        if papers[order[0]].upvotes:
            writer.line(said("digest.fewer_left_out", "{papers} with no more upvotes left out.", papers=left))
        else:
            writer.line(said("digest.left_out", "{papers} left out.", papers=left))
    return writer.draft()


def _write_organisations(writer: DraftWriter, papers: Sequence[Paper]) -> None:
    counts = Counter(paper.organisation for paper in papers if paper.organisation)
    if not counts:
        return
    first = [f"{escaped(name)} ({count})" for name, count in counts.most_common(_ORGANISATIONS)]
    more = len(counts) - len(first)
    line: list[str] = ["- **", said("digest.from", "From:"), "** ", ", ".join(first)]
    if more:
        line += [", ", said("common.more", "{count} more", count=more)]
    if unknown := len(papers) - counts.total():
        line += ["; ", said("digest.unknown_for", "unknown for {papers}", papers=said_papers(unknown))]
    writer.line(*line)


def _write_top(writer: DraftWriter, papers: Sequence[Paper]) -> None:
    if papers:
        line: list[str] = ["- **", said("digest.most_upvoted", "Most upvoted:"), "** "]
        for place, one in enumerate(papers):
            line += ["; "] if place else []
            line += [escaped(one.title), " (", said_upvotes(one.upvotes or 0), ") ", writer.mark(one)]
        writer.line(*line)
