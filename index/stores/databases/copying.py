"""Copies all rows of some tables from one database to another, whatever each of them is: the copy is the same."""

from collections.abc import Sequence

import sqlalchemy as sql

_BATCH = 500


def copy_rows(source: sql.Connection, target: sql.Connection, tables: Sequence[sql.Table]) -> None:
    """Replace the rows of these tables in `target` by those of `source`; a table that others refer to comes first."""
    for table in reversed(tables):
        target.execute(sql.delete(table))
    for table in tables:
        read = source.execute(sql.select(table).order_by(*table.primary_key).execution_options(yield_per=_BATCH))
        for rows in read.mappings().partitions():
            target.execute(sql.insert(table), [dict(row) for row in rows])
