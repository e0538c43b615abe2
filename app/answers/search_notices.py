"""What a reader should know about a search that filters or compares, in words. Pure."""

from collections.abc import Iterator

from index.questions.chip_words import all_words, day_words
from index.questions.query import ORDERED_BY
from index.retrieval.results import SearchResult
from index.text.counting import conjugated, counted


def search_notices(found: SearchResult) -> Iterator[str]:
    """Yield which papers a filter left out for lack of data, and which sides of a comparison were not found."""
    fields = {condition.field for condition in found.query.conditions} - {"date"}
    if found.set_aside:
        yield f"Searched without “{'” and “'.join(all_words(found.set_aside))}”, which hides the best papers."
    if day := found.query.counted_from:
        yield f"Your newest paper is of {day_words(day)}, and dates are counted back from that day."
    if found.undated:
        papers = counted(found.undated, "more paper" if found.hits else "paper")
        yield f"{papers} {conjugated(found.undated, 'have')} no date in your sources{_where_undated(found)}."
    if found.unordered:
        yield _unordered(found)
    if found.incomplete:
        count = found.incomplete
        papers, whose = ("1 paper is", "its") if count == 1 else (f"{count:,} papers are", "their")
        lacking = " or ".join(sorted(fields - {"id", "source"}))
        yield f"{papers} left out because {whose} sources do not give the {lacking}."
    if found.missing and found.answerable:
        yield f"Your collection seems to have nothing on {' and '.join(found.missing)}."


def _where_undated(found: SearchResult) -> str:
    """Return where the papers of unknown date are, which might pass the filter or not."""
    query = found.query
    if query.intent in ("find", "compare") and query.order == "relevance" and query.text.strip():
        return " and may be among those found"
    if not found.apart:
        return ""
    return " and come last" if found.apart == found.undated else f"; {found.apart} of them come last"


def _unordered(found: SearchResult) -> str:
    """Return which papers of a list are not in the order that the question asks for."""
    field = ORDERED_BY.get(found.query.order, "date")
    if found.unordered >= found.mention_count + found.related_count:
        return f"Your sources do not give the {field} of these papers, so they are not in that order."
    papers = counted(found.unordered, "paper")
    return f"{papers} without {field} in your sources {conjugated(found.unordered, 'come')} last."
