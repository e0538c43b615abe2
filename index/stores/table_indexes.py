"""The indexes of the library's tables. Used by the migrations alone, which create them when a library is opened."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sql

from index.stores.databases.portable_sql import POSTGRESQL, Descending
from index.stores.tables import (
    APPEARED,
    CODE,
    IS_SURVEY,
    KNOWN_BY_YEAR,
    LISTING_DAY,
    TIEBREAK,
    TITLE,
    papers,
    sightings,
)

# Filters are looked up in these and not in the table, whose rows carry the abstracts. Pages are read in the order of
# those that go on with `TIEBREAK`. A list in an index is read as a whole: a tenth of reading the rows.
_FILE_INDEXES = (
    sql.Index(
        "papers_by_day",
        *(papers.c.date.desc(), *TIEBREAK, papers.c.organisation, papers.c.author_count),
        *(papers.c.upvotes, papers.c.comments, papers.c.removed),
    ),
    sql.Index("papers_by_indexing", papers.c.removed, papers.c.indexed, papers.c.revision, papers.c.passages),
    sql.Index(
        "papers_waiting",
        *(papers.c.revision, papers.c.id, papers.c.indexed, papers.c.removed),
        sqlite_where=papers.c.indexed < papers.c.revision,
    ),
    sql.Index("papers_by_organisation", papers.c.organisation, papers.c.removed),
    *(
        sql.Index(f"papers_by_highest_{counted.name}", counted.desc(), *TIEBREAK, papers.c.removed, papers.c.date)
        for counted in (papers.c.author_count, papers.c.upvotes, papers.c.comments)
    ),
    sql.Index("papers_by_title", TITLE, papers.c.removed, papers.c.id),
    # Read from its end: what is added last is appended, where at the front it would leave half of each page empty.
    sql.Index("papers_by_time_of_addition", papers.c.added, *(column.desc() for column in TIEBREAK), papers.c.removed),
    sql.Index("papers_by_first_day", APPEARED, papers.c.removed, *TIEBREAK),
    sql.Index("papers_by_last_listing", LISTING_DAY.desc(), *TIEBREAK, papers.c.removed),
    *(
        sql.Index(f"papers_by_{values.name}", values, papers.c.removed, papers.c.id, sqlite_where=values.is_not(None))
        for values in (papers.c.categories, papers.c.tags, papers.c.venue)
    ),
    *(
        sql.Index(f"papers_{what}", papers.c.removed, papers.c.id, sqlite_where=condition)
        for what, condition in (("that_are_surveys", IS_SURVEY), ("with_code", CODE.is_not(None)))
    ),
    sql.Index("papers_known_by_year", papers.c.date, papers.c.removed, papers.c.id, sqlite_where=KNOWN_BY_YEAR),
    sql.Index("papers_without_authors", papers.c.removed, papers.c.id, sqlite_where=papers.c.authors.is_(None)),
    sql.Index("sightings_by_source", sightings.c.source, sightings.c.paper_id),
)
FORMER_INDEXES = (
    *("papers_by_date", "papers_by_state", "papers_by_author_count", "papers_by_upvotes", "papers_by_comments"),
    *("papers_by_addition", "papers_by_listing_day", "papers_by_latest_addition", "papers_by_latest_date"),
    *("papers_by_last_addition", "papers_by_appearance", "papers_by_latest_listing_day"),
    *("papers_by_most_author_count", "papers_by_most_upvotes", "papers_by_most_comments", "papers_by_authors"),
)
"""What older releases looked papers up in."""
# PostgreSQL refuses long values in an index, so titles are in none.
_SERVER_INDEXES = (
    sql.Index("server_papers_by_state", papers.c.removed, papers.c.indexed, papers.c.revision, papers.c.id),
    *(
        sql.Index(f"server_papers_by_{name}", value)
        for name, value in (
            ("date", Descending(papers.c.date)),
            ("addition", Descending(papers.c.added)),
            ("listing_day", Descending(LISTING_DAY)),
            ("appearance", APPEARED),
            *((column.name, column) for column in (papers.c.author_count, papers.c.upvotes, papers.c.comments)),
        )
    ),
    sql.Index("server_sightings_by_source", sightings.c.source, sightings.c.paper_id),
)
INDEXES: Mapping[str, Sequence[sql.Index]] = {
    kind: tuple(index.ddl_if(dialect=kind) for index in indexes)
    for kind, indexes in (("sqlite", _FILE_INDEXES), (POSTGRESQL, _SERVER_INDEXES))
}
"""By the kind of database."""
