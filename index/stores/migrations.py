"""Brings a library to the current schema: numbered steps, each in one transaction, after a backup."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sql

from index.errors import PaperchatError
from index.stores import table_indexes, tables
from index.stores.author_names import list_all_authors
from index.stores.backups import back_up
from index.stores.by_hand.own_checksums import OWN_TABLES, seal_own
from index.stores.databases.database_file import broken_values, is_only_readable
from index.stores.databases.database_server import CREATING
from index.stores.databases.portable_sql import COLLATIONS, on_server, write_missing
from index.stores.record_checksums import seal

Step = Callable[[sql.Connection], None]
log = logging.getLogger(__name__)
MANY = 5000
"""Converting more papers than this takes seconds, so it is announced."""
MOVED = "moved"
"""The fact that a library was taken elsewhere, and where it is."""
MOVED_TO = sql.select(tables.facts.c.value).where(tables.facts.c.name == MOVED)


def open_library(engine: sql.Engine, path: Path) -> str:
    """Create or migrate the library as needed, and return its name. `path`: as for `migrate`."""
    migrate(engine, path)
    with engine.begin() as db:
        if on_server(db) or not is_only_readable(path):
            _bring_indexes_up_to_date(db)
        if moved := db.scalar(MOVED_TO):
            raise PaperchatError(f"The library was moved to {moved}.", "Use it there: set its address.")
        return str(db.scalars(tables.NAME).one())


def _bring_indexes_up_to_date(db: sql.Connection) -> None:
    for index in table_indexes.INDEXES[db.dialect.name]:
        db.execute(sql.schema.CreateIndex(index, if_not_exists=True))
    for name in table_indexes.FORMER_INDEXES:
        db.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")


def migrate(engine: sql.Engine, path: Path, steps: Mapping[int, Step] | None = None) -> None:
    """Create the tables of the library at `path`, or bring them to the newest schema of `steps`.

    `path`: its file, or that of its backups if it is on a server.

    Killed at any point, the library is as it was before the step that was running. Raises PaperchatError for a library
    of a newer release.
    """
    steps = STEPS if steps is None else steps
    newest = max(steps)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        if not sql.inspect(db).has_table(tables.facts.name):
            _create(engine)
        version = _version(db)
        if version > newest:
            raise PaperchatError(
                f"{path} was written by a newer version of paperchat.", "Update paperchat, or use another home folder."
            )
        if version < newest:
            papers = db.scalar(sql.select(sql.func.count()).select_from(tables.papers)) or 0
            if papers > MANY:
                log.warning("Converting the library of %s papers to this version, once: %s", f"{papers:,}", path)
            back_up(db, path, str(version))
        for number in range(version + 1, newest + 1):
            _run(db, number, steps[number])


def _create(engine: sql.Engine) -> None:
    with engine.begin() as db:
        if on_server(db):
            # If several processes begin at once, only one creates the tables.
            db.execute(sql.select(sql.func.pg_advisory_xact_lock(CREATING)))
            for collation in COLLATIONS:
                db.exec_driver_sql(collation)
        else:
            # As in `_run`: killed before the last statement, there would be tables without a name.
            db.exec_driver_sql("BEGIN IMMEDIATE")
        tables.metadata.create_all(db)
        named = {"schema": str(tables.SCHEMA_VERSION), "library": uuid4().hex}
        write_missing(db, tables.facts, [{"name": name, "value": value} for name, value in named.items()])


def _version(db: sql.Connection) -> int:
    return int(db.scalars(sql.select(tables.facts.c.value).where(tables.facts.c.name == "schema")).one())


def _run(db: sql.Connection, number: int, step: Step) -> None:
    # Begun by hand: SQLite's driver starts no transaction before statements that change the schema.
    db.exec_driver_sql("BEGIN" if on_server(db) else "BEGIN IMMEDIATE")
    try:
        if on_server(db):
            db.execute(sql.select(sql.func.pg_advisory_xact_lock(CREATING)))
        # Another process may have done it since.
        if _version(db) < number:
            step(db)
            db.execute(sql.update(tables.facts).where(tables.facts.c.name == "schema").values(value=str(number)))
        db.exec_driver_sql("COMMIT")
    except BaseException:
        db.exec_driver_sql("ROLLBACK")
        raise


def _add_record_fields(db: sql.Connection) -> None:
    """Release 0.1 counted authors; since 0.2 papers have their names, ids, links and more, and sources have a path."""
    for statement in (
        "ALTER TABLE papers RENAME COLUMN authors TO author_count",
        "DROP INDEX IF EXISTS papers_by_authors",
        *(
            f"ALTER TABLE papers ADD COLUMN {column}"
            for column in (
                *("authors JSON", "arxiv_id VARCHAR", "arxiv_version INTEGER", "doi VARCHAR", "other_ids JSON"),
                *("url VARCHAR", "pdf_url VARCHAR", "code_url VARCHAR", "venue VARCHAR", "categories JSON"),
                *("listed_on JSON", "language VARCHAR", "tags JSON", "provenance JSON"),
            )
        ),
        "CREATE TABLE aliases (key VARCHAR NOT NULL, paper_id VARCHAR NOT NULL REFERENCES papers (id)"
        " ON DELETE CASCADE, PRIMARY KEY (key, paper_id))",
        "CREATE INDEX ix_aliases_paper_id ON aliases (paper_id)",
        "CREATE TABLE sources (key VARCHAR NOT NULL PRIMARY KEY, path VARCHAR NOT NULL, name VARCHAR NOT NULL)",
        "CREATE INDEX ix_sources_path ON sources (path)",
        "INSERT INTO aliases (key, paper_id) SELECT id, id FROM papers WHERE NOT removed",
        "INSERT INTO sources (key, path, name) SELECT DISTINCT source, source, source FROM sightings",
    ):
        db.exec_driver_sql(statement)


def _add_marks(db: sql.Connection) -> None:
    """After 0.2, papers can be starred, tagged, annotated, edited and deleted singly, and have a day of addition."""
    db.exec_driver_sql("ALTER TABLE papers ADD COLUMN added DATETIME")
    for table in (tables.paper_marks, tables.own_tags, tables.record_edits, tables.deleted_papers):
        table.create(db)


def _add_watches(db: sql.Connection) -> None:
    """After 0.2, questions can be watched."""
    for table in (tables.watched_questions, tables.reported_papers):
        table.create(db)


def _add_places(db: sql.Connection) -> None:
    """After 0.2, a library can be on a server, which does not know the order in which rows were written."""
    columns = {column["name"] for column in sql.inspect(db).get_columns(tables.reported_papers.name)}
    if tables.reported_papers.c.place.name not in columns:
        db.exec_driver_sql("ALTER TABLE told_papers ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
        db.exec_driver_sql("UPDATE told_papers SET place = rowid")


def _add_given_names(db: sql.Connection) -> None:
    """After 0.2, people can name sources."""
    kind = tables.sources.c.given.type.compile(db.dialect)
    db.exec_driver_sql(f"ALTER TABLE sources ADD COLUMN given {kind}")


def _add_gone_papers(db: sql.Connection) -> None:
    """After 0.2, several machines index the words of a library, and read there which papers were deleted."""
    tables.gone_papers.create(db)


def _add_date_precision(db: sql.Connection) -> None:
    """After 0.2, it is known of which papers only the month or the year is given."""
    kind = tables.papers.c.date_precision.type.compile(db.dialect)
    db.exec_driver_sql(f"ALTER TABLE papers ADD COLUMN date_precision {kind} NOT NULL DEFAULT 'day'")


def _add_checksums(db: sql.Connection) -> None:
    """After 0.2, each record has a checksum; records that were damaged before have none, which marks them."""
    kind = tables.papers.c.checksum.type.compile(db.dialect)
    db.exec_driver_sql(f"ALTER TABLE papers ADD COLUMN checksum {kind}")
    broken = _broken_rows(db, tables.papers)
    seal(db, [id_ for id_ in db.scalars(sql.select(tables.papers.c.id)) if id_ not in broken])


def _add_own_checksums(db: sql.Connection) -> None:
    """After 0.2, the rows that a person wrote have checksums, too, except for rows that cannot be read."""
    for table in OWN_TABLES:
        if "checksum" not in {column["name"] for column in sql.inspect(db).get_columns(table.name)}:
            kind = table.c.checksum.type.compile(db.dialect)
            db.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN checksum {kind}")
        seal_own(db, table, _broken_rows(db, table))


def _add_authors(db: sql.Connection) -> None:
    """After 0.2, papers are found by their authors through an index."""
    # First: the new table takes its space.
    db.exec_driver_sql("DROP INDEX IF EXISTS papers_by_authors")
    tables.paper_authors.create(db)
    list_all_authors(db)


def _keep_rows_by_key(db: sql.Connection) -> None:
    """After 0.2, these tables are stored in the order of their keys, which takes a third less of a file."""
    if on_server(db):
        return
    for table in (tables.aliases, tables.sightings):
        before = f"{table.name}_before"
        for index in table.indexes:
            db.exec_driver_sql(f"DROP INDEX IF EXISTS {index.name}")
        db.exec_driver_sql(f"ALTER TABLE {table.name} RENAME TO {before}")
        table.create(db)
        rows = sql.table(before, *(sql.column(column.name) for column in table.c))
        # If a paper was lost through damage, rows may refer to nothing.
        is_here = rows.c.paper_id.in_(sql.select(tables.papers.c.id))
        ordered = sql.select(rows).where(is_here).order_by(*(rows.c[column.name] for column in table.primary_key))
        db.execute(sql.insert(table).from_select(list(table.c.keys()), ordered))
        db.exec_driver_sql(f"DROP TABLE {before}")


def _broken_rows(db: sql.Connection, table: sql.Table) -> set[str]:
    """Return the first keys of rows with a value of the wrong type, which a server would refuse."""
    return set() if on_server(db) else {key for key, _ in broken_values(db, table.name)}


STEPS: dict[int, Step] = {
    2: _add_record_fields,
    3: _add_marks,
    4: _add_watches,
    5: _add_places,
    6: _add_given_names,
    7: _add_gone_papers,
    8: _add_date_precision,
    9: _add_checksums,
    10: _add_own_checksums,
    11: _add_authors,
    12: _keep_rows_by_key,
}
"""By the version that each one migrates to, from the version before. Libraries on servers begin with the fifth."""
