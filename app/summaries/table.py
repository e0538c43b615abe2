"""Papers by aspects, side by side: each cell a sentence of the abstract, or empty. Pure; as Markdown and as CSV."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.summaries.aspects import RoleSentence, of_role, proposes, read, told_figures
from app.summaries.cues import Role
from app.summaries.draft import Draft, DraftWriter, Quote
from app.summaries.quoting import Span, escaped
from index.papers import Paper
from index.text.plain_text import content, plain

ASPECTS: tuple[Role, ...] = ("problem", "method", "results", "limits")
# Characters of a sentence that a cell shows, if it can be cut.
_WIDTH = 180
# Where a clause ends: a stop within a sentence, or a word that begins another clause.
_BORDER = re.compile(
    r"(?<=[,;:])\s+|\s+(?=[(–—]|(?:which|while|whereas|where|although|because|but|thereby|achieving|"
    r"resulting|outperforming|surpassing|leading|compared)\b)"
)
# A clause that begins so is an insertion, and reads badly by itself.
_INSIDE = "(–—"
# What a spreadsheet would take for a formula (OWASP, "CSV injection").
_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper says of an aspect."""

    span: Span
    """The sentence."""
    part: Span
    """What of it is shown where there is little room; the same where it is short."""


@dataclass(frozen=True, slots=True)
class Row:
    """A paper, and what it says of each aspect; None where it says nothing of it."""

    paper: Paper
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Papers by aspects."""

    aspects: tuple[Role, ...]
    rows: tuple[Row, ...]


def compare(papers: Sequence[Paper], aspects: Sequence[Role] = ASPECTS) -> Table:
    """Return the table of these papers, a row each in their order."""
    rows = tuple(Row(paper, tuple(_cell(paper, aspect) for aspect in aspects)) for paper in papers)
    return Table(tuple(aspects), rows)


def markdown(table: Table) -> Draft:
    """Return the table as Markdown; each cell is quoted and cited."""
    writer = DraftWriter()
    write_table(writer, table)
    return writer.draft()


def write_table(writer: DraftWriter, table: Table) -> None:
    """Add the table to a draft; an aspect that no paper tells of is named below it instead of an empty column."""
    shown = [i for i in range(len(table.aspects)) if any(row.cells[i] for row in table.rows)]
    writer.line("| Paper |", *(f" {table.aspects[i].capitalize()} |" for i in shown))
    writer.line("| --- |", *(" --- |" for _ in shown))
    for row in table.rows:
        parts: list[str | Quote] = [f"| {escaped(row.paper.title)} {writer.mark(row.paper)} |"]
        for cell in (row.cells[i] for i in shown):
            part = None if cell is None or cell.part == cell.span else cell.part
            parts += [" ", Quote(row.paper, (cell.span,), part), " |"] if cell else [" |"]
        writer.line(*parts)
    missing = [aspect for i, aspect in enumerate(table.aspects) if i not in shown]
    if missing and table.rows:
        writer.line()
        writer.line(f"Not stated in any of these abstracts: {', '.join(missing)}.")


def csv_text(table: Table) -> str:
    """Return the table as CSV (RFC 4180) with title, id and date; a cell is a whole sentence, and never a formula."""
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(["title", "id", "date", *table.aspects])
    for row in table.rows:
        paper = row.paper
        told = [paper.abstract[slice(*cell.span)] if cell else "" for cell in row.cells]
        rows.writerow([_inert(text) for text in (paper.title, paper.id, str(paper.date or ""), *told)])
    return written.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _cell(paper: Paper, aspect: Role) -> Cell | None:
    chosen = of_role(read(paper), aspect, 1)
    return Cell(chosen[0].span, _part(paper.abstract, chosen[0])) if chosen else None


def _part(abstract: str, line: RoleSentence) -> Span:
    """Return the clauses of a sentence that fit a cell: those that tell figures or propose something, and say most."""
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
        shown = plain(text[slice(*run)])
        tells = told_figures(shown) if line.role == "results" else int(proposes(shown))
        return tells, len(set(content(shown))), -run[0]

    first, last = max(runs, key=worth)
    return start + first, start + last
