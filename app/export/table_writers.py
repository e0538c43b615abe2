"""Writes papers as tables and data: CSV, JSON lines; every field of the record. Pure."""

import csv
import io
import json
from collections.abc import Sequence

from app.export.marks_written import MarksById
from app.export.paper_address import versioned_arxiv_id
from index.papers import Paper
from index.sources.data.spreadsheet_cells import inert


def record_values(paper: Paper, marks: MarksById) -> dict[str, object]:
    """Return every field that is known, by its name in `Paper`, and the marks."""
    own = marks.get(paper.id)
    values: dict[str, object] = {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "author_count": paper.author_count,
        "organisation": paper.organisation,
        "date": paper.iso_date,
        "venue": paper.venue,
        "arxiv_id": versioned_arxiv_id(paper),
        "doi": paper.doi,
        "other_ids": list(paper.other_ids),
        "url": paper.url,
        "pdf_url": paper.pdf_url,
        "code_url": paper.code_url,
        "categories": list(paper.categories),
        "tags": list(paper.tags),
        "listed_on": [day.isoformat() for day in paper.listed_on],
        "upvotes": paper.upvotes,
        "num_comments": paper.comments,
        "language": paper.language,
        "read": (own and own.read) or None,
        "starred": (own and own.starred) or None,
        "own_tags": list(own.tags) if own else [],
        "own_note": (own and own.note) or None,
    }
    return values


def to_json_lines(papers: Sequence[Paper], marks: MarksById) -> str:
    """Return a line of JSON for each paper."""
    known = (
        {name: value for name, value in record_values(paper, marks).items() if value not in (None, [])}
        for paper in papers
    )
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in known)


def to_csv(papers: Sequence[Paper], marks: MarksById) -> str:
    """Return CSV that spreadsheets read as UTF-8, in which no cell is a formula."""
    rows = [{name: _cell(value) for name, value in record_values(paper, marks).items()} for paper in papers]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, record_values(Paper("", ""), marks), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    # With a byte order mark a spreadsheet knows that this is UTF-8.
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> str:
    cell = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return inert(cell)
