"""A list of papers in words: its opening sentence and its items as Markdown with `[n]` marks. Pure.

Nothing parses this text: the data is in the items.
"""

import re
from collections.abc import Sequence

from app.answer import ListItem
from app.citations import marks_before_stop, without_false_marks
from app.summaries.quoting import Span, quoted
from index.papers import Paper
from index.questions.chip_words import condition_words
from index.questions.query import ORDERED_BY, Order, Query
from index.retrieval.results import SearchResult
from index.text.counting import conjugated, counted
from index.text.date_words import date_words

# Before a topic in quotation marks these words read oddly.
_FRAME = re.compile(r"^(?:with|using|use|on|about)\s+", re.IGNORECASE)
_HERE = "in your collection"
_ORDERS: dict[Order, str] = {
    "relevance": "best",
    "newest": "newest",
    "oldest": "oldest",
    "upvotes": "most upvoted",
    "comments": "most discussed",
    "authors": "ones by the most authors",
}


def list_markdown(opening: str, items: Sequence[ListItem]) -> tuple[str, tuple[Span, ...]]:
    """Return the list as Markdown, and where the remarks of a model are in it."""
    text, remarks = f"{opening}\n", list[Span]()
    for item in items:
        detail = f" ({item.detail})" if item.detail else ""
        text += f"\n- {without_false_marks(item.paper.title)}{detail} [{item.number}]"
        if item.remark:
            line = marks_before_stop(f"{item.remark} [{item.number}]")
            start = len(text) + len("\n  - ")
            remarks.append((start, start + len(line)))
            text += f"\n  - {line}"
        elif item.quote:
            text += f"\n  - {quoted(item.paper.abstract, item.quote)} [{item.number}]"
    return text, tuple(remarks)


def list_opening(found: SearchResult) -> str:
    """Return how many papers were found and how many of them are listed, in words."""
    query, shown = found.query, len(found.hits) - found.apart
    every = found.mention_count + found.related_count
    order = "" if query.order == "relevance" or shown == 1 else f", the {_ORDERS[query.order]} first"
    first = "first is" if shown == 1 else f"first {shown} are"
    rest = f" The {first} listed." if 0 < shown < every else ""
    ending = f"{_undated(found)}{order}.{rest}"
    topic = _FRAME.sub("", query.text).strip(' ?.!"“”')
    if query == Query(query.text, order=query.order, limit=1, intent="list") and not topic and shown < every:
        return f"The {_ORDERS[query.order]} of the {_papers(every)} in your collection."
    if not topic:
        meet = _meeting(query, found.mention_count)
        return f"{_papers(found.mention_count)} in your collection{meet}{ending}"
    where = "that meet the filters" if found.apart and every > 1 else "that meets the filters" if found.apart else _HERE
    if found.related_count and not found.mention_count:
        related = f"{_papers(found.related_count)} {where} {_verb(found.related_count, 'is')} related to “{topic}”"
        return f"{related}; none uses these words{ending}"
    mention = f"{_papers(found.mention_count)} {where} {_verb(found.mention_count, 'mention')} “{topic}”"
    related = f"; {found.related_count} more {_verb(found.related_count, 'is')} related" if found.related_count else ""
    return f"{mention}{related}{ending}"


def _undated(found: SearchResult) -> str:
    """Return how many papers of unknown date might belong to the list, and how many of them end it."""
    if not found.apart:
        return ""
    more = "more " if found.mention_count + found.related_count else ""
    known = f"; {found.undated:,} {more}{_verb(found.undated, 'have')} no date"
    if found.apart == found.undated:
        return f"{known} and {_verb(found.undated, 'come')} last"
    return f"{known}, of which {found.apart} {_verb(found.apart, 'come')} last"


def _meeting(query: Query, count: int) -> str:
    """Return that so many papers meet the filters; where they are about time alone, which time."""
    days = [condition for condition in query.conditions if condition.field in ("appeared", "added")]
    if days and len(days) == len(query.chips) - (query.order != "relevance"):
        verb = _verb(count, "was" if days[0].field == "added" else "is")
        return f" {verb} {' and '.join(map(condition_words, days))}"
    filtered = query.conditions or query.phrases or query.excluded
    return f" {_verb(count, 'meet')} the filters" if filtered else ""


def ordered_detail(paper: Paper, order: Order) -> str:
    """Return the value that a list is ordered by, in words; empty if unknown, or for an order by relevance."""
    if order == "relevance":
        return ""
    field = ORDERED_BY[order]
    if field == "date":
        return date_words(paper)
    number = paper.author_count if field == "authors" else getattr(paper, field)
    return "" if number is None else counted(number, field.removesuffix("s"))


def _papers(count: int) -> str:
    return counted(count, "paper") if count else "No paper"


def _verb(count: int, verb: str) -> str:
    # "No paper" is singular.
    return conjugated(max(count, 1), verb)
