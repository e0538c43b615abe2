"""The questions that a person watches, and which papers each has already reported. Stored in the library.

A paper is reported once, also after its record was merged with another one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.papers import Paper
from index.stores import tables
from index.stores.databases.portable_sql import move_rows, write

if TYPE_CHECKING:
    from index.stores.library import Library


@dataclass(frozen=True, slots=True)
class ReportedPaper:
    """A paper that a watched question has reported."""

    paper: Paper
    reported: datetime
    """In UTC; papers that were reported together have the same."""
    quote: str
    """The sentence of the abstract that says most about the question; empty if none does."""


def watch_question(library: "Library", question: str, known: Collection[str] = ()) -> bool:
    """Watch a question from now on; return False if it is watched already.

    `known`: papers that it will not report.
    """
    with library.database.begin() as db:
        table = tables.watched_questions
        if db.scalar(sql.select(table.c.question).where(table.c.question == question)):
            return False
        write(db, table, [{"question": question, "since": _utc(datetime.now(UTC))}])
        rows: list[dict[str, object]] = [
            {"question": question, "paper_id": id_, "told": None, "quote": ""} for id_ in known
        ]
        write(db, tables.reported_papers, rows)
    return True


def watched(library: "Library") -> list[str]:
    """Return the questions that are watched, in alphabetical order."""
    table = tables.watched_questions.c
    with library.database.connect() as db:
        return list(db.scalars(sql.select(table.question).order_by(table.question)))


def forget_question(library: "Library", question: str) -> bool:
    """Watch a question no longer; return False if it was not watched."""
    with library.database.begin() as db:
        reported, table = tables.reported_papers, tables.watched_questions
        db.execute(sql.delete(reported).where(reported.c.question == question))
        return db.execute(sql.delete(table).where(table.c.question == question)).rowcount > 0


def reported_ids(library: "Library", question: str) -> set[str]:
    """Return the ids of the papers that the question has reported, and of those that it will not report."""
    reported = tables.reported_papers.c
    with library.database.connect() as db:
        return set(db.scalars(sql.select(reported.paper_id).where(reported.question == question)))


def mark_as_reported(library: "Library", question: str, quotes: Iterable[tuple[str, str]], now: datetime) -> None:
    """Record that the question has reported these papers: the id of each, and the sentence that was quoted."""
    rows = [
        {"question": question, "paper_id": id_, "told": _utc(now), "quote": quote, "place": place}
        for place, (id_, quote) in enumerate(quotes)
    ]
    with library.database.begin() as db:
        write(db, tables.reported_papers, rows)


def reported_papers(library: "Library", question: str, limit: int) -> list[ReportedPaper]:
    """Return the papers that the question reported last, the latest first, without papers that are gone."""
    reported = tables.reported_papers.c
    query = sql.select(reported.paper_id, reported.told, reported.quote).where(
        reported.question == question, reported.told.is_not(None)
    )
    newest = query.order_by(reported.told.desc(), reported.place).limit(limit)
    with library.database.connect() as db:
        rows = db.execute(newest).all()
    papers = {paper.id: paper for paper in library.papers([row.paper_id for row in rows])}
    return [
        ReportedPaper(papers[row.paper_id], row.told.replace(tzinfo=UTC), row.quote)
        for row in rows
        if row.paper_id in papers and row.told
    ]


def move_reports(db: sql.Connection, gone: str, kept: str) -> None:
    """Count a record as reported if one that was merged into it was."""
    move_rows(db, tables.reported_papers, gone, kept)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
