"""Copies all rows of some tables from one database to another, whatever each of them is: the copy is the same."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sql

_BATCH = 500


def copy_rows(source: sql.Connection, target: sql.Connection, tables: Sequence[sql.Table]) -> None:
    """Replace the rows of these tables in `target` by those of `source`; a table that others refer to comes first."""
    for table in reversed(tables):
        target.execute(sql.delete(table))
    for table in tables:
        read = source.execution_options(yield_per=_BATCH).execute(sql.select(table).order_by(*table.primary_key))
        for rows in read.mappings().partitions():
            target.execute(sql.insert(table), [dict(row) for row in rows])


def count_rows(db: sql.Connection, tables: Iterable[sql.Table]) -> dict[str, int]:
    """Return how many rows each table has, by its name."""
    return {table.name: db.scalar(sql.select(sql.func.count()).select_from(table)) or 0 for table in tables}
