"""What the library knows about a paper besides its record: the day on which it was added, and the person's own tags."""

from app.answers.without_search.record_facts import fact_of, title_of
from app.answers.without_search.record_questions import RecordField
from app.citations import without_false_marks
from index.browsing.table_page import rows_of
from index.collection import Stores
from index.papers import Paper
from index.wording.said import Said, in_quotes, listed, said, said_date


def known_fact(stores: Stores, paper: Paper, field: RecordField) -> str:
    """Return what the library or the record says of the field, as a sentence without its full stop, or nothing."""
    if field not in ("added", "tags"):
        return fact_of(paper, field)
    row = next(iter(rows_of(stores, [paper.id])), None)
    if row is None:
        # Deleted since it was found.
        return ""
    title = title_of(paper)
    if field == "tags":
        return _tagged(title, row.marks.tags)
    if row.added is None:
        return ""
    return said("record.added_on", "{title} was added on {date}", title=title, date=said_date(row.added.date()))


def _tagged(title: Said, tags: tuple[str, ...]) -> Said:
    if not tags:
        return said("record.not_tagged", "You have given {title} no tag", title=title)
    names = listed([in_quotes(without_false_marks(tag)) for tag in tags], "and")
    return said("record.tagged", "You have tagged {title} with {tags}", title=title, tags=names)
