"""SQL that SQLite and PostgreSQL spell differently, each under one name. Knows no table."""

from collections.abc import Collection, Sequence
from typing import Any

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


class ListValues(FunctionElement[Any]):
    """The values of a list that is stored as JSON, as a table."""

    name = "list_values"
    inherit_cache = True


class GatheredList(FunctionElement[list[str]]):
    """The values of all rows as one list."""

    name = "gathered_list"
    type = sql.JSON()
    inherit_cache = True


class FirstOf(FunctionElement[str]):
    """The first value of a list that is stored as JSON."""

    name = "first_of"
    type = sql.String()
    inherit_cache = True


class LastOf(FunctionElement[str]):
    """The last value of a list that is stored as JSON."""

    name = "last_of"
    type = sql.String()
    inherit_cache = True


class DayOf(FunctionElement[Any]):
    """A day that is written as in 2026-11-28."""

    name = "day_of"
    type = DAY
    inherit_cache = True


class WholeJson(FunctionElement[Any]):
    """A column of JSON, null where the JSON is damaged."""

    name = "whole_json"
    type = sql.JSON()
    inherit_cache = True


class Likely(FunctionElement[bool]):
    """A condition that nearly every row meets, so that SQLite begins with the others."""

    name = "likely"
    type = sql.Boolean()
    inherit_cache = True


class Descending(FunctionElement[Any]):
    """The order from large to small, with unknown values last.

    SQLite does so by default, and uses an index for it only if the order is not spelled out.
    """

    name = "descending"
    inherit_cache = True


# For each, how SQLite and how PostgreSQL writes it.
_FORMS: dict[type[FunctionElement[Any]], tuple[str, str]] = {
    ListValues: ("json_each({})", "json_array_elements_text({})"),
    GatheredList: ("json_group_array({})", "coalesce(json_agg({}), '[]')"),
    FirstOf: ("json_extract({}, '$[0]')", "({} ->> 0)"),
    LastOf: ("json_extract({}, '$[#-1]')", "({} ->> -1)"),
    # A cast depends on settings of the session, which an index does not allow.
    DayOf: ("{0}", "make_date(substr({0}, 1, 4)::int, substr({0}, 6, 2)::int, substr({0}, 9, 2)::int)"),
    WholeJson: ("CASE WHEN json_valid({0}) THEN {0} END", "{}"),
    Likely: ("likely({})", "({})"),
    Descending: ("{} DESC", "{} DESC NULLS LAST"),
}


def _compiled(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    forms = _FORMS[type(element)]
    inside = ", ".join(compiler.process(clause, **options) for clause in element.clauses)
    return forms[compiler.dialect.name == POSTGRESQL].format(inside)


for _form in _FORMS:
    compiles(_form)(_compiled)


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
