"""Finds requests for papers similar to others: `papers similar to X`, `more like these`. Pure.

What follows may be a title, words of one, or a pointer to papers shown before (`these`, `the second one`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.questions.conditions import take_shown
from index.questions.phrases import NUMBER, OPENER, PAPERS, number_of
from index.questions.query import Condition, Query

_N = rf"(?:(?P<n>{NUMBER})\s+)?"
_WHICH = rf"(?:{OPENER}|(?:and\s+)?(?:what|which)\s+(?:are\s+)?|(?:are|is)\s+there\s+|do\s+(?:i|we|you)\s+have\s+)?"
_ALL = rf"(?:(?:the|all|any|some|other|further|me)\s+)*{_N}(?:(?:other|further|more|most)\s+)*"
_NEAR = r"(?:(?:most|very|quite|closely|semantically)\s+)*(?:similar|close(?:st)?|nearest|comparable|akin)"
_IS = r"(?:(?:that|which)\s+)?(?:(?:are|is)\s+)?"
_MANY = rf"(?:{PAPERS}|works?|ones|stud(?:y|ies))"
_PATTERNS = (
    rf"{_WHICH}{_ALL}(?:{_MANY}|something|anything)\s+(?:do\s+(?:i|we|you)\s+have\s+)?{_IS}{_NEAR}\s+(?:in\s+topic\s+)?to\s+(?P<to>.+)",
    rf"{_WHICH}{_ALL}{_NEAR}\s+{_MANY}(?:\s+(?:to|as)\s+(?P<to>.+))?",
    rf"{_WHICH}(?:(?:some|a\s+few|any)\s+)*{_N}more\s+(?:{_MANY}\s+)?(?:like|similar\s+to|of)\s+(?P<to>.+)",
    rf"{_WHICH}{_ALL}{_MANY}\s+{_IS}(?:just\s+|much\s+)?like\s+(?P<to>.+)",
    rf"(?:and\s+)?what\s+(?:else\s+)?is\s+{_NEAR}\s+to\s+(?P<to>(?:this|that|these|those|it|them|the\s+.*\b{PAPERS})\b.*)",
    rf"{_WHICH}{_ALL}related\s+{_MANY}(?P<to>)",
    rf"{_WHICH}(?:any|some)thing\s+(?:else\s+)?(?:{_NEAR}|like\s+(?:this|that|it))(?P<to>)(?P<time>\s+(?:from|since|in|after|before)\s+.+)?",
    r"(?:(?:the|show|find|list)\s+)*(?:nearest\s+)?neighbou?rs\s+(?:of|to)\s+(?P<to>.+)",
)
_FORMS = tuple(re.compile(rf"(?:please\s+)?{pattern}", re.IGNORECASE) for pattern in _PATTERNS)
_ALL_SHOWN = r"(?:these|those|them|(?:these|those|the)\s+(?:\d+\s+)?(?:ones|papers)|this\s+kind|(?:this|that)\s+sort)"
_FIRST_SHOWN = r"(?:this|that|it|(?:this|that|the)\s+(?:one|paper))"
_POINTS_TO_ALL, _POINTS_TO_ONE = (re.compile(words, re.IGNORECASE) for words in (_ALL_SHOWN, _FIRST_SHOWN))
# What may stand around a title.
_NAMED = re.compile(
    rf"^(?:the\s+)?(?:{PAPERS}|work|one)\s+(?:(?:called|titled|named|entitled)\s+)?(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MoreLike:
    """What a request wants more papers like."""

    paper: str
    """The words that name a paper; empty where the request points to papers shown before."""
    every: bool = False
    """It points to all of them."""
    limit: int | None = None
    time: str = ""
    """The words for when they should be from."""


def take_more_like(text: str) -> MoreLike | None:
    """Return what `text` wants similar papers to; None if it asks for something else.

    >>> take_more_like("papers similar to Attention Is All You Need").paper
    'Attention Is All You Need'
    >>> take_more_like("more like these, please").every
    True
    >>> take_more_like("anything similar from 2025?").time
    'from 2025'
    """
    plain = re.sub(r"(?i),?\s+please\s*[?.!]*$|[?.!\s]+$", "", text.strip())
    match = next(filter(None, (form.fullmatch(plain) for form in _FORMS)), None)
    if match is None:
        return None
    groups = match.groupdict()
    if time := groups.get("time"):
        return MoreLike("", every=True, time=time.strip())
    limit = number_of(match["n"]) if groups.get("n") else None
    to = _NAMED.sub("", (match["to"] or "").strip())
    if not to or _POINTS_TO_ALL.fullmatch(to):
        return MoreLike("", every=True, limit=limit)
    return MoreLike("" if _POINTS_TO_ONE.fullmatch(to) else to, limit=limit)


def query_for_similar(text: str, like: MoreLike, shown: Sequence[str]) -> Query | None:
    """Return the query for papers similar to a named one, or to those shown; None if nothing was shown."""
    query = Query(text, intent="similar", limit=like.limit)
    if pointed := take_shown(like.paper, shown):
        return replace(query, conditions=(pointed[0][2],))
    if like.paper:
        return replace(query, paper=like.paper.strip("\"“”„«»‘’' "))
    ids = tuple(shown if like.every else shown[:1])
    return replace(query, conditions=(Condition("id", names=ids),)) if ids else None
