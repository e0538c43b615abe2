"""The library's table as HTML: its rows, its facets, the preview of a paper. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date

from app.checking.prompt_injection import instructions_in
from app.export.paper_address import links_of
from app.ui.languages.catalogue import day, translated
from app.ui.library.highlights import TextPart, highlighted
from app.ui.templating import fill
from index.browsing.facets import Facet
from index.browsing.table_page import TableRow
from index.browsing.table_selection import Selection
from index.papers import Paper
from index.questions.query import MARKS

# The keys of the words for them in the catalogue of a language.
_MARK_WORDS = {
    ("read", "yes"): "library.read",
    ("read", "no"): "library.not_read",
    ("starred", "yes"): "facet.starred",
    ("noted", "yes"): "library.noted",
}
# Values of a facet that are shown at once; the others are folded.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with the words for it and its values."""

    name: str
    title: str
    values: tuple[tuple[str, str, int, bool], ...]
    """Value, words for it, number of papers, and whether it is chosen."""
    shown: int = _SHOWN


def rows_html(rows: Sequence[TableRow], selection: Selection, *, may_edit: bool) -> str:
    """Return rows of the table."""
    titles = [highlighted(row.paper.title, selection.words) for row in rows]
    return fill("rows.html", rows=list(zip(rows, titles, strict=True)), may_edit=may_edit)


def facets_html(facets: Sequence[Facet], chosen: Mapping[str, Sequence[str]]) -> str:
    """Return the facets; those without values are left out."""
    views = [_facet(facet, chosen.get(facet.name, ())) for facet in facets if facet.name not in MARKS]
    marks = [
        (facet.name, value, translated(_MARK_WORDS[facet.name, value]), number, value in chosen.get(facet.name, ()))
        for facet in facets
        if facet.name in MARKS
        for value, number in facet.values
        if (facet.name, value) in _MARK_WORDS
    ]
    return fill("facets.html", facets=[view for view in views if view.values], marks=marks)


def preview_html(row: TableRow, words: str, *, may_edit: bool) -> str:
    """Return a paper as the preview shows it."""
    abstract: tuple[TextPart, ...] = highlighted(row.paper.abstract, words)
    return fill(
        "preview.html",
        row=row,
        paper=row.paper,
        title=highlighted(row.paper.title, words),
        abstract=abstract,
        links=links_of(row.paper),
        instructs=bool(instructions_in(row.paper.abstract)),
        may_edit=may_edit,
    )


def similar_html(papers: Sequence[tuple[Paper, float]]) -> str:
    """Return the papers similar to one."""
    return fill("similar.html", papers=[paper for paper, _ in papers])


def edit_html(paper: Paper) -> str:
    """Return the form that edits a record."""
    return fill("edit_record.html", paper=paper)


def _facet(facet: Facet, chosen: Sequence[str]) -> FacetView:
    values = [(value, _words(facet.name, value), number, value in chosen) for value, number in facet.values]
    shown = {value for value, *_ in values}
    # What is chosen stays visible where it is not among the most frequent.
    values += [(value, _words(facet.name, value), 0, True) for value in chosen if value not in shown]
    return FacetView(
        facet.name, translated(f"facet.{facet.name}"), tuple(sorted(values, key=lambda value: not value[3]))
    )


def _words(facet: str, value: str) -> str:
    """Return a value of a facet as people read it."""
    return day(Date.fromisoformat(f"{value}-01"), "month") if facet == "month" else value
