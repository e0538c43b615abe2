"""A search put into words for people: parsed again, they give the same search. Pure."""

import re

from index.questions.chip_words import all_words, condition_words
from index.questions.query import Intent, Query
from index.text.counting import counted

PREPOSITION = re.compile(r"(?:on|for|in|with|without|using|about|of|at|by|from|under|during)\s", re.IGNORECASE)
# Topics that start with a verb: papers `that use RL`, not `about use RL`.
_VERB = re.compile(
    r"(?:use|deal|propose|study|compare|discuss|address|introduce|have|mention|train|show|need|describe|present|report"
    r"|evaluate|apply|do|are|can|improve|release)\b",
    re.IGNORECASE,
)
_OPENINGS: dict[Intent, str] = {
    "list": "List {papers}", "count": "How many papers are there", "summary": "Summarise papers",
    "digest": "Digest of papers", "table": "Comparison table of papers",
}  # fmt: skip
_COUNTED = {"authors", "upvotes", "comments"}


def in_words(query: Query) -> str:
    """Return a query in words for people; parsed again, they give the same query.

    >>> from index.questions.query import Condition
    >>> in_words(Query("tides", (Condition("organisation", names=("Reef Lab",)),), intent="list"))
    'List papers about tides, from Reef Lab'
    """
    joint = "that " if _VERB.match(query.text) else "" if PREPOSITION.match(query.text) else "about "
    text = query.text.rstrip("?.! ")
    if opening := _OPENINGS.get(query.intent):
        papers = counted(query.limit, "paper") if query.limit else "papers"
        text = f"{opening.format(papers=papers)} {joint if query.text else ''}{query.text}".strip()
    conditions = [f"{'with ' * (item.field in _COUNTED)}{condition_words(item)}" for item in query.conditions]
    ordered = all_words(query.chips[-1:]) if query.order != "relevance" else ()
    end = "?" if query.intent == "count" or query.text.endswith("?") else ""
    return text + "".join(f", {words}" for words in (*conditions, *ordered)) + end
