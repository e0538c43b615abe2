"""Writes a list of papers: its opening sentence and its items as Markdown with `[n]` marks. Pure.

Nothing parses this text: the data is in the items.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from app.answer import ListItem
from app.citations import marks_before_stop, without_false_marks
from app.summaries.quoting import Span, quoted
from index.papers import Paper
from index.questions.chip_words import condition_words
from index.questions.query import Condition, Order, Query
from index.retrieval.results import SearchResult
from index.text.counting import said_authors, said_comments, said_papers, said_upvotes
from index.text.date_words import date_words
from index.wording.said import Said, SaidPart, listed, said, sentences_said

_COUNTED: dict[Order, Callable[[Paper], tuple[int | None, Callable[[int], Said]]]] = {
    "upvotes": lambda paper: (paper.upvotes, said_upvotes),
    "comments": lambda paper: (paper.comments, said_comments),
    "authors": lambda paper: (paper.author_count, said_authors),
}
_COUNTED |= {"least_upvoted": _COUNTED["upvotes"], "least_discussed": _COUNTED["comments"]}
_COUNTED |= {"fewest_authors": _COUNTED["authors"]}
# Before a topic in quotation marks these words read oddly.
_FRAME = re.compile(r"^(?:with|using|use|on|about)\s+", re.IGNORECASE)
_ORDERED: dict[Order, Said] = {
    "newest": said("list.newest_first", "the newest first"),
    "oldest": said("list.oldest_first", "the oldest first"),
    "upvotes": said("list.upvotes_first", "the most upvoted first"),
    "comments": said("list.comments_first", "the most discussed first"),
    "authors": said("list.authors_first", "the ones by the most authors first"),
    "least_upvoted": said("list.least_upvoted_first", "the least upvoted first"),
    "least_discussed": said("list.least_discussed_first", "the least discussed first"),
    "fewest_authors": said("list.fewest_authors_first", "the ones by the fewest authors first"),
}
_FOREMOST: dict[Order, tuple[str, str]] = {
    "newest": ("list.newest_of", "The newest of the {papers} in your collection."),
    "oldest": ("list.oldest_of", "The oldest of the {papers} in your collection."),
    "upvotes": ("list.upvoted_of", "The most upvoted of the {papers} in your collection."),
    "comments": ("list.discussed_of", "The most discussed of the {papers} in your collection."),
    "authors": ("list.most_authors_of", "The ones by the most authors of the {papers} in your collection."),
    "least_upvoted": ("list.least_upvoted_of", "The least upvoted of the {papers} in your collection."),
    "least_discussed": ("list.least_discussed_of", "The least discussed of the {papers} in your collection."),
    "fewest_authors": ("list.fewest_authors_of", "The ones by the fewest authors of the {papers} in your collection."),
}
"""The key and the English words that say which one of all papers it is."""

# Names in the opening of a list, and with each of its papers.
_MOST_NAMES, _FEW_NAMES = 8, 3
_NAMED = {
    "author": said("given.author_names", "author names"),
    "organisation": said("given.organisation", "organisation"),
}
_BY_NAMES = {"author": ("list.by_names", "By {names}."), "organisation": ("list.from_names", "From {names}.")}


def list_markdown(opening: str, items: Sequence[ListItem]) -> tuple[str, tuple[Span, ...]]:
    """Return the list as Markdown, and the offsets of a model's remarks in it."""
    text, remarks, _ = _composed(opening, items)
    return text, remarks


def said_in_list(opening: str, items: Sequence[ListItem]) -> tuple[SaidPart, ...]:
    """Return the parts of the list that are paperchat's own words."""
    return _composed(opening, items)[2]


def _composed(opening: str, items: Sequence[ListItem]) -> tuple[str, tuple[Span, ...], tuple[SaidPart, ...]]:
    text, remarks, own = f"{opening}\n", list[Span](), list[SaidPart]()
    if isinstance(opening, Said):
        own.append(SaidPart(0, opening))
    for item in items:
        text += f"\n- {without_false_marks(item.paper.title)}"
        if isinstance(item.detail, Said):
            own.append(SaidPart(len(text) + len(" ("), item.detail))
        text += f" ({item.detail}) [{item.number}]" if item.detail else f" [{item.number}]"
        if item.remark:
            line = marks_before_stop(f"{item.remark} [{item.number}]")
            start = len(text) + len("\n  - ")
            remarks.append((start, start + len(line)))
            text += f"\n  - {line}"
        elif item.quote:
            text += f"\n  - {quoted(item.paper.abstract, item.quote)} [{item.number}]"
    return text, tuple(remarks), tuple(own)


def list_opening(found: SearchResult) -> str:
    """Return how many papers were found and how many of them are listed, in words."""
    if found.topics:
        return sentences_said(*map(list_opening, found.topics))
    query, shown = found.query, len(found.hits) - found.apart
    every = found.mention_count + found.related_count
    topic = _FRAME.sub("", query.text).strip(' ?.!"“”')
    if query == Query(query.text, order=query.order, limit=1, intent="list") and not topic and shown < every:
        return _foremost(query.order, said_papers(every))
    if query.after:
        return _going_on(topic, query.after, len(found.hits), every)
    opening = _about(topic, found) if topic else _meeting(query, found.mention_count)
    if found.apart:
        opening = said("list.parts", "{first}; {second}", first=opening, second=_undated(found))
    ordered = any(ordered_detail(hit.paper, query.order) for hit in found.hits)
    if ordered and shown != 1:
        opening = said("list.comma", "{first}, {second}", first=opening, second=_ORDERED[query.order])
    opening = said("list.sentence", "{words}.", words=opening)
    if not 0 < shown < every:
        return opening
    first = ("The first is listed.", "The first {count} are listed.")
    return sentences_said(opening, said("list.first_listed", first, count=shown))


def authors_named(found: SearchResult) -> str:
    """Return who wrote the papers, the most frequent names first, if the list asks for names; otherwise nothing."""
    if not found.query.naming:
        return ""
    papers = [hit.paper for hit in found.hits]
    written = Counter(name for paper in papers for name in names_of(paper, found.query))
    if not written:
        field = _NAMED[found.query.naming]
        return said("list.no_names", "Your sources do not give the {field} of these papers.", field=field)
    most = written.most_common(_MOST_NAMES)
    names = listed([f"{name} ({count})" if count > 1 else name for name, count in most])
    key, english = _BY_NAMES[found.query.naming]
    more = len(written) - len(most)
    and_more = said("list.and_more", "{names} and {count} more", names=names, count=more) if more else names
    return said(key, english, names=and_more)


def names_of(paper: Paper, query: Query) -> tuple[str, ...]:
    """Return the names of a paper that a list asks for."""
    if query.naming == "author":
        return tuple(map(without_false_marks, paper.authors))
    return (without_false_marks(paper.organisation),) if query.naming and paper.organisation else ()


def names_detail(paper: Paper, query: Query) -> str:
    """Return the first of those names, and how many more there are."""
    names = names_of(paper, query)
    first, more = listed(names[:_FEW_NAMES]) if names else "", len(names) - _FEW_NAMES
    return said("list.and_more", "{names} and {count} more", names=first, count=more) if more > 0 else first


def _going_on(topic: str, before: int, shown: int, every: int) -> Said:
    """Return which papers a list continues with: those on its topic, then less close ones."""
    if before < every:
        english = "Papers {first} to {last} of {every}."
        return said("list.going_on", english, first=before + 1, last=before + shown, every=every)
    english_forms = (
        "{count} paper that is less close to “{topic}”.",
        "{count} papers that are less close to “{topic}”.",
    )
    return said("list.less_close", english_forms, count=shown, topic=topic)


def _foremost(order: Order, papers: Said) -> Said:
    """Return in what the one paper comes first of all, such as in upvotes."""
    best = ("list.best_of", "The best of the {papers} in your collection.")
    return said(*_FOREMOST.get(order, best), papers=papers)


def _about(topic: str, found: SearchResult) -> Said:
    """Return how many papers mention a topic, or are related to it."""
    mention, related = found.mention_count, found.related_count
    where = _where(found, mention + related)
    if related and not mention:
        words = (
            "{papers} {where} is related to “{topic}”; none uses these words",
            "{papers} {where} are related to “{topic}”; none uses these words",
        )
        return said("list.only_related", words, papers=said_papers(related), where=where, topic=topic, count=related)
    if not mention:
        return said("list.none_mention", "No paper {where} mentions “{topic}”", where=where, topic=topic)
    words = ("{papers} {where} mentions “{topic}”", "{papers} {where} mention “{topic}”")
    opening = said("list.mention", words, papers=said_papers(mention), where=where, topic=topic, count=mention)
    if not related:
        return opening
    more = ("{count} more is related", "{count} more are related")
    return said("list.parts", "{first}; {second}", first=opening, second=said("list.related", more, count=related))


def _where(found: SearchResult, every: int) -> Said:
    if not found.apart:
        return said("list.here", "in your collection")
    return said("list.that_meet", ("that meets the filters", "that meet the filters"), count=max(every, 1))


def _undated(found: SearchResult) -> Said:
    """Return how many papers of unknown date might belong to the list, and how many of them end it."""
    count, last = found.undated, found.apart
    if found.mention_count + found.related_count:
        papers = said(
            "list.more_undated", ("{count} more has no exact date", "{count} more have no exact date"), count=count
        )
    else:
        papers = said("list.undated", ("{count} has no exact date", "{count} have no exact date"), count=count)
    if last == count:
        words = ("{papers} and comes last", "{papers} and come last")
        return said("list.all_last", words, papers=papers, count=count)
    words = ("{papers}, of which {count} comes last", "{papers}, of which {count} come last")
    return said("list.some_last", words, papers=papers, count=last)


def _meeting(query: Query, count: int) -> Said:
    """Return how many papers meet the filters, with the time if that is all they filter by."""
    if not count:
        return _none_meets(query)
    papers, times = said_papers(count), _times(query)
    if times and times[0].field == "added":
        words = ("{papers} in your collection was {times}", "{papers} in your collection were {times}")
        return said("list.were_added", words, papers=papers, times=_time_words(times), count=count)
    if times:
        words = ("{papers} in your collection is {times}", "{papers} in your collection are {times}")
        return said("list.are_new", words, papers=papers, times=_time_words(times), count=count)
    if _filtered(query):
        words = ("{papers} in your collection meets the filters", "{papers} in your collection meet the filters")
        return said("list.meet", words, papers=papers, count=count)
    return said("list.all", "{papers} in your collection", papers=papers)


def _none_meets(query: Query) -> Said:
    if times := _times(query):
        if times[0].field == "added":
            return said("list.none_added", "No paper in your collection was {times}", times=_time_words(times))
        return said("list.none_new", "No paper in your collection is {times}", times=_time_words(times))
    if _filtered(query):
        return said("list.none_meets", "No paper in your collection meets the filters")
    return said("list.none", "No paper in your collection")


def _filtered(query: Query) -> bool:
    return bool(query.conditions or query.phrases or query.excluded)


def _times(query: Query) -> list[Condition]:
    """Return the filters by when papers appeared or were added, where there are no others."""
    times = [condition for condition in query.conditions if condition.field in ("appeared", "added")]
    return times if len(times) == len(query.chips) - (query.order != "relevance") else []


def _time_words(times: Sequence[Condition]) -> str:
    return listed(map(condition_words, times), "and")


def ordered_detail(paper: Paper, order: Order) -> str:
    """Return the value that a list is ordered by, in words; empty if unknown, or for an order by relevance."""
    if order == "relevance":
        return ""
    if order in ("newest", "oldest"):
        return date_words(paper)
    count, words = _COUNTED[order](paper)
    return "" if count is None else words(count)
