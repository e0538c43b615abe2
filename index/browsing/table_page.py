"""One page of the table: the papers of a selection in its order, read by SQL however large the collection is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql

from index.browsing.my_ranking import my_ranking
from index.browsing.table_selection import Selection, Sort
from index.collection import Stores
from index.papers import Paper
from index.questions.query import Condition
from index.stores.author_names import authors_matching
from index.stores.by_hand.paper_marks import NO_MARKS, Marks, marks_of
from index.stores.databases.portable_sql import BINARY, Descending, among
from index.stores.filters import listed, met
from index.stores.tables import LISTING_DAY, PRESENT, TIEBREAK, TITLE, own_tags, paper_marks, papers

# One or two letters are in every other record.
_SHORTEST_NAME = 3
_COLUMNS: dict[Sort, sql.ColumnElement[Any]] = {
    "listed": LISTING_DAY,
    "date": papers.c.date,
    "upvotes": papers.c.upvotes,
    "comments": papers.c.comments,
    "title": TITLE,
    "added": papers.c.added,
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One paper of the table."""

    paper: Paper
    marks: Marks
    added: datetime | None
    """In UTC; None for papers that an older release added."""


@dataclass(frozen=True, slots=True)
class TablePage:
    """Some rows of the table, and how many there are in all."""

    rows: tuple[TableRow, ...]
    total: int


def page_of(stores: Stores, selection: Selection, offset: int, limit: int) -> TablePage:
    """Return `limit` rows of the table from `offset` on."""
    ids, total = _ids(stores, selection, offset, limit)
    return TablePage(rows_of(stores, ids), total)


def rows_of(stores: Stores, ids: Sequence[str]) -> tuple[TableRow, ...]:
    """Return these papers as rows, without those that are not in the collection."""
    marks = marks_of(stores.library, ids)
    with stores.library.database.connect() as db:
        added = {row.id: row.added for row in db.execute(sql.select(papers).where(papers.c.id.in_(ids)))}
    found = stores.library.papers(ids)
    return tuple(TableRow(paper, marks.get(paper.id, NO_MARKS), added.get(paper.id)) for paper in found)


def ids_of(stores: Stores, selection: Selection, limit: int) -> list[str]:
    """Return the ids of the first `limit` papers of the table."""
    return _ids(stores, selection, 0, limit)[0]


def chosen(stores: Stores, selection: Selection) -> list[sql.ColumnElement[bool]]:
    """Return the conditions of a selection as SQL."""
    conditions = [PRESENT, *map(met, selection.conditions)]
    if selection.words.strip():
        conditions.append(papers.c.id.in_(among(_with_words(stores, selection.words))))
    return conditions


def _ids(stores: Stores, selection: Selection, offset: int, limit: int) -> tuple[list[str], int]:
    """Return the ids of a page, and how many there are in all."""
    if selection.words.strip() and selection.sort == "relevance":
        return _by_relevance(stores, selection, offset, limit)
    if selection.sort == "mine" and (ranked := my_ranking(stores)):
        return _by_taste(stores, selection, ranked, offset, limit)
    where = chosen(stores, selection)
    query = sql.select(papers.c.id).where(*where).order_by(*_order(selection)).offset(offset).limit(limit)
    with stores.library.database.connect() as db:
        total = db.scalar(sql.select(sql.func.count()).select_from(papers).where(*where)) or 0
        return list(db.scalars(query)), total


def _by_relevance(stores: Stores, selection: Selection, offset: int, limit: int) -> tuple[list[str], int]:
    """Return the papers that have the words, those with them in their record or a note last."""
    if not selection.conditions:
        beside = _beside_text(stores, selection.words)
        ids, total = stores.words.as_typed(selection.words, offset + limit)
        also = set(stores.words.as_typed(selection.words, within=set(beside))[0]) if beside else ()
        others = [id_ for id_ in beside if id_ not in also]
        return [*ids[offset:], *others[max(0, offset - total) : max(0, offset + limit - total)]], total + len(others)
    ranked = _with_words(stores, selection.words)
    query = sql.select(papers.c.id).where(*chosen(stores, selection))
    with stores.library.database.connect() as db:
        passing = set(listed(db, query))
    ids = [id_ for id_ in ranked if id_ in passing]
    return ids[offset : offset + limit], len(ids)


def _by_taste(
    stores: Stores, selection: Selection, ranked: Sequence[str], offset: int, limit: int
) -> tuple[list[str], int]:
    """Return new papers by how near they are to the starred ones, then the others, those added last first."""
    where, is_ranked = chosen(stores, selection), papers.c.id.in_(among(ranked))
    others = sql.select(papers.c.id).where(*where, sql.not_(is_ranked)).order_by(*_order(selection))
    with stores.library.database.connect() as db:
        passing = set(listed(db, sql.select(papers.c.id).where(*where, is_ranked)))
        first = [id_ for id_ in (reversed(ranked) if selection.ascending else ranked) if id_ in passing]
        total = db.scalar(sql.select(sql.func.count()).select_from(papers).where(*where)) or 0
        start, end = (max(0, place - len(first)) for place in (offset, offset + limit))
        return [*first[offset : offset + limit], *db.scalars(others.offset(start).limit(end - start))], total


def _with_words(stores: Stores, words: str) -> list[str]:
    """Return the papers with the words in their text, best first, then those with them elsewhere in the record."""
    return list(dict.fromkeys((*stores.words.as_typed(words)[0], *_beside_text(stores, words))))


def _beside_text(stores: Stores, words: str) -> list[str]:
    """Return the papers with the words in their record, then those with a note or tag of them."""
    return [*_recorded(stores, words), *_noted(stores, words)]


def _recorded(stores: Stores, words: str) -> list[str]:
    """Return the papers by an author of this name, or whose venue or organisation has all these words."""
    if len(words.strip()) < _SHORTEST_NAME:
        return []
    conditions = [
        sql.and_(field.is_not(None), *(_contains(field, word) for word in words.split()))
        for field in (papers.c.venue, papers.c.organisation)
    ]
    if authors := authors_matching(stores.library, words):
        conditions.append(met(Condition("author", names=authors)))
    # One after the other: for any of them, all records would be read.
    with stores.library.database.connect() as db:
        found = [listed(db, sql.select(papers.c.id).where(PRESENT, condition)) for condition in conditions]
    return sorted(set[str]().union(*found))


def _noted(stores: Stores, words: str) -> list[str]:
    """Return the papers on which a person noted all these words, in a note or as tags."""
    note, tags = paper_marks.c.note, own_tags.c
    tagged = [papers.c.id.in_(sql.select(tags.paper_id).where(_contains(tags.tag, word))) for word in words.split()]
    noted = sql.select(paper_marks.c.paper_id).where(note != "")
    in_note = [papers.c.id.in_(noted.where(_contains(note, word))) for word in words.split()]
    both = [sql.or_(*either) for either in zip(tagged, in_note, strict=True)]
    with stores.library.database.connect() as db:
        return list(db.scalars(sql.select(papers.c.id).where(PRESENT, *both).order_by(papers.c.id)))


def _contains(text: sql.ColumnElement[str], word: str) -> sql.ColumnElement[bool]:
    return text.collate(BINARY).icontains(word, autoescape=True)


def _order(selection: Selection) -> list[sql.ColumnElement[Any]]:
    """Return the order; papers without a value come last, and of equal ones the beginning of the title decides."""
    column = _COLUMNS.get(selection.sort, papers.c.added)
    first = column.asc().nulls_last() if selection.ascending else Descending(column)
    return [first, papers.c.id] if selection.sort == "title" else [first, *TIEBREAK]
