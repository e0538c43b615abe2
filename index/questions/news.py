"""Finds what asks for new or trending papers: `what is new since Monday`, `trending this week`. Pure.

New is what a listing first showed in that time, or what was added then. What trends is counted back from the newest day
in the library: today may be long after it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import timedelta

from index.questions.dates import take_dates
from index.questions.ordering import Ordered
from index.questions.phrases import NUMBER, OPENER, PAPERS, cut, number_of
from index.questions.query import SINCE_LAST_VISIT, Condition, Order

_USUAL_DAYS = 7
_MOST_TRENDING = 10
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_TIME = r"(?:this|today|yesterday|these|over|during|since|from|in|of|last|within)"
_BEFORE_TOPIC = r"(?:on|about|in|for|with|by)"
_NOW = r"(?:\s+(?:right\s+now|now|currently|at\s+the\s+moment|these\s+days|lately|recently))?"
_ENDS = rf"{_NOW}(?=\s*[?.!,]*$|,|\s+(?:{_TIME}|{_BEFORE_TOPIC})\b)"


def _which(nouns: str) -> str:
    """Return the pattern of what may stand before: `show me the`, `what`, `which papers are`."""
    return rf"(?:{OPENER}|(?:and\s+)?(?:what|which)(?:\s+{nouns})?(?:['’]?s|\s+(?:is|are|were|was))?\s+)?"


_WHICH = _which(PAPERS)
_ALL = rf"(?:(?:the|all|any|most|currently|now|top|(?P<n>{NUMBER}))\s+)*"
# `Trending topics` are answered with their papers.
_SUBJECTS = rf"(?:{PAPERS}|topics?|subjects?|themes?)"
_TRENDING = (
    re.compile(
        rf"^{_WHICH}{_ALL}(?:trending|hot(?=\s+(?:{_SUBJECTS}|right|now)|\s*[?.!]*$))(?:\s+{_SUBJECTS})?{_ENDS}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^{_which(_SUBJECTS)}{_ALL}(?:{_SUBJECTS}\s+)?(?:(?:that|which)\s+)?(?:(?:is|are)\s+)?trending{_ENDS}",
        re.IGNORECASE,
    ),
)
_PERIOD = re.compile(
    rf"(?:\b(?:in|over|during|of|from|within|since)\s+)?(?:\bthe\s+)?(?:\b(?:this|last|past|these)\s+)?(?:(?P<n>{NUMBER})\s+)?"
    r"\b(?P<unit>day|week|month|year)s?\b|\btoday\b",
    re.IGNORECASE,
)
# `What is new about this method` asks what the method does, and `what is new in tides` asks for papers.
_NEW = re.compile(
    rf"^{_WHICH}(?:(?:is\s+there\s+)?(?:anything|something)\s+)?(?:(?:what(?:['’]s|\s+is)|that\s+is)\s+)?new\b(?!\s+about\b){_ENDS}"
    rf"|^(?:is\s+there\s+|are\s+there\s+)?(?:any\s+|the\s+)?(?:news|new\s+arrivals)\b{_ENDS}",
    re.IGNORECASE,
)
_NEW_PAPERS = re.compile(rf"^{_WHICH}{_ALL}(?P<new>new\s+)(?=(?:[\w-]+\s+){{0,4}}?{PAPERS}\b)", re.IGNORECASE)
_CAME_IN = re.compile(
    rf"^(?P<count>how\s+many\s+)?{_WHICH}{_ALL}(?:(?P<papers>{PAPERS})\s+)?(?:(?:that|which)\s+)?"
    r"(?:(?:(?:was|were|is|are|has\s+been|have\s+been|(?:(?:did|have|had)\s+)?(?:i|we)(?:\s+have|['’]ve)?)\s+)?(?:newly\s+)?"
    rf"(?:add(?:ed)?|imported)|(?:has\s+|have\s+)?(?:came|come|arrived)(?:\s+in)?){_ENDS}",
    re.IGNORECASE,
)
# At the end of a request: `papers on tides, added since Monday`.
_SINCE_LATER = re.compile(
    r"(?:,\s*(?P<how>new|added)\s+(?=(?:since|on|in|from|until|before)\b)|\b(?P<since>new|added)\s+(?=since\b))",
    re.IGNORECASE,
)
_IN = re.compile(r"^in(?=\s)", re.IGNORECASE)
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_WEEKDAY = re.compile(
    r"\b(?:(?:(?P<on>on|from)|since)\s+(?:last\s+)?|(?P<last>last)\s+)(?P<day>mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
_LAST_VISIT = re.compile(
    r"\bsince\s+(?:(?:my|our)\s+)?(?:the\s+)?last\s+(?:visit|time|look|session)\b"
    r"(?:\s+(?:i|we)\s+[\w ]{2,30}?(?=[?.!,]|$))?"
    r"|\bsince\s+(?:i|we)\s+(?:was|were)\s+last\s+here\b|\bsince\s+(?:i|we)\s+(?:was|were)\s+here\s+last\b"
    r"|\bsince\s+(?:i|we)\s+last\s+(?:looked|asked|visited|checked|came|read|logged\s+in)\b(?:\s+here)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class News:
    """The rest of a question for new papers, and what it asks for."""

    text: str
    condition: Condition
    order: Order
    limit: int | None = None
    counted_from: Date | None = None
    """The day that the time was counted back from, where the question means the newest papers there are."""


def take_news(text: str, *, today: Date, newest: Date | None) -> News | None:
    """Return what a question for new or trending papers asks for; None for any other.

    `newest`: the last day on which a paper of the library appeared.

    >>> take_news("What is trending?", today=Date(2026, 5, 9), newest=Date(2024, 5, 31)).condition.least
    datetime.date(2024, 5, 25)
    """
    last = newest or today
    for pattern in _TRENDING:
        if match := pattern.match(text):
            return _trending(match, last)
    if match := _NEW.match(text):
        found = _new(_papers(text[match.end() :]), today)
        since = Condition("appeared", last - timedelta(_USUAL_DAYS - 1))
        return found or News(_papers(text[match.end() :]), since, "newest", None, last)
    if match := _CAME_IN.match(text):
        # Without a time, `papers added` is not a question.
        rest = _papers(text[match.end() :])
        came = _new(f"how many {rest}" if match["count"] else rest, today)
        return replace(came, condition=replace(came.condition, field="added")) if came else None
    if match := _NEW_PAPERS.match(text):
        return _new(text[: match.start("new")] + text[match.end("new") :], today)
    if match := _SINCE_LATER.search(text):
        return _later(match, today)
    return None


def _trending(match: re.Match[str], last: Date) -> News:
    rest, days = match.string[match.end() :], _USUAL_DAYS
    if period := _PERIOD.search(rest):
        units = number_of(period["n"]) if period["n"] else 1
        days = units * _DAYS[(period["unit"] or "day").casefold()]
        rest = cut(rest, *period.span())
    since = Condition("appeared", last - timedelta(min(days, last.toordinal()) - 1))
    limit = number_of(match["n"]) if match["n"] else _MOST_TRENDING
    return News(_papers(rest), since, "upvotes", limit, last)


def _later(match: re.Match[str], today: Date) -> News | None:
    """Return what a request asks for that names the time last."""
    before, rest = match.string[: match.start()], _new(match.string[match.end() :], today)
    if rest is None:
        return None
    added = (match["how"] or match["since"]).casefold() == "added"
    condition = replace(rest.condition, field="added") if added else rest.condition
    return replace(rest, text=f"{before} {rest.text}".strip(), condition=condition)


def _new(text: str, today: Date) -> News | None:
    """Return what is new in the time that the question names; None if it names none."""
    if visit := _LAST_VISIT.search(text):
        return News(cut(text, *visit.span()), SINCE_LAST_VISIT, "newest")
    if match := _WEEKDAY.search(text):
        back = (today.weekday() - _WEEKDAYS.index(match["day"].casefold()[:3])) % 7
        # On a Monday, `last Monday` is a week ago.
        day = today - timedelta(back or 7 if match["last"] else back)
        only = day if match["on"] or match["last"] else None
        return News(cut(text, *match.span()), Condition("appeared", day, only), "newest")
    for start, end, condition in take_dates(text, today, about_papers=True):
        return News(cut(text, start, end), replace(condition, field="appeared"), "newest")
    return None


def _papers(rest: str) -> str:
    """Return what follows the words that ask, as a request for papers."""
    return f"papers {_IN.sub('on', rest.lstrip(' ,'))}"


def order_for_news(asked: Ordered, news: News | None) -> Ordered:
    """Return the order that is asked for; for news, if none is, the one that goes with them."""
    if news is None or asked.order != "relevance":
        return asked
    return replace(asked, order=news.order, limit=asked.limit or news.limit)
