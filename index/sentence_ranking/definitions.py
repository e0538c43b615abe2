"""Which sentence says what a thing is: `X is a ...`, `we present X, a ...`, `a long form (X)`. Pure.

Whoever asks `what is X` wants that first, and what X achieves after it.
"""

import re
from functools import lru_cache

from index.text.acronyms import definitions, singular
from index.text.words import terms

_ASKED = re.compile(
    r"^(?:(?:and|so|ok|okay|please)[\s,]+)*"
    r"(?:what(?:['’]?s|\s+is|\s+are)(?:\s+meant\s+by)?|define|explain|tell\s+me\s+about|describe"
    r"|what\s+do(?:es)?(?=\s.+\s(?:mean|do)\s*\?*$)|(?:the\s+)?(?:definition|meaning)\s+of)\s+"
    r"(?:an?\s+|the\s+(?:(?:term|concept|notion|idea)\s+(?:of\s+)?)?)?"
    r"[\"“']?(?P<term>[^\W_][^\s?!,;:\"“”]*(?:\s+[^\s?!,;:\"“”]+){0,3}?)[\"”']?(?:\s+(?:mean|do))?\s*[?.!]*$",
    re.IGNORECASE,
)
# `What is the best optimiser`, `what is new`: no thing of this name. `What is it good for` points back.
_NO_TERM = re.compile(
    r"(?:it|its|my|your|our|their|his|her|they|them|this|that|these|those|here|there|new|up|wrong|known|best|better|worst|most|more|less|same)\b"
    r"|.*\b(?:of|for|in|on|to|with|about|from|between|than|is|are|was|best|used|first|second|third|last|one|ones|paper|papers)\b",
    re.IGNORECASE,
)
_ARTICLE = r"(?:an?|the|one|any|when|where|how|our)\b"
_SAYS = (
    # Each holds `{}` where the term stands; the surest first.
    r"{}(?:\W{0,3}\([^)]*\))?\W{0,3}\s+(?:is|are)\s+(?:(?:essentially|basically|simply|generally|defined\s+as|known\s+as)\s+)?"
    + _ARTICLE,
    r"{}(?:\W{0,3}\([^)]*\))?\W{0,3}\s+(?:refers?\s+to|denotes?|means|describes?\s+(?:the|a)|is\s+(?:when|where)|stands?\s+for)\b",
    r"{}(?:\W{0,3}\([^)]*\))?\W{0,3},\s*which\s+(?!are\b|is\b|was\b|were\b|has\b)\w+s\b",
    r"\b(?:call(?:ed)?|termed?|dub(?:bed)?|known\s+as|named?|referred\s+to\s+as|so-called|coined|denoted\s+(?:as|by)|abbreviated\s+(?:as\s+)?)"
    r"\s+(?:(?:as|the|this|an?|it)\s+)?\W{0,3}{}",
)
# `We present X, a model`, `X, a model, wins`; but not `without X, a model fails`.
_APPOSED = (
    r"(?:^\W*|\b(?:we|paper|work|article|study)\b.*\b)(?:the\s+)?{}(?:\W{0,3}\([^)]*\))?\W{0,3}"
    r"(?:,|--|—|–|\()\s*(?:i\.e\.\W*|namely\W*)?an?\s"
)
# `Engaging in alignment faking: selectively complying`.
_EXPLAINED = r"{}\W{0,3}(?::|--|—|–)\s+[a-z]"
_CALLED = re.compile(r"\bwe\s+(?:call|term|dub|refer\s+to|define|coin)\b", re.IGNORECASE)
# How sure: the long form is next to it, it is said outright, something is given that name, it is presented by name or
# without.
_SPELLED_OUT, _SAID, _CALLED_SO, _PRESENTED_SO, _PRESENTED = 5, 4, 3, 2, 1
_SHORTEST_PLURAL = 3
_PRESENTS = re.compile(
    r"\b(?:we|i|paper|work|study|article|report)\b\W+(?:[\w-]+\W+){0,2}?(?:propos|present|introduc|develop|describ|releas|design|creat|devis|formulat|stud|investigat)\w*\b(?P<rest>.{0,160})",
    re.IGNORECASE | re.DOTALL,
)


_PRESENTED_AS = (
    r"\b(?:we|our|paper|work)\b.*\b(?:propos|present|introduc|develop|design)\w*\b.{0,80}"
    r"\b(?:called|named|dubbed|termed|namely)\s+(?:the\s+)?\W{0,3}{}"
)


def requested_term(question: str) -> str:
    """Return the thing that a question wants explained; empty for any other question.

    >>> [requested_term(asked) for asked in ("What is a reward model?", "whats TTFT", "What is the best optimiser?")]
    ['reward model', 'TTFT', '']
    """
    found = _ASKED.match(question.strip())
    term = found["term"].strip(" .'’") if found else ""
    return "" if _NO_TERM.match(term) or not terms(term) else term


def definition_strength(term: str, sentence: str, *, of_it: bool = False) -> int:
    """Return how surely a sentence says what the term is, from 0 (it does not) to 5.

    `of_it`: the sentence is of the paper with that name, which says what it is where it presents something.

    >>> definition_strength("TTFT", "It cuts the time to the first output (the ``time to first token'', or TTFT).")
    5
    >>> definition_strength("Tide", "Tide extends contexts."), definition_strength("Tide", "We present Tide, a model.")
    (0, 4)
    """
    if not _named(term).search(sentence):
        return _PRESENTED if of_it and _PRESENTS.search(sentence) else 0
    if singular(term).casefold() in {short.casefold() for short, _ in definitions(sentence)}:
        return _SPELLED_OUT
    if any(_with_term(form, term).search(sentence) for form in (*_SAYS, _APPOSED)):
        return _SAID
    if _CALLED.search(sentence) or _with_term(_EXPLAINED, term).search(sentence):
        return _CALLED_SO
    shown = _PRESENTS.search(sentence) if of_it or not term.islower() else None
    return _PRESENTED_SO if shown and _named(term).search(shown["rest"]) else 0


def is_presented(name: str, sentence: str) -> bool:
    """Return whether a sentence presents something of this name as the paper's own.

    >>> is_presented("Tide", "In this paper, we introduce Tide, a model."), is_presented("Tide", "We extend Tide.")
    (True, False)
    >>> is_presented("Tide", "We observe that by introducing a novel operation called Tide, models grow.")
    True
    """
    shown = _PRESENTS.search(sentence)
    if shown and _named(name).search(shown["rest"]):
        return True
    return _with_term(_PRESENTED_AS, name).search(sentence) is not None


def _named(term: str) -> re.Pattern[str]:
    return _with_term("{}", term)


@lru_cache(1024)
def _with_term(form: str, term: str) -> re.Pattern[str]:
    """Return the form with the term in it: with or without hyphens, in the singular or plural."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", term) if word]
    last = words[-1].removesuffix("s") if len(words[-1]) > _SHORTEST_PLURAL else words[-1]
    spelled = r"[\s-]+".join([*words[:-1], rf"{last}(?:e?s)?"])
    return re.compile(form.replace("{}", rf"(?<![\w-]){spelled}(?![\w-])"), re.IGNORECASE)
