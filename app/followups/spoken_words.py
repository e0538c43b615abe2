"""How people put a follow-up: what they say before it, and what they leave out. Pure."""

import re

CONJUNCTION = r"(?:(?:and|but|so|or|also|ok|okay|now|then|only|just)\b[,\s]*)"
"""What a follow-up may begin with, as a pattern."""
# What people say before the question itself; `no` and its like only before a pause: `no free lunch theorems`.
_OPENING = re.compile(
    r"^(?:(?:h+m+|uh+m*|um+|oh|ah|ok(?:ay)?|yes|yeah|yep|nope|sorry|wait|thanks|thx)\b[\s,.!:–-]+(?=\w)"
    r"|(?:no|well|so|cool|great|nice)[,.!:]\s+|(?:no[\s,]+)?i\s+meant?\s+)+",
    re.IGNORECASE,
)
_PLACE = re.compile(r"^(?:and\s+)?(?:the\s+)?(?P<place>first|second|third|fourth|fifth|last)\s*[?.!]*$", re.IGNORECASE)
ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|last|other)\b", re.IGNORECASE)
"""What chooses among several."""
# Short for a question about the record of the paper at hand.
_RECORD = {
    **dict.fromkeys(("by whom", "who by", "from whom"), "who wrote it?"),
    **dict.fromkeys(("when", "from when", "since when"), "when was it published?"),
}
# `Only those about synthesis`, `the ones that use RL`, `which of them are on video`.
AMONG = re.compile(
    rf"^{CONJUNCTION}*(?:only\s+|just\s+)?(?:the\s+|which\s+(?:of\s+)?)?(?:those|ones|these|them)\s+(?:papers\s+)?"
    r"(?:(?:that|which)\s+)?(?:are\s+)?(?P<rest>(?:about|on|with|using|for|by|from|in|of|that|which|use|have|mention)\s+.+?)"
    r"\s*[?.!]*$",
    re.IGNORECASE,
)


def spoken(question: str) -> str:
    """Return a follow-up without what people say before it, and whole where it is short for a question.

    >>> spoken("no i meant the first"), spoken("hm ok. and what about music?"), spoken("by whom?")
    ('the first one', 'and what about music?', 'who wrote it?')
    """
    said = _OPENING.sub("", question) or question
    if place := _PLACE.match(said):
        return f"the {place['place']} one"
    return _RECORD.get(said.casefold().strip(" ?.!"), said)
