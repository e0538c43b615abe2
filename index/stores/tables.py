"""The tables of the library, and the queries that are asked of them again and again. Used by the library alone."""

import sqlalchemy as sql
from sqlalchemy.dialects.sqlite import insert

metadata = sql.MetaData()
papers = sql.Table(
    "papers",
    metadata,
    sql.Column("id", sql.String, primary_key=True),
    sql.Column("title", sql.String, nullable=False),
    sql.Column("abstract", sql.String, nullable=False),
    sql.Column("authors", sql.Integer, key="author_count"),
    sql.Column("organisation", sql.String),
    sql.Column("date", sql.Date),
    sql.Column("date_inferred", sql.Boolean, nullable=False),
    sql.Column("comments", sql.Integer),
    sql.Column("upvotes", sql.Integer),
    sql.Column("removed", sql.Boolean, nullable=False, default=False),
    sql.Column("revision", sql.Integer, nullable=False, index=True),
    sql.Column("indexed", sql.Integer, nullable=False, default=0),
    sql.Column("passages", sql.Integer, nullable=False, default=0),
)
sightings = sql.Table(
    "sightings",
    metadata,
    sql.Column("paper_id", sql.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    sql.Column("source", sql.String, primary_key=True),
    sql.Column("line", sql.Integer, nullable=False),
    sql.Column("digest", sql.String, nullable=False),
)
facts = sql.Table(
    "facts",
    metadata,
    sql.Column("name", sql.String, primary_key=True),
    sql.Column("value", sql.String, nullable=False),
)
# Conditions are looked up in these and not in the table, whose rows carry the abstracts. Libraries made before them
# get them when they are opened.
INDEXES = (
    sql.Index(
        "papers_by_date",
        *(papers.c.date, papers.c.organisation, papers.c.author_count, papers.c.upvotes, papers.c.comments),
        *(papers.c.removed, papers.c.title, papers.c.id),
    ),
    sql.Index("papers_by_state", papers.c.removed, papers.c.indexed, papers.c.revision, papers.c.id),
    sql.Index("papers_by_organisation", papers.c.organisation, papers.c.removed),
    *(
        sql.Index(f"papers_by_{counted.name}", counted, papers.c.removed, papers.c.date, papers.c.title, papers.c.id)
        for counted in (papers.c.author_count, papers.c.upvotes, papers.c.comments)
    ),
    sql.Index("sightings_by_source", sightings.c.source, sightings.c.paper_id),
)
# The columns that are fields of `Paper`.
FIELDS = ("title", "abstract", "author_count", "organisation", "date", "date_inferred", "comments", "upvotes")
WITH_SOURCES = sql.select(
    papers,
    sql.select(sql.func.json_group_array(sightings.c.source))
    .where(sightings.c.paper_id == papers.c.id)
    .scalar_subquery()
    .label("sources"),
).order_by(papers.c.title)
THERE = sql.not_(papers.c.removed)
PENDING = sql.and_(papers.c.indexed < papers.c.revision, THERE)

# Kept apart, because the papers with the highest revision may be gone.
REVISION = sql.select(sql.cast(facts.c.value, sql.Integer)).where(facts.c.name == "revision")
# How often anything was written: as long as it stays, so does the state.
WRITES = sql.select(sql.cast(facts.c.value, sql.Integer)).where(facts.c.name == "writes")
COUNT_WRITE = (
    insert(facts)
    .values(name="writes", value="1")
    .on_conflict_do_update(index_elements=["name"], set_={"value": sql.cast(facts.c.value, sql.Integer) + 1})
)
STATE = sql.select(
    sql.func.count().filter(THERE),
    REVISION.scalar_subquery(),
    sql.func.sum(papers.c.passages),
    sql.func.max(papers.c.indexed),
)
