"""What a reader should know about a search that filters or compares, in words. Pure."""

from collections.abc import Iterator

from index.questions.query import ORDERED_BY
from index.retrieval.results import SearchResult


def search_notices(found: SearchResult) -> Iterator[str]:
    """Yield which papers a filter left out for lack of data, and which sides of a comparison were not found."""
    fields = {condition.field for condition in found.query.conditions}
    if found.query.order in ORDERED_BY:
        fields.add(ORDERED_BY[found.query.order])
    if found.incomplete:
        count = found.incomplete
        papers, whose = ("1 paper is", "its") if count == 1 else (f"{count:,} papers are", "their")
        lacking = " or ".join(sorted(fields - {"id", "source"}))
        yield f"{papers} left out because {whose} sources do not give the {lacking}."
    if found.missing and found.answerable:
        yield f"Your collection seems to have nothing on {' and '.join(found.missing)}."
