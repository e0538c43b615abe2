"""Denials: whether a sentence says that the sources lack something, and what. Knows English and the fixed refusal.

That a single paper lacks something is a claim about it; only what all the sources lack is a denial.
"""

import re

from app.citations.marks import MARK
from index.identity import fold

_SOURCE_NOUN = (
    r"(?:sources?|papers|collection|abstracts|documents|context|excerpts|passages|texts?|literature|information)"
)
# "the provided sources", "any of the papers you gave"
_SOURCES = (
    r"(?:(?:the|these|those|your|my|any|all|of) +)*"
    rf"(?:(?:provided|given|retrieved|available|supplied|cited|listed|above|two|\w+ed) +)*{_SOURCE_NOUN}"
    r"(?: (?:i (?:have|was given)|you (?:gave|provided)|provided|given|available|above|listed))*"
)
_SAY = (
    r"(?:say|tell|mention|contain|provide|include|hold|cover|report|discuss|specify|state|address|answer|describe|give|"
    r"offer|explain|indicate|reveal|list|quantify|have|support|directly|explicitly|specifically|actually)"
)
# "any specific information about"
_ABOUT = (
    r"(?:any |enough |sufficient |specific |direct |relevant |further )*"
    r"(?:information|details?|data|mention|evidence|answers?)"
    r"(?: (?:about|on|of|regarding|concerning|for|as to|to answer|to))?"
)
# " explicitly mention", " contain any information about"
_STATING = rf"(?: {_SAY}e?s?)+(?: {_ABOUT})?"
_NOT = r"(?:(?:do|does|did) not|don['’]t|doesn['’]t|cannot|can['’]t)"
_CANNOT = r"(?:cannot|can['’]t|could not|couldn['’]t|(?:am|was) unable to|did not|do not|don['’]t)"
_MISSING = r"(?P<missing>[^.!?;]*)"

# A quick test that spares most sentences the long patterns.
_NEGATION = re.compile(r"\b(?:not?|none|neither|cannot|silent|missing)\b|n['’]t\b", re.IGNORECASE)
_DENIALS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "The sources do not mention its price"
        rf"\b{_SOURCES},? {_NOT}{_STATING}{_MISSING}",
        # "None of the papers mention its price"
        rf"\b(?:none|neither) of {_SOURCES}(?: (?:do|does))?{_STATING}{_MISSING}",
        # "No paper in your collection reports its price"
        rf"\bno (?:source|paper|abstract|document|passage)s?(?: in (?:the|your) collection)?{_STATING}{_MISSING}",
        # "There is no information on its price in the abstracts"
        rf"\bthere (?:is|are|was) (?:no|not) {_ABOUT}{_MISSING}?\b(?:in|from|among|within) {_SOURCES}",
        # "The abstracts are silent about its price"
        rf"\b{_SOURCES} (?:is|are) silent (?:on|about){_MISSING}",
        # "Its price is not given in the sources"
        r"\b(?P<missing>[^.!?;,]{1,120}?) (?:is|are|was|were) not (?:\w+ed|given|found|held|answerable|known|said|in) "
        rf"(?:(?:in|by|from|with|on|based on) )*{_SOURCES}",
        # "I could not find its price in the sources"
        rf"\b(?:i|we) {_CANNOT} (?:find|answer|determine|see|have|say|tell)(?: {_ABOUT})?(?:{_MISSING}?) "
        rf"(?:from|in|with|using|based on) {_SOURCES}",
        # Or "Missing: its price"
        rf"^(?:(?:what is )?missing(?: is)?:|not covered:|not in the collection:|what is missing is) {_MISSING}",
        # A whole line of a summary: "Limits: Not stated in the abstract."
        r"^(?P<missing>)(?:[\w ]{1,30}: ?)?(?:not|none) (?:\w+ed|given)"
        rf"(?: (?:in|by) (?:the (?:abstract|source|paper)|{_SOURCES}))?\W*$",
    )
]
# With a mark, "the texts do not contain labels [1]" is about the texts of a paper, not the sources.
_OF_A_PAPER = re.compile(
    r"^(?!.*\b(?:provided|given|retrieved|available|supplied)\b)"
    r".{0,12}\b(?:documents|context|excerpts|passages|texts?|literature|information)\b",
    re.IGNORECASE,
)
# "I'm sorry, but I cannot answer that", "I don't know"
_PLAIN_REFUSAL = re.compile(
    r"(?:i['’]m |i am )?(?:sorry|unfortunately|afraid)\b.{0,40}\b(?:cannot|can['’]t|could not|unable|do not|don['’]t) "
    r"(?:answer|find|know|have)|i (?:cannot|can['’]t|do not|don['’]t) (?:answer|know)\b",
    re.IGNORECASE,
)
# Where the missing thing ends: "its price, but it takes 1.11 W"
_ASIDE = re.compile(r",? \b(?:but|however|though|although|while|whereas|so|and (?=the|it|they|i)\b)", re.IGNORECASE)
_POINTING = re.compile(r"^(?:that|this|the question|your question|this question)$", re.IGNORECASE)
# "As for its price, the collection does not answer this."
_AS_FOR = re.compile(r"(?:regarding|as for|concerning|on|about) (?P<missing>[^,]+), ", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:]? \b(?:but|however|though|although|while|whereas|and)\b|[;,]")
_MARKUP = re.compile(r"[*_`#>]")


def denied_subject(sentence: str, refusal: str) -> str | None:
    """Return what a sentence says is missing from the sources, empty if it does not say what; None if nothing is.

    `refusal` is the fixed form, recognised in any case, quotes or emphasis.

    >>> denied_subject("The sources do not mention its price.", ""), denied_subject("It is cheap.", "")
    ('its price', None)
    """
    plain = without_markup(sentence)
    if refusal and fold(refusal) in fold(plain):
        about = _AS_FOR.match(plain)
        return about["missing"] if about else ""
    for denial in _DENIALS if _NEGATION.search(plain) else ():
        match = denial.search(plain)
        if match and not (MARK.search(sentence) and _OF_A_PAPER.search(match[0])):
            return _trimmed(match["missing"] or "")
    return "" if _PLAIN_REFUSAL.match(plain) else None


def says_more(sentence: str, refusal: str) -> bool:
    """Return whether a denial also makes a claim: a clause with a mark of its own before or after a "but".

    >>> says_more("It takes 1.11 W [1], but the sources do not mention its price.", "")
    True
    """
    return any(
        MARK.search(clause) and denied_subject(clause, refusal) is None for clause in _CLAUSE_END.split(sentence)
    )


def without_markup(sentence: str) -> str:
    """Return a sentence without marks and Markdown signs, on one line."""
    return " ".join(_MARKUP.sub("", MARK.sub("", sentence)).split())


def _trimmed(missing: str) -> str:
    """Return what is missing without a following aside; empty if it is only a pronoun such as "this"."""
    return _POINTING.sub("", _ASIDE.split(missing)[0].strip(" ,:\"'“”"))
