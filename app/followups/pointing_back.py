"""Whether a question can be understood alone, by the words that point back and those that say nothing. Pure."""

import re

from index.questions.phrases import OPENER, PAPERS

# What the paper that an answer rests on is called.
_PAPER_WORD = r"(?:study|paper|trial|article|experiment|authors)"
# Words that point back. The `it` of `is it possible to` and `these days` do not.
_POINTING = re.compile(
    r"\b(?:(?:is|was)\s+it\s+(?:possible|true|known|clear|better\s+to|necessary|enough|worth)|these\s+days"
    r"|this\s+(?:year|month|week))\b"
    r"|(?P<done>^(?:(?:please|can\s+you|could\s+you)\s+)?(?:split|group|sort|divide|put|rank|order|arrange|turn|make)\s+that"
    r"(?=\s+(?:by|into|in|as)\b))"
    rf"|(?P<pointer>\b(?:that(?=\s*[?.!]*$|\s+{_PAPER_WORD}\b)|(?:in|of|by|from|for)\s+the\s+{_PAPER_WORD}(?=\s*[?.!]*$)|it|its|they|them|their|theirs|these|those|this|former|latter|same|instead"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )there(?=\s*[?.!]*$)"
    r"|(?:first|second|third|last|other)\s+(?:one|ones|paper|two)|the\s+others?)\b)",
    re.IGNORECASE,
)
# `How many patients?`, `which dose?`: not a question of its own, because it says nothing about them.
_NO_PREDICATE = re.compile(
    r"(?:and\s+)?(?:(?:in|on|at|for|with|of|by)\s+)?(?:how\s+(?:many|much)|which|what)\s+"
    rf"(?!(?:{PAPERS}|ones?|stud(?:y|ies)|more|else|about|for|now|then|next|if)\b)[^\W\d_][\w-]*\s*\?*",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"(?:its|it|they|them|their|theirs|instead|same)$", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:is|are|was|were|do|does|did|can|could|will|would|has|have|should)\s+$", re.IGNORECASE)
# `I need a quote from it`: `it` does not refer to a word before it.
_FROM_IT = re.compile(
    rf"{OPENER}(?:an?|the|some|one|two|three)\s+(?:[\w-]+\s+){{1,3}}?(?:from|of|about)\s+$", re.IGNORECASE
)
_EMPTY = frozenset(
    "a about all an and any are as be better but by can could detail details did do does else example examples"
    " explain far for from further give go had has have how i in is it just know like little long me mean more"
    " much no not of ok okay on one ones only or other others please really say short show so some sum"
    " summarise summarize summary tell than thanks that the then there to too up was way were what when where"
    " which who why will with would yes you your".split()
)
_WORD = re.compile(r"\w[^\s?!.,;:()\"“”]*")
_OWN_SUBJECT = 2


def has_content(text: str) -> bool:
    """Return whether a text has a word that says what it is about."""
    return any(word.casefold() not in _EMPTY for word in _WORD.findall(text))


def points_back(text: str) -> bool:
    """Return whether `text` cannot be understood alone: it points back, or has no content word."""
    if not has_content(text) or _NO_PREDICATE.fullmatch(text.strip()):
        return True
    for match in _POINTING.finditer(text):
        before = text[: match.start()]
        if match["done"]:
            return True
        if match["pointer"] and not (_WITHIN.match(match["pointer"]) and _has_subject(before)):
            return True
    return False


def _has_subject(before: str) -> bool:
    """Return whether a pronoun likely refers to the words before it: `do nets forget what they learned`."""
    own = [word for word in _WORD.findall(before) if word.casefold() not in _EMPTY]
    return len(own) >= _OWN_SUBJECT and not (_SUBJECT.search(before) or _FROM_IT.match(before))
