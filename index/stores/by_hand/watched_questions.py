"""The questions that a person watches, and which papers each has already reported. Stored in the library.

A paper that was told of is never told of again, also after its record was joined with another one.
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
class ToldPaper:
    """A paper that a watched question told of."""

    paper: Paper
    told: datetime
    """In UTC; papers told of together have the same."""
    quote: str
    """The sentence of the abstract that says most about the question; empty if none does."""


def watch_question(library: "Library", question: str, known: Collection[str] = ()) -> bool:
    """Watch a question from now on; return False if it is watched already.

    `known`: papers that it will not tell of.
    """
    with library.database.begin() as db:
        table = tables.watched_questions
        if db.scalar(sql.select(table.c.question).where(table.c.question == question)):
            return False
        write(db, table, [{"question": question, "since": _utc(datetime.now(UTC))}])
        rows: list[dict[str, object]] = [
            {"question": question, "paper_id": id_, "told": None, "quote": ""} for id_ in known
        ]
        write(db, tables.told_papers, rows)
    return True


def watched(library: "Library") -> list[str]:
    """Return the questions that are watched, in alphabetical order."""
    table = tables.watched_questions.c
    with library.database.connect() as db:
        return list(db.scalars(sql.select(table.question).order_by(table.question)))


def forget_question(library: "Library", question: str) -> bool:
    """Watch a question no longer; return False if it was not watched."""
    with library.database.begin() as db:
        told, table = tables.told_papers, tables.watched_questions
        db.execute(sql.delete(told).where(told.c.question == question))
        return db.execute(sql.delete(table).where(table.c.question == question)).rowcount > 0


def told_of(library: "Library", question: str) -> set[str]:
    """Return the ids of the papers that the question told of, and of those that it will not tell of."""
    told = tables.told_papers.c
    with library.database.connect() as db:
        return set(db.scalars(sql.select(told.paper_id).where(told.question == question)))


def mark_as_told(library: "Library", question: str, quotes: Iterable[tuple[str, str]], now: datetime) -> None:
    """Record that the question told of these papers, each given as its id and the sentence that was quoted."""
    rows = [
        {"question": question, "paper_id": id_, "told": _utc(now), "quote": quote, "place": place}
        for place, (id_, quote) in enumerate(quotes)
    ]
    with library.database.begin() as db:
        write(db, tables.told_papers, rows)


def told_papers(library: "Library", question: str, limit: int) -> list[ToldPaper]:
    """Return the papers that the question told of last, the latest first, as far as they are in the collection."""
    told = tables.told_papers.c
    query = sql.select(told.paper_id, told.told, told.quote).where(told.question == question, told.told.is_not(None))
    newest = query.order_by(told.told.desc(), told.place).limit(limit)
    with library.database.connect() as db:
        rows = db.execute(newest).all()
    papers = {paper.id: paper for paper in library.papers([row.paper_id for row in rows])}
    return [
        ToldPaper(papers[row.paper_id], row.told.replace(tzinfo=UTC), row.quote)
        for row in rows
        if row.paper_id in papers and row.told
    ]


def move_told(db: sql.Connection, gone: str, kept: str) -> None:
    """Count a record as told of where the one that it was joined with was."""
    move_rows(db, tables.told_papers, gone, kept)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
