"""Fields of a record that a person has written. They override all sources, even when a source is added again."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sql

from index.errors import PaperchatError
from index.identity import parse_arxiv_id, parse_doi
from index.papers import Paper, tidy
from index.stores import tables
from index.stores.author_names import updating_authors
from index.stores.by_hand.own_checksums import is_as_written, write_own
from index.stores.databases.portable_sql import write

if TYPE_CHECKING:
    from index.stores.library import Library

Edits = Mapping[str, Any]
"""Values of fields of `Paper` as JSON: a date as text, names as a list."""
BY_HAND = "you"
"""The name of the source of an edited field, in `Paper.provenance`."""
_LINES = ("title", "abstract", "organisation", "venue", "url", "pdf_url", "code_url", "arxiv_id", "doi")
_LISTS = ("authors", "categories")
EDITABLE = (*_LINES, *_LISTS, "date")
"""The fields that can be edited."""
_NAMES = {"arxiv_id": "arXiv id", "doi": "DOI"}
_LONGEST = 20_000
_MOST_NAMES = 5_000


def checked_edits(sent: Mapping[str, object]) -> Edits:
    """Return what a person entered, tidied; raise PaperchatError for what cannot be in a record.

    Empty text means that the record has no such value.
    """
    edits: dict[str, Any] = {}
    for field, value in sent.items():
        if field in _LISTS and isinstance(value, Sequence) and not isinstance(value, str):
            edits[field] = [name for each in value[:_MOST_NAMES] if (name := tidy(str(each))[:_LONGEST])]
        elif field == "date":
            edits[field] = _day(str(value or ""))
        elif field in _LINES:
            edits[field] = tidy(str(value or ""))[:_LONGEST] or None
        else:
            raise PaperchatError(f"The field {field!r} cannot be edited.", f"These can: {', '.join(EDITABLE)}.")
    for field in ("title", "abstract"):
        if field in edits and not edits[field]:
            raise PaperchatError(f"A paper needs its {field}.", "Enter one, or delete the paper.")
    _check_ids(edits)
    return edits


def edited(paper: Paper, edits: Edits) -> Paper:
    """Return the record with the edits in it."""
    if not edits:
        return paper
    values: dict[str, Any] = {field: tuple(value) if field in _LISTS else value for field, value in edits.items()}
    if "date" in values:
        day = values["date"] and Date.fromisoformat(values["date"])
        known = paper.date_precision if day == paper.date else "day"
        values |= {"date": day, "date_precision": known, "date_inferred": False}
    if "authors" in values:
        values["author_count"] = len(values["authors"]) or None
    if values.get("arxiv_id") != paper.arxiv_id and "arxiv_id" in values:
        values["arxiv_version"] = None
    origins = {**dict(paper.provenance), **dict.fromkeys(edits.keys() - {"title"}, BY_HAND)}
    return replace(paper, **values, provenance=tuple(sorted(origins.items())))


def edits_of(db: sql.Connection, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the edits of these papers, by id."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    table = tables.record_edits
    for row in db.execute(sql.select(table).where(table.c.paper_id.in_(ids))).mappings():
        # A value that cannot be read is None here, and must not clear the field.
        if row["value"] is not None or is_as_written(table, row):
            found[row["paper_id"]][row["field"]] = row["value"]
    return dict(found)


def move_edits(db: sql.Connection, gone: str, kept: str) -> None:
    """Move the edits of a record to the one that it was merged into, except for fields that are edited there."""
    table = tables.record_edits
    edited_there = list(db.scalars(sql.select(table.c.field).where(table.c.paper_id == kept)))
    here = sql.update(table).where(table.c.paper_id == gone, table.c.field.not_in(edited_there))
    db.execute(here.values(paper_id=kept))
    db.execute(sql.delete(table).where(table.c.paper_id == gone))


def edit_record(library: "Library", paper_id: str, edits: Edits) -> None:
    """Write the edits into the record of a paper. A new text is to be indexed.

    Raises PaperchatError if there is no such paper, or another one has the arXiv id or DOI.
    """
    # Not at the top: what merges records applies edits.
    from index.record_merging import keys_of
    from index.stores.merging import row_of, select
    from index.stores.record_checksums import damage, seal

    with library.changing() as (db, revision):
        here = tables.papers.c.id == paper_id
        damaged: dict[str, str] = {}
        old = select(db, sql.and_(here, tables.PRESENT), damaged=damaged).get(paper_id)
        if damaged:
            raise damage(damaged)
        if old is None:
            raise PaperchatError("This paper is no longer in the collection.", "Reload the list.")
        new = edited(old, edits)
        _check_free(db, new, keys_of(new)[:-1])
        # `select` got no names of sources, so provenance has their keys.
        row = {name: value for name, value in row_of(new).items() if name != "id"}
        with updating_authors(db, [paper_id]):
            db.execute(sql.update(tables.papers).where(here).values(row))
        seal(db, [paper_id])
        if new.text != old.text:
            db.execute(sql.update(tables.papers).where(here).values(revision=revision))
        write(db, tables.aliases, [{"key": key, "paper_id": paper_id} for key in keys_of(new)])
        rows = [{"paper_id": paper_id, "field": field, "value": value} for field, value in edits.items()]
        write_own(db, tables.record_edits, rows)


def _check_free(db: sql.Connection, paper: Paper, keys: Sequence[str]) -> None:
    aliases, papers = tables.aliases.c, tables.papers
    others = sql.select(papers.c.title).join(tables.aliases, aliases.paper_id == papers.c.id)
    taken = db.scalar(others.where(aliases.key.in_(keys), papers.c.id != paper.id, tables.PRESENT))
    if taken is not None:
        raise PaperchatError(f"“{taken}” has the same arXiv id or DOI.", "Correct the id, or delete one of the two.")


def _day(text: str) -> str | None:
    try:
        return Date.fromisoformat(text.strip()).isoformat() if text.strip() else None
    except ValueError:
        raise PaperchatError(f"{text[:40]!r} is not a date.", "Write it as 2026-11-28.") from None


def _check_ids(edits: Edits) -> None:
    """Raise PaperchatError for an id or an address that cannot be one."""
    for field in ("url", "pdf_url", "code_url"):
        address = edits.get(field)
        if address and not address.startswith(("https://", "http://")):
            raise PaperchatError(f"{address[:60]!r} is not a web address.", "Begin it with https://.")
    for field, parse, like in (("arxiv_id", parse_arxiv_id, "2601.00011"), ("doi", parse_doi, "10.1000/182")):
        if edits.get(field) and not parse(edits[field]):
            raise PaperchatError(f"{edits[field][:60]!r} is not a valid {_NAMES[field]}.", f"Write it like {like}.")
