"""Finds filters that no record can meet: where authors work, open access, peer review. Pure."""

import re

from index.questions.phrases import asks_for_papers, cut, has_topic
from index.questions.query import UnknownFilter, UnknownKind

_PEOPLE = (
    r"(?:universit(?:y|ies)|labs?|laborator(?:y|ies)|teams?|groups?|institut(?:es?|ions?)|compan(?:y|ies)|startups?"
    r"|researchers|scientists|academics)"
)
_THEM = (
    rf"(?:an?\s+|the\s+|some\s+|any\s+)?(?:(?!\w+est\b)[\w-]+\s+){{0,2}}?{_PEOPLE}"
    r"(?:\s+(?:in|from|at|of|based\s+in)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}?[\w-]+)?"
)
_END = r"(?=\s*[?!.,;]*$|\s*,|\s+(?:about|on|regarding|since|that|which|with)\b)"
_THAT_ARE = r"(?:(?:that|which)\s+(?:are|were)\s+|only\s+)?"
_FILTERS: tuple[tuple[UnknownKind, str], ...] = (
    # `Papers on models trained by companies` are about that, `on feedback from teams` too.
    (
        "origin",
        rf"\b(?:(?:written|published|authored)\s+by|(?<!ed\s)(?<!en\s)(?<!ing\s)by|(?<=papers\s)(?:from|at))\s+{_THEM}",
    ),
    ("origin", r"\b(?:written|authored)\s+by\s+(?:[\w-]+\s+)?(?:women|men|people)(?:\s+(?:in|from)\s+[\w-]+)?"),
    ("origin", r"\bwhose\s+authors\s+(?:are|come|work)\s+(?:in|from|at)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}?[\w-]+"),
    ("access", rf"\b{_THAT_ARE}(?:open[\s-]access|paywalled|behind\s+a\s+paywall)(?:\s+only)?"),
    ("review", rf"\b{_THAT_ARE}peer[\s-]reviewed(?:\s+only)?"),
)
# `Open access papers on tides`: before what it filters.
_BEFORE: tuple[tuple[UnknownKind, str], ...] = (
    ("access", r"\b(?:only\s+)?open[\s-]access\s+(?=(?:papers|articles|publications|preprints)\b)"),
    ("review", r"\b(?:only\s+)?peer[\s-]reviewed\s+(?=(?:papers|articles|publications)\b)"),
)
_PATTERNS = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (*_BEFORE, *((kind, f"{words}{_END}") for kind, words in _FILTERS))
)


def take_unknown_filter(text: str) -> tuple[str, UnknownFilter | None]:
    """Return the rest of a request for papers, and what it wants of them that no record gives.

    Where nothing else is left, the words stay: they are searched for.

    >>> take_unknown_filter("papers on tides by a Chinese team")
    ('papers on tides', UnknownFilter(kind='origin', words='by a Chinese team'))
    >>> take_unknown_filter("open access papers on tides")[0], take_unknown_filter("how do teams learn?")[1]
    ('papers on tides', None)
    """
    if not asks_for_papers(text):
        return text, None
    for kind, pattern in _PATTERNS:
        if match := pattern.search(text):
            rest = cut(text, *match.span())
            return (rest if has_topic(rest) else text), UnknownFilter(kind, match[0].strip())
    return text, None
