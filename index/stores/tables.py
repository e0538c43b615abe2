"""The tables of the library, and the queries that it runs again and again. Used by the library alone."""

from datetime import UTC, datetime
from datetime import date as Date

import sqlalchemy as sql

from index.stores.databases.portable_sql import (
    NOCASE,
    DayOf,
    FirstOf,
    GatheredList,
    LastOf,
    Likely,
    Text,
)
from index.stores.databases.readable_types import COUNT, DAY, DAYS, FIELD_VALUE, MOMENT, NUMBER, TEXT_BY_TEXT, TEXTS

SCHEMA_VERSION = 12
"""Increase it with each change of the tables, and add the migration to `index.stores.migrations`."""

metadata = sql.MetaData()
papers = sql.Table(
    "papers",
    metadata,
    sql.Column("id", Text, primary_key=True),
    sql.Column("title", Text, nullable=False),
    sql.Column("abstract", Text, nullable=False),
    sql.Column("author_count", NUMBER),
    sql.Column("organisation", Text),
    sql.Column("date", DAY),
    sql.Column("date_precision", Text, nullable=False, server_default="day"),
    sql.Column("date_inferred", sql.Boolean, nullable=False),
    sql.Column("comments", NUMBER),
    sql.Column("upvotes", NUMBER),
    sql.Column("removed", sql.Boolean, nullable=False, default=False),
    sql.Column("revision", sql.Integer, nullable=False, index=True),
    sql.Column("indexed", COUNT, nullable=False, default=0),
    sql.Column("passages", COUNT, nullable=False, default=0),
    sql.Column("authors", TEXTS),
    sql.Column("arxiv_id", Text),
    sql.Column("arxiv_version", NUMBER),
    sql.Column("doi", Text),
    sql.Column("other_ids", TEXTS),
    sql.Column("url", Text),
    sql.Column("pdf_url", Text),
    sql.Column("code_url", Text),
    sql.Column("venue", Text),
    sql.Column("categories", TEXTS),
    sql.Column("listed_on", DAYS),
    sql.Column("language", Text),
    sql.Column("tags", TEXTS),
    sql.Column("provenance", TEXT_BY_TEXT),
    # In UTC; null for papers that an older release added.
    sql.Column("added", MOMENT, default=lambda: datetime.now(UTC).replace(tzinfo=None)),
    # The checksum of all columns above except what is indexed: see `index.stores.record_checksums`.
    sql.Column("checksum", sql.BigInteger),
)
# What a paper is recognised by: see `index.record_merging.keys_of`. Papers with the same title share a key.
aliases = sql.Table(
    "aliases",
    metadata,
    sql.Column("key", Text, primary_key=True),
    sql.Column("paper_id", sql.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True),
    # As in the other tables: rows are stored in the index of the primary key, not next to it.
    sqlite_with_rowid=False,
)
# What papers by an author are found by: `index.stores.author_names` says what his last name is, and keeps this up.
paper_authors = sql.Table(
    "paper_authors",
    metadata,
    sql.Column("last_name", Text, primary_key=True),
    sql.Column("name", Text, primary_key=True),
    sql.Column("paper_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
# `key` is what sightings refer to and never changes; `path` is where the file is; `name` is how people read it: the
# name that a person has `given` it, or else the shortest end of the path.
sources = sql.Table(
    "sources",
    metadata,
    sql.Column("key", Text, primary_key=True),
    sql.Column("path", Text, nullable=False, index=True),
    sql.Column("name", Text, nullable=False),
    sql.Column("given", Text),
)
sightings = sql.Table(
    "sightings",
    metadata,
    sql.Column("paper_id", sql.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    sql.Column("source", Text, primary_key=True),
    sql.Column("line", COUNT, nullable=False),
    sql.Column("digest", Text, nullable=False),
    sqlite_with_rowid=False,
)
# What a person adds to papers. No foreign keys: a paper that is removed and added again has its marks back. For the
# checksums see `index.stores.by_hand.own_checksums`.
paper_marks = sql.Table(
    "paper_marks",
    metadata,
    sql.Column("paper_id", Text, primary_key=True),
    sql.Column("read", sql.Boolean, nullable=False, default=False),
    sql.Column("starred", sql.Boolean, nullable=False, default=False),
    sql.Column("note", Text, nullable=False, default=""),
    sql.Column("checksum", sql.BigInteger),
)
own_tags = sql.Table(
    "own_tags",
    metadata,
    sql.Column("paper_id", Text, primary_key=True),
    sql.Column("tag", Text(collation=NOCASE), primary_key=True, index=True),
    sql.Column("checksum", sql.BigInteger),
)
# The fields of records that a person has written; sources no longer change them.
record_edits = sql.Table(
    "record_edits",
    metadata,
    sql.Column("paper_id", Text, primary_key=True),
    sql.Column("field", Text, primary_key=True),
    sql.Column("value", FIELD_VALUE),
    sql.Column("checksum", sql.BigInteger),
)
# Papers that were deleted one by one, with all that belongs to them, so that they can be put back.
deleted_papers = sql.Table(
    "deleted_papers",
    metadata,
    sql.Column("deletion", Text, primary_key=True),
    sql.Column("deleted", sql.DateTime, nullable=False),
    sql.Column("rows", sql.JSON, nullable=False),
)
# Questions that are asked again whenever papers were added, and which papers each has reported.
watched_questions = sql.Table(
    "watched_questions",
    metadata,
    sql.Column("question", Text, primary_key=True),
    sql.Column("since", MOMENT, nullable=False),
)
reported_papers = sql.Table(
    "told_papers",
    metadata,
    sql.Column("question", sql.ForeignKey("watched_questions.question", ondelete="CASCADE"), primary_key=True),
    sql.Column("paper_id", Text, primary_key=True),
    # In UTC; null for papers that were there before the question was watched.
    sql.Column("told", MOMENT),
    sql.Column("quote", Text, nullable=False, default=""),
    # The order of papers that were reported together.
    sql.Column("place", COUNT, nullable=False, default=0),
)
# Papers that are gone for good, for the word indexes of other machines that do not know it yet.
gone_papers = sql.Table(
    "gone_papers",
    metadata,
    sql.Column("id", Text, primary_key=True),
    sql.Column("revision", sql.Integer, nullable=False, index=True),
)
facts = sql.Table(
    "facts",
    metadata,
    sql.Column("name", Text, primary_key=True),
    sql.Column("value", Text, nullable=False),
)
LISTING_DAY: sql.ColumnElement[str] = LastOf(papers.c.listed_on)
"""The last day on which a listing showed a paper."""
APPEARED: sql.ColumnElement[Date] = sql.func.coalesce(DayOf(FirstOf(papers.c.listed_on)), papers.c.date, type_=DAY)
"""The first day on which a listing showed a paper, or else the day on which it was submitted."""
TITLE = papers.c.title.collate(NOCASE)
# Numbers of SQL's own: SQLite takes no index for an expression with parameters.
_TITLE_START = sql.func.substr(papers.c.title, sql.literal_column("1"), sql.literal_column("20"))
TIEBREAK: tuple[sql.ColumnElement[str], ...] = (_TITLE_START, papers.c.id)
"""The order of papers that are equal in what they are sorted by. Whole titles would double what the indexes take."""


def _contains(column: sql.ColumnElement[str], *phrases: str) -> sql.ColumnElement[bool]:
    """Return whether a text has one of the phrases, in upper or lower case; without parameters, for an index."""
    return sql.or_(*(column.ilike(sql.literal_column(f"'%{phrase}%'")) for phrase in phrases))


KNOWN_BY_YEAR = papers.c.date_precision == sql.literal_column("'year'")  # its date is the first of January
CODE: sql.ColumnElement[str] = sql.func.coalesce(
    papers.c.code_url,
    sql.case((_contains(papers.c.abstract, "github.com/", "gitlab.com/"), sql.literal_column("'abstract'"))),
)
"""The address of the code; one in the abstract is as good as one in the record."""
# Few abstracts have any of the first words: most are not read for all of the phrases.
_SURVEY_TITLES = ("survey", "a review", "review of", "systematic review", "overview of", "tutorial")
IS_SURVEY = _contains(papers.c.title, *_SURVEY_TITLES) | (
    _contains(papers.c.abstract, "survey", "view", "tutorial")
    & _contains(
        papers.c.abstract,
        *("this survey", "we survey ", "paper surveys", "comprehensive survey", "systematic survey"),
        *("this review", "paper reviews", "article reviews", "systematic review", "comprehensive review"),
        *("this overview", "comprehensive overview", "this tutorial"),
    )
)
"""What a survey is called, or its abstract says of itself; `peer review` and `user surveys` are neither."""
# The columns that store a field of `Paper` unchanged, and those that store a tuple as a JSON list.
SCALARS = (
    *("title", "abstract", "author_count", "organisation", "date", "date_precision", "date_inferred", "comments"),
    *("upvotes", "arxiv_id", "arxiv_version", "doi", "url", "pdf_url", "code_url", "venue", "language"),
)
LISTS = ("authors", "other_ids", "categories", "tags")
WITH_SOURCES = sql.select(
    papers,
    sql.select(GatheredList(sightings.c.source))
    .where(sightings.c.paper_id == papers.c.id)
    .scalar_subquery()
    .label("sources"),
).order_by(papers.c.title)
# Hardly any paper is removed: without the hint, SQLite looks up `removed` in an index before anything that filters.
PRESENT: sql.ColumnElement[bool] = Likely(sql.not_(papers.c.removed))
PENDING = sql.and_(papers.c.indexed < papers.c.revision, PRESENT)
# Stored separately, because the papers with the highest revision may be gone.
REVISION = sql.select(sql.cast(facts.c.value, sql.Integer)).where(facts.c.name == "revision")
NAME = sql.select(facts.c.value).where(facts.c.name == "library")  # set when the library is created, for good
HISTORY_NAME = "history"
"""The fact that is another one after the library was put back to an earlier state; there is none before that."""
HISTORY = sql.select(facts.c.value).where(facts.c.name == HISTORY_NAME)
# The names whose papers are being removed, as JSON; there are none once the derived stores have forgotten the papers.
REMOVING = sql.select(facts.c.value).where(facts.c.name == "removing")
STATE = sql.select(
    sql.func.count().filter(PRESENT),
    REVISION.scalar_subquery(),
    sql.func.sum(papers.c.passages),
    sql.func.max(papers.c.indexed),
    # Changes whenever a new index replaces the old one.
    sql.select(facts.c.value).where(facts.c.name == "index").scalar_subquery(),
)
# Takes a `paper`, the revision `at` which it was indexed, and the `number` of its passages. A text changed since then
# stays pending.
MARK_INDEXED = (
    sql.update(papers)
    .where(papers.c.id == sql.bindparam("paper"), papers.c.revision == sql.bindparam("at"))
    .values(indexed=papers.c.revision, passages=sql.bindparam("number"))
)
