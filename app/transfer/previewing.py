"""The options of `paperchat add` on how to read a file, and the output of `--dry-run`."""

from datetime import UTC, datetime

import click

from app.export.paper_address import address_of
from index.errors import PaperchatError
from index.papers import Paper
from index.preview import Preview
from index.sources import ReadingOptions
from index.sources.fields.columns import FIELDS
from index.sources.requirements import requirements
from index.text.counting import counted

_WORDS = {
    "author_count": "number of authors", "comments": "number of comments", "arxiv_id": "arXiv id", "doi": "DOI",
    "url": "link", "pdf_url": "PDF", "code_url": "code", "listed_on": "day of listing", "bibtex": "citation key",
    "pmid": "PubMed id", "pmcid": "PubMed Central id", "acl": "ACL Anthology id", "s2": "Semantic Scholar id",
    "openalex": "OpenAlex id", "dblp": "DBLP key", "mag": "Microsoft Academic id",
}  # fmt: skip


def reading_options(columns: str, where: str) -> ReadingOptions:
    """Parse `--map` and `--where`; raises PaperchatError if they are malformed."""
    return ReadingOptions(datetime.now(UTC).date(), _columns(columns), requirements(where))


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for field, _, column in pairs:
        if field.strip() not in FIELDS or not column.strip():
            raise PaperchatError(
                f"“{field.strip()}” is not a field of a paper, or has no column.",
                f"Write it as --map title=Name,abstract=Text; fields: {', '.join(FIELDS)}.",
            )
    return tuple((field.strip(), column.strip()) for field, _, column in pairs)


def print_preview(preview: Preview) -> None:
    """Print what adding a file would do."""
    if not preview.refused:
        found = f"{preview.format}, " if preview.format else ""
        left_out = f"; {preview.left_out:,} left out" if preview.left_out else ""
        click.echo(f"{preview.name}: {found}{counted(preview.papers, 'paper')}{left_out}")
        if preview.fields:
            click.echo("  found: " + ", ".join(f"{_WORDS.get(name, name)} {count:,}" for name, count in preview.fields))
        if preview.columns:
            click.echo("  read from: " + ", ".join(f"{field}={column}" for field, column in preview.columns))
        if preview.unread:
            click.echo("  not read: " + ", ".join(preview.unread))
        for paper in preview.sample:
            click.echo(f"  {_line(paper)}")
    for problem in preview.problems:
        click.echo(click.style(f"  {problem}", fg="yellow"), err=True)


def _line(paper: Paper) -> str:
    authors = f"{paper.authors[0]} and others" if len(paper.authors) > 1 else "".join(paper.authors)
    details = ", ".join(filter(None, (authors, paper.iso_date, address_of(paper))))
    return f"{paper.title} ({details})" if details else paper.title
