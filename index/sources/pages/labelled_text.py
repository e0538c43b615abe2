"""Reads text with field names: `Title: ...`, `Abstract: ...`, one paper after the other. Pure."""

from collections.abc import Iterator
from datetime import date as Date

from index.papers import Reading
from index.sources.pages.field_names import field_called, field_in
from index.sources.pages.gathering import Gathered, reading_of_gathered
from index.sources.pages.marked_lines import MarkedLine, marked_lines

_REFUSAL = (
    "a text with field names, but none of its papers has an “Abstract:” or a “Summary:”; add the abstracts, or fetch"
    " the papers with `paperchat add arxiv:ID`"
)
_OTHERS = ("abstract", "summary", "authors", "url", "pdf_url", "arxiv_id", "doi", "date")


def recognises(text: str, file: str) -> bool:  # noqa: ARG001
    """Return whether the text names the titles of its papers and their abstracts, or other fields."""
    named = [found[0] for line in text.splitlines() if (found := field_in(line.strip()) or _heading(line))]
    titles, others = named.count("title"), sum(1 for name in named if name in _OTHERS)
    lines = sum(1 for line in text.splitlines() if line.strip())
    return titles > 0 and others >= titles and 30 * (titles + others) >= lines


def read_labelled_text(text: str, file: str, today: Date) -> Reading:  # noqa: ARG001
    """Read the papers, each from its `Title:` on."""
    return reading_of_gathered(_papers(text), file, _REFUSAL)


def _heading(line: str) -> tuple[str, str] | None:
    called = field_called(line.strip()) if line.lstrip()[:1] in ("#", "*", "_") else None
    return (called, "") if called else None


def _papers(text: str) -> Iterator[Gathered]:
    paper: Gathered | None = None
    for line in marked_lines(text):
        if begun := _title(line):
            if paper:
                yield _titled(paper)
            paper = Gathered(line.number)
            paper.take(line)
        elif paper:
            paper.take(line)
    if paper:
        yield _titled(paper)


def _title(line: MarkedLine) -> bool:
    found = field_in(line.body) or ((field_called(line.text) or "", "") if line.level or line.strong else None)
    return found is not None and found[0] == "title"


def _titled(paper: Gathered) -> Gathered:
    paper.title = " ".join(paper.named.pop("title", ()))
    return paper
