"""Writes papers in the formats of reference managers, spreadsheets and notes. Pure.

What is written can be read again by `index.sources`, and by the tools that the formats belong to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.export.markdown_notes import to_markdown
from app.export.marks_written import MarksById
from app.export.reference_writers import to_bibtex, to_csl_json, to_ris
from app.export.table_writers import to_csv, to_json_lines
from index.errors import PaperchatError
from index.papers import Paper


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that papers are written in."""

    name: str
    """As people call it."""
    suffix: str
    media_type: str
    write: Callable[[Sequence[Paper], MarksById], str]


FORMATS = {
    "bibtex": ExportFormat("BibTeX", ".bib", "application/x-bibtex", to_bibtex),
    "ris": ExportFormat("RIS", ".ris", "application/x-research-info-systems", to_ris),
    "csl-json": ExportFormat("CSL-JSON", ".json", "application/vnd.citationstyles.csl+json", to_csl_json),
    "csv": ExportFormat("CSV", ".csv", "text/csv", to_csv),
    "markdown": ExportFormat("Markdown", ".md", "text/markdown", to_markdown),
    "jsonl": ExportFormat("JSON lines", ".jsonl", "application/jsonl", to_json_lines),
}
"""By the name that `exported` and `paperchat export --format` take."""


def exported(papers: Sequence[Paper], format: str, marks: MarksById | None = None) -> str:  # noqa: A002 - what a user calls it
    """Return the papers in one of `FORMATS`, with what a person noted on them; raises PaperchatError for any other."""
    if format not in FORMATS:
        raise PaperchatError(f"There is no format {format!r}.", f"The formats are: {', '.join(FORMATS)}.")
    return FORMATS[format].write(papers, marks or {})
