"""Copies all rows of some tables from one database to another, whatever each of them is: the copy is the same."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sql

from index.stores.databases.portable_sql import write_missing

_BATCH = 500


def copy_rows(source: sql.Connection, target: sql.Connection, tables: Sequence[sql.Table]) -> None:
    """Replace the rows of these tables in `target` by those of `source`; a table that others refer to comes first."""
    for table in reversed(tables):
        target.execute(sql.delete(table))
    for table in tables:
        for rows in _batches(source, table):
            target.execute(sql.insert(table), rows)


def copy_missing_rows(source: sql.Connection, target: sql.Connection, tables: Sequence[sql.Table]) -> None:
    """Add the rows of these tables in `source` whose keys `target` does not have; what it has stays as it is."""
    for table in tables:
        for rows in _batches(source, table):
            write_missing(target, table, rows)


def _batches(source: sql.Connection, table: sql.Table) -> Iterator[list[dict[str, Any]]]:
    read = source.execute(sql.select(table).order_by(*table.primary_key).execution_options(yield_per=_BATCH))
    for rows in read.mappings().partitions():
        yield [dict(row) for row in rows]
