"""Finds the order and number of papers a question asks for: `the three newest`, `top 5 papers`, `most upvoted`. Pure.

`Newest` and the like count only if they describe papers: `the earliest layers` and `top-5 accuracy` are topics.
"""

import re
from dataclasses import dataclass

from index.questions.phrases import NUMBER, OPENER, PAPER, PAPERS, cut, has_topic, number_of
from index.questions.query import Order, Query

_BY: dict[str, Order] = {
    "newest": "newest", "latest": "newest", "most recent": "newest", "recency": "newest", "date": "newest",
    "recent": "newest", "more recent": "newest",
    "oldest": "oldest", "earliest": "oldest",
    "most upvoted": "upvotes", "most popular": "upvotes", "most liked": "upvotes", "highest voted": "upvotes",
    "top voted": "upvotes", "most voted": "upvotes", "upvotes": "upvotes", "votes": "upvotes", "likes": "upvotes",
    "popularity": "upvotes",
    "most discussed": "comments", "most commented": "comments", "comments": "comments", "discussion": "comments",
    "most authors": "authors", "authors": "authors",
}  # fmt: skip
# The orders that begin with the lowest number, by those that begin with the highest.
_LEAST: dict[Order, Order] = {
    "upvotes": "least_upvoted", "comments": "least_discussed", "authors": "fewest_authors",
}  # fmt: skip
_COUNTED: tuple[Order, ...] = ("upvotes", "comments", "authors", *_LEAST.values())
_MOST = (
    r"(?P<most>newest|latest|most\s+recent(?!\s+common)|oldest|earliest"
    r"|(?:most|highest|top|least|lowest)[ -](?:upvoted|voted)|(?:most|least)\s+(?:popular|liked|discussed|commented))"
)
_N = rf"(?:(?P<n>{NUMBER})\s+)?"
_N_AFTER = rf"(?:\s+(?P<after>{NUMBER}))?"
_WHAT = rf"(?:{OPENER}|(?:and\s+)?(?:what|which)(?:['’]s|\s+(?:is|are|were))?\s+|and\s+|only\s+|just\s+)?"
_SORTED = re.compile(
    r"\b(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?)(?:\s+(?:them|these|those|it))?\s+by\s+(?:the\s+)?(?:number\s+of\s+|most\s+)?"
    r"(?P<by>date|newest|latest|oldest|recency|upvotes|votes|likes|comments|authors|popularity)(?:\s+first)?"
    rf"|(?:the\s+)?(?:{_MOST}|(?P<authors>most\s+authors))\s+first"
    r"|(?:with|having|has|have|had|got|gets|received|attracted)\s+(?:the\s+)?"
    r"(?:most|highest|largest|(?P<fewest>fewest|least|lowest|smallest))\s+(?:number\s+of\s+)?"
    r"(?P<with>upvotes|votes|likes|comments|authors)"
    # `The biggest team`, `the shortest list of authors`.
    r"|(?:(?:with|by|having|has|have)\s+)?(?:the\s+)?(?:largest|biggest|longest|(?P<smallest>smallest|shortest))\s+"
    r"(?P<team>author\s+lists?|lists?\s+of\s+authors|teams?(?:\s+of\s+authors)?|number\s+of\s+authors))\b(?!\s+[a-z]+ing\b)",
    re.IGNORECASE,
)
_SURE = (
    # `The newest papers`: `papers` stays in the text.
    re.compile(rf"\b(?:the\s+)?(?:top\s+)?{_N}{_MOST}{_N_AFTER}\s+(?=(?P<noun>{PAPERS})\b)", re.IGNORECASE),
    # `Top 3 upvoted papers`: the most upvoted ones.
    re.compile(
        rf"\b(?:the\s+)?top[ -](?P<n>{NUMBER})\s+(?P<most>upvoted|voted|liked|popular|commented|discussed)\s+"
        rf"(?=(?P<noun>{PAPERS})\b)",
        re.IGNORECASE,
    ),
    # `Recent papers on`, where they are asked for.
    re.compile(
        rf"^{_WHAT}(?:the\s+|some\s+|any\s+|all\s+)?(?P<phrase>(?P<most>(?:more\s+)?recent)\s+)(?={PAPERS}\b)",
        re.IGNORECASE,
    ),
    # `The newest diffusion papers`, at the start of a question.
    re.compile(
        rf"^{_WHAT}(?P<phrase>(?:the\s+)?(?:top\s+)?{_N}{_MOST}{_N_AFTER}\s+)(?=(?:[\w-]+\s+){{1,4}}?(?P<noun>{PAPERS})\b)",
        re.IGNORECASE,
    ),
    # `What is the latest on diffusion?`
    re.compile(
        r"^(?P<phrase>(?:what(?:['’]s|\s+is|\s+are)\s+)?(?:the\s+)?(?P<most>newest|latest)\s+)(?=(?P<about>on|about)\s)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:the\s+)?(?:top\s+)?{_N}(?P<most>most[ -](?:upvoted|commented(?:\s+on)?)){_N_AFTER}\b", re.IGNORECASE
    ),
)
# `The latest research on tides`: papers on them. After `recent`, it is as likely a title.
_RESEARCH = re.compile(
    rf"^(?:{OPENER}|what(?:['’]s|\s+(?:is|are))\s+)?(?:the\s+)?(?P<most>newest|latest|most\s+recent)\s+"
    r"(?:research|works?|advances|developments|studies|progress|findings|literature)\s+(?:on|about|in)\s+"
    r"(?P<topic>\S+(?:\s+\S+){0,5})$",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"\b(?:the\s+)?(?:top\s+)?{_N}{_MOST}{_N_AFTER}(?P<noun>\s+ones?)?(?:\s+(?:of|among)\s+(?:them|these|those))?(?=\s*[?.!]*$)",
    re.IGNORECASE,
)
_TOP = re.compile(rf"\b(?:the\s+)?(?:top|best)[ -]({NUMBER})\s+(?=(?:[\w-]+\s+){{0,4}}?{PAPERS}\b)", re.IGNORECASE)
# `Top 10 by upvotes`, `papers on tides by date`: at the end, where papers are asked for or counted.
_BY_AT_END = re.compile(
    r"(?<![\s,])[\s,]+by\s+(?:the\s+)?(?:number\s+of\s+|most\s+)?(?P<by>date|recency|upvotes|votes|likes|comments|popularity)"
    r"(?=\s*[?.!]*$)",
    re.IGNORECASE,
)
_TOP_ALONE = re.compile(rf"^{_WHAT}(?:the\s+)?(?:top|best)[ -](?P<n>{NUMBER})(?=\s*[?.!]*$)", re.IGNORECASE)
_LOWEST = re.compile(r"(?:least|lowest) ")
_FEWEST = re.compile(r"^(?:and\s+)?(?:which|what)\b.*\b(?:fewest|least)\b", re.IGNORECASE)
# With no verb, what follows tells: `5 papers on tides`.
_SOME = re.compile(
    rf"^(?:(?:{OPENER}(?:the\s+|any\s+|only\s+)?|which\s+|what\s+)(?P<n>{NUMBER})\s+(?={PAPERS}\b)"
    rf"|(?P<bare>(?!(?:19|20)\d\d\b){NUMBER})\s+(?={PAPERS}\s+(?:on|about|regarding)\b(?!.*\b(?:is|are|was|were|has|have|had)\b)))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """The rest of a question, the order it asks for, and how many papers at most (None if it does not say)."""

    text: str
    order: Order = "relevance"
    limit: int | None = None


def take_order(text: str, *, about_papers: bool) -> Ordered:
    """Return the order and number that `text` asks for, and the rest of the text."""
    if match := _SORTED.search(text):
        words = match["by"] or match["with"] or match["most"] or "authors"
        rest = cut(text, *match.span())
        some = _some(rest)
        order = _order(words)
        order = _LEAST.get(order, order) if match["fewest"] or match["smallest"] else order
        one = (match["with"] and _singular(rest)) or (match["team"] and (_singular(rest) or not PAPER.search(rest)))
        return Ordered(some.text, order, some.limit or (1 if one else None))
    if (match := _BY_AT_END.search(text)) and (about_papers or _TOP_ALONE.match(text[: match.start()])):
        some = _some(cut(text, *match.span()))
        return Ordered(some.text, _order(match["by"]), some.limit)
    if match := _RESEARCH.match(text):
        return Ordered(f"papers on {match['topic']}", _order(match["most"]))
    for pattern in _SURE:
        if match := pattern.search(text):
            return _ordered(text, match)
    match = _LAST.search(text)
    if match and (about_papers or match["n"] or match["after"] or not has_topic(cut(text, *match.span()))):
        bare = about_papers or not has_topic(cut(text, *match.span()))
        if bare:
            return _ordered(text, match)
    return _some(text)


def only_asks_for_the_top(query: Query) -> bool:
    """Return whether a query only asks which paper of all has the most of something (`most upvoted paper`)."""
    return query == Query("", order=query.order, limit=1, intent="list") and query.order in _COUNTED


def is_least_first(order: Order) -> bool:
    """Return whether an order begins with the lowest number."""
    return order in _LEAST.values()


def asks_for_the_lowest(text: str) -> bool:
    """Return whether a question asks which one has the fewest of something, without saying `paper`.

    >>> asks_for_the_lowest("and which has the fewest upvotes?"), asks_for_the_lowest("the paper with fewest votes")
    (True, False)
    """
    return bool(_FEWEST.search(text)) and not PAPER.search(text)


def _ordered(text: str, match: re.Match[str]) -> Ordered:
    groups = match.groupdict()
    span = match.span("phrase") if groups.get("phrase") else match.span()
    number = groups.get("n") or groups.get("after")
    noun = (groups.get("noun") or "").strip().casefold()
    one = noun in {"paper", "article", "publication", "preprint", "one"}
    limit = number_of(number) if number else 1 if one else None
    rest = cut(text, *span)
    # `What is the latest on tides` asks for papers on tides.
    rest = f"papers {rest}" if groups.get("about") else rest
    return Ordered(rest, _order(match["most"]), limit or _some(rest).limit)


def _some(text: str) -> Ordered:
    """Return how many papers `text` asks for: `top 5 papers`, `find three papers on ...`."""
    if top := _TOP.search(text) or _TOP_ALONE.search(text):
        return Ordered(cut(text, *top.span()), limit=number_of(top[1]) or None)
    if some := _SOME.search(text):
        number = "n" if some["n"] else "bare"
        return Ordered(cut(text, *some.span(number)), limit=number_of(some[number]) or None)
    return Ordered(text)


def _singular(text: str) -> int | None:
    return 1 if re.search(r"\b(?:paper|article|one)\b", text, re.IGNORECASE) else None


def _order(words: str) -> Order:
    folded = " ".join(words.casefold().replace("-", " ").split()).removesuffix(" on")
    if found := _LOWEST.match(folded):
        return _LEAST[_order(f"most {folded[found.end() :]}")]
    if f"most {folded}" in _BY:
        return _BY[f"most {folded}"]
    return _BY[
        folded
        if folded in _BY
        else folded.replace("highest upvoted", "most upvoted").replace("top upvoted", "most upvoted")
    ]
