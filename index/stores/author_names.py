"""The authors of papers by their names: looked up if a question names somebody, and updated with the records."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sql

from index.stores.databases.portable_sql import NOCASE, among, write_missing
from index.stores.tables import paper_authors, papers
from index.text.person_names import last_name, last_names, matches_name

if TYPE_CHECKING:
    from index.stores.library import Library

_TABLE = paper_authors.c
# No name is longer. A server refuses long values in an index.
_LONGEST, _LONGEST_LAST = 400, 100


def authors_matching(library: "Library", name: str) -> tuple[str, ...]:
    """Return the authors with this name, as the papers spell them, in alphabetical order."""
    if not (last := last_name(name)):
        return ()
    # Only of papers that are still there: few are removed, and looking each one up would take longer.
    removed = sql.select(papers.c.id).where(papers.c.removed)
    called = sql.select(_TABLE.name).distinct().where(_TABLE.last_name == last[:_LONGEST_LAST])
    with library.store.reading.connect() as db:
        found = db.scalars(called.where(_TABLE.paper_id.not_in(removed)))
        return tuple(sorted(author for author in found if matches_name(author, name)))


def by_authors(names: Sequence[str]) -> sql.ColumnElement[bool]:
    """Return whether a paper is by one of these authors, in upper or lower case."""
    lasts = sorted({last[:_LONGEST_LAST] for name in names for last in last_names(name)})
    # Only the rows with one of the last names are compared, instead of looking up each pair of last name and name.
    named = _TABLE.last_name.in_(among(lasts)) & _TABLE.name.collate(NOCASE).in_(among(names))
    return papers.c.id.in_(sql.select(_TABLE.paper_id).where(named))


@contextmanager
def updating_authors(db: sql.Connection, ids: Collection[str]) -> Iterator[None]:
    """Bring the table of authors up to date with what the block writes about the papers with these ids."""
    before = _listed(db, ids)
    yield
    after = _listed(db, ids)
    if gone := before - after:
        here = (column == sql.bindparam(f"{column.name}_gone") for column in _TABLE)
        rows = [{f"{name}_gone": value for name, value in row.items()} for row in _rows(gone)]
        db.execute(sql.delete(paper_authors).where(*here), rows)
    if added := after - before:
        write_missing(db, paper_authors, _rows(added))


def list_all_authors(db: sql.Connection, batch: int = 1000) -> None:
    """Fill the table of authors of a library in which it is empty."""
    after = ""
    some = sql.select(papers.c.id).where(papers.c.authors.is_not(None)).order_by(papers.c.id).limit(batch)
    while ids := db.scalars(some.where(papers.c.id > after)).all():
        if rows := _rows(_listed(db, ids)):
            write_missing(db, paper_authors, rows)
        after = ids[-1]


def _listed(db: sql.Connection, ids: Collection[str]) -> set[tuple[str, str, str]]:
    """Return the rows of these papers, as their records have it."""
    records = sql.select(papers.c.id, papers.c.authors).where(papers.c.id.in_(ids), papers.c.authors.is_not(None))
    # A damaged list is read as an empty one.
    return {
        (last[:_LONGEST_LAST], author, row.id)
        for row in db.execute(records)
        for author in row.authors or ()
        if len(author) <= _LONGEST
        for last in last_names(author)
    }


def _rows(listed_authors: set[tuple[str, str, str]]) -> list[dict[str, str]]:
    # In the order of the table, whose pages are then written one after the other.
    return [dict(zip(_TABLE.keys(), row, strict=True)) for row in sorted(listed_authors)]
