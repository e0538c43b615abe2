"""A table that compares papers: each cell quotes the abstract on one aspect, or is empty. As Markdown and CSV. Pure."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.summaries.aspects import RoleSentence, count_figures, proposes, read_roles, sentences_of_role
from app.summaries.cues import Role
from app.summaries.draft import Draft, DraftWriter, Quote
from app.summaries.quoting import Span, escaped
from index.papers import Paper
from index.sources.data.spreadsheet_cells import inert
from index.text.plain_text import content_stems, plain_text
from index.wording.said import Said, listed, said

ASPECTS: tuple[Role, ...] = ("problem", "method", "results", "limits")
_EMPTY = said("table.not_stated", "not stated")
_HEADS: Mapping[str, Said] = {
    "problem": said("summary.problem", "Problem"),
    "method": said("summary.method", "Method"),
    "results": said("summary.results", "Results"),
    "limits": said("summary.limits", "Limits"),
}
_MISSING: Mapping[str, Said] = {
    "problem": said("table.problem", "problem"),
    "method": said("table.method", "method"),
    "results": said("table.results", "results"),
    "limits": said("table.limits", "limits"),
}
"""The aspects as heads of columns, and inside a sentence."""
# The most characters a cell shows, if its sentence can be shortened.
_WIDTH = 180
# Where a clause ends: at punctuation within a sentence, or before a word that begins another clause.
_BORDER = re.compile(
    r"(?<=[,;:])\s+|\s+(?=[(–—]|(?:which|while|whereas|where|although|because|but|thereby|achieving|"
    r"resulting|outperforming|surpassing|leading|compared)\b)"
)
# A clause that begins with one of these is an insertion and reads badly alone.
_INSIDE = "(–—"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper says about an aspect."""

    span: Span
    """The sentence."""
    part: Span
    """The part to show where space is limited; the whole sentence if it is short."""


@dataclass(frozen=True, slots=True)
class Row:
    """A paper and its cell for each aspect; None where it says nothing about it."""

    paper: Paper
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A comparison of papers by aspect."""

    aspects: tuple[str, ...]
    rows: tuple[Row, ...]
    own: bool = False
    """The aspects are questions of the person's own: each is a column, and an empty cell says so."""


def compare(papers: Sequence[Paper], aspects: Sequence[Role] = ASPECTS) -> Table:
    """Return the table of these papers, one row each, in their order."""
    rows = tuple(Row(paper, tuple(_cell(paper, aspect) for aspect in aspects)) for paper in papers)
    return Table(tuple(aspects), rows)


def markdown(table: Table) -> Draft:
    """Return the table as Markdown, with each cell quoted and cited."""
    writer = DraftWriter()
    write_table(writer, table)
    return writer.draft()


def write_table(writer: DraftWriter, table: Table) -> None:
    """Add the table to a draft; an aspect no paper covers is listed below instead of as an empty column."""
    shown = [i for i in range(len(table.aspects)) if table.own or any(row.cells[i] for row in table.rows)]
    heads = [escaped(one) if table.own else _HEADS[one] for one in table.aspects]
    writer.line("| ", said("table.paper", "Paper"), " |", *(part for i in shown for part in (" ", heads[i], " |")))
    writer.line("| --- |", *(" --- |" for _ in shown))
    empty = (" *", _EMPTY, "* |") if table.own else (" |",)
    for row in table.rows:
        parts: list[str | Quote] = [f"| {escaped(row.paper.title)} {writer.mark(row.paper)} |"]
        for cell in (row.cells[i] for i in shown):
            part = None if cell is None or cell.part == cell.span else cell.part
            parts += [" ", Quote(row.paper, (cell.span,), part), " |"] if cell else empty
        writer.line(*parts)
    missing = [_MISSING[aspect] for i, aspect in enumerate(table.aspects) if i not in shown]
    if missing and table.rows:
        writer.line()
        none = "Not stated in any of these abstracts: {aspects}."
        writer.line(said("table.not_stated_anywhere", none, aspects=listed(missing)))


def csv_text(table: Table) -> str:
    """Return the table as CSV (RFC 4180) with title, id and date; cells hold whole sentences and never formulas."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(["title", "id", "date", *map(inert, table.aspects)])
    for row in table.rows:
        paper = row.paper
        empty = _EMPTY if table.own else ""
        quotes = [paper.abstract[slice(*cell.span)] if cell else empty for cell in row.cells]
        rows.writerow([inert(text) for text in (paper.title, paper.id, paper.iso_date, *quotes)])
    return written.getvalue()


def _cell(paper: Paper, aspect: Role) -> Cell | None:
    chosen = sentences_of_role(read_roles(paper), aspect, 1)
    return Cell(chosen[0].span, _part(paper.abstract, chosen[0])) if chosen else None


def _part(abstract: str, line: RoleSentence) -> Span:
    """Return the clauses of a sentence that fit a cell: the most informative run, with figures or a proposal if any."""
    start, end = line.span
    if end - start <= _WIDTH:
        return line.span
    text = abstract[start:end]
    cuts = [(0, 0), *(match.span() for match in _BORDER.finditer(text)), (len(text), len(text))]
    clauses = [(before[1], after[0]) for before, after in pairwise(cuts) if before[1] < after[0]]
    runs = [
        (first, last)
        for i, (first, _) in enumerate(clauses)
        for _, last in clauses[i:]
        if last - first <= _WIDTH and text[first] not in _INSIDE
    ]
    if not runs:
        return line.span

    def worth(run: Span) -> tuple[int, int, int]:
        shown = plain_text(text[slice(*run)])
        informative = count_figures(shown) if line.role == "results" else int(proposes(shown))
        return informative, len(set(content_stems(shown))), -run[0]

    first, last = max(runs, key=worth)
    return start + first, start + last
