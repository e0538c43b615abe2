"""SQL that SQLite and PostgreSQL spell differently, each under one name. Knows no table."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from index.stores.databases.readable_types import DAY

NOCASE, BINARY = "NOCASE", "BINARY"
"""SQLite's names of collations; `COLLATIONS` gives PostgreSQL the same ones."""
COLLATIONS = (
    f"CREATE COLLATION IF NOT EXISTS \"{NOCASE}\" (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    f'CREATE COLLATION IF NOT EXISTS "{BINARY}" FROM "C"',
)
POSTGRESQL = "postgresql"


class Text(sql.types.TypeDecorator[str]):
    """Text that is sorted by its characters, as SQLite does, and not by the language of a server."""

    impl = sql.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sql.Dialect) -> sql.types.TypeEngine[Any]:
        """Return the type as a database knows it."""
        collation = getattr(self.impl, "collation", None)
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(sql.String(collation=collation or "C"))
        return dialect.type_descriptor(sql.String(collation=collation))

    def process_bind_param(self, value: str | None, dialect: sql.Dialect) -> str | None:
        """Leave out the character that PostgreSQL cannot store."""
        return value.replace("\0", "") if isinstance(value, str) and dialect.name == POSTGRESQL else value


Value = TypeVar("Value")


class _Portable(FunctionElement[Value]):
    """SQL that each of its classes spells in two ways, with `{}` for what stands inside."""

    on_sqlite: ClassVar[str]
    on_postgresql: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # SQLAlchemy asks each class whether its statements may be kept compiled.
        cls.inherit_cache = True
        compiles(cls)(_compiled)


def _compiled(element: _Portable[Any], compiler: SQLCompiler, **options: Any) -> str:
    form = element.on_postgresql if compiler.dialect.name == POSTGRESQL else element.on_sqlite
    return form.format(", ".join(compiler.process(clause, **options) for clause in element.clauses))


class ListValues(_Portable[Any]):
    """The values of a list that is stored as JSON, as a table."""

    name = "list_values"
    on_sqlite, on_postgresql = "json_each({})", "json_array_elements_text({})"


class GatheredList(_Portable[list[str]]):
    """The values of all rows as one list."""

    name, type = "gathered_list", sql.JSON()
    on_sqlite, on_postgresql = "json_group_array({})", "coalesce(json_agg({}), '[]')"


class FirstOf(_Portable[str]):
    """The first value of a list that is stored as JSON."""

    name, type = "first_of", sql.String()
    on_sqlite, on_postgresql = "json_extract({}, '$[0]')", "({} ->> 0)"


class LastOf(_Portable[str]):
    """The last value of a list that is stored as JSON."""

    name, type = "last_of", sql.String()
    on_sqlite, on_postgresql = "json_extract({}, '$[#-1]')", "({} ->> -1)"


class DayOf(_Portable[Any]):
    """A day that is written as in 2026-11-28."""

    name, type = "day_of", DAY
    on_sqlite = "{0}"
    # A cast depends on settings of the session, which an index does not allow.
    on_postgresql = "make_date(substr({0}, 1, 4)::int, substr({0}, 6, 2)::int, substr({0}, 9, 2)::int)"


class WholeJson(_Portable[Any]):
    """A column of JSON, null where the JSON is damaged."""

    name, type = "whole_json", sql.JSON()
    on_sqlite, on_postgresql = "CASE WHEN json_valid({0}) THEN {0} END", "{}"


class Likely(_Portable[bool]):
    """A condition that nearly every row meets, so that SQLite begins with the others."""

    name, type = "likely", sql.Boolean()
    on_sqlite, on_postgresql = "likely({})", "({})"


class Descending(_Portable[Any]):
    """The order from large to small, with unknown values last.

    SQLite does so by default, and uses an index for it only if the order is not spelled out.
    """

    name = "descending"
    on_sqlite, on_postgresql = "{} DESC", "{} DESC NULLS LAST"


def among(values: Collection[str]) -> sql.Select[tuple[str]]:
    """Return any number of values as a table; SQLite takes few as parameters."""
    listed = ListValues(sql.literal(list(values), sql.JSON))
    return sql.select(listed.table_valued(sql.column("value", sql.String)).c.value)


def write(db: sql.Connection, table: sql.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows, or update those that are there by their primary keys."""
    if not rows:
        return
    statement = _insert(db, table)
    updated = {name: statement.excluded[name] for name in rows[0] if not table.c[name].primary_key}
    keys = list(table.primary_key)
    if updated:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=updated)
    else:
        statement = statement.on_conflict_do_nothing()
    db.execute(statement, rows)


def write_missing(db: sql.Connection, table: sql.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of the rows whose primary keys are not there."""
    db.execute(_insert(db, table).on_conflict_do_nothing(), rows)


def _insert(db: sql.Connection, table: sql.Table) -> Any:
    return postgresql.insert(table) if on_server(db) else sqlite.insert(table)


def move_rows(db: sql.Connection, table: sql.Table, gone: str, kept: str) -> None:
    """Move the rows of one paper to another; they replace rows with the same key.

    `table`: its primary key is `paper_id` and one column more.
    """
    (other,) = (column for column in table.primary_key if column.name != "paper_id")
    paper = table.c.paper_id
    moving = list(db.scalars(sql.select(other).where(paper == gone)))
    db.execute(sql.delete(table).where(paper == kept, other.in_(moving)))
    db.execute(sql.update(table).where(paper == gone).values(paper_id=kept))


def on_server(db: sql.Connection) -> bool:
    """Return whether the database is a PostgreSQL server."""
    return db.dialect.name == POSTGRESQL
