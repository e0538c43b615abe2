"""Finds what a question compares: `compare A and B on X`, `A vs B`, `is A better than B`. Pure.

Each side is searched on its own, so words that both share (`the energy use of`, `on images`) are added to each.
"""

import re

from index.questions.phrases import IN_A_TABLE, PAPERS, has_topic
from index.questions.query import Intent

_ON = r"(?:\s+(?P<on>(?:on|for|in\s+terms\s+of|with\s+respect\s+to|regarding|when|in|with\s+regard\s+to)\s+[^?.!]+))?"
_END = r"\s*[?.!]*$"
_BEFORE = (
    r"^(?:please\s+|(?:can|could|would)\s+you\s+(?:please\s+)?|and\s+)?"
    r"(?:(?:explain|describe|tell|show|give)(?:\s+(?:to\s+)?(?:me|us))?\s+)?"
)
# The sides stand together, or apart as `a` and `b`.
_COMPARE = (
    re.compile(
        rf"{_BEFORE}(?:compare|contrast|(?:give\s+me\s+)?a\s+comparison\s+of|(?:what(?:['’]s|\s+is|\s+are)\s+)?(?:the\s+)?"
        rf"(?:main\s+|key\s+|biggest\s+)?differences?\s+between)\s+(?P<sides>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:and\s+)?how\s+(?:do|does|did)\s+(?P<sides>.+?\s+and\s+.+?)\s+(?:compare|differ)"
        rf"(?:\s+(?:from|to|with)\s+each\s+other)?{_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:and\s+)?how\s+(?:is|are|do|does|did)\s+(?P<a>.+?)\s+(?:(?:compare|differ|stack\s+up)"
        rf"(?:\s+(?:to|with|from|against))|different\s+(?:from|to|than))\s+(?P<b>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:is|are)\s+(?P<a>.+?)\s+(?:much\s+|really\s+|any\s+)?(?:better|worse|faster|slower|stronger|weaker|cheaper"
        rf"|larger|smaller|safer|(?:more|less)\s+[\w-]+)\s+than\s+(?P<b>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_TAIL = re.compile(rf"{_ON}{_END}", re.IGNORECASE)
_WITH = re.compile(r"\s+(?:with|to|against)\s+", re.IGNORECASE)
_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+", re.IGNORECASE)
# `quality of life of people treated with A`: up to the last preposition, the words are shared by the other side.
_SHARED = re.compile(r"^(?P<shared>.+\s(?:of|between|with|by|using|on|to))\s+\S.*$", re.IGNORECASE)
# `those treated with B`: what they are stands on the other side.
_THOSE = re.compile(r"^(?P<those>(?:those|that|the\s+ones)\s+)?(?P<rest>(?P<first>\S+).*)$", re.IGNORECASE)
# Cannot be searched for: a pronoun, a number, a threshold.
_NO_SIDE = re.compile(
    r"(?:it|they|them|this|that|these|those|both|each\s+other|the\s+two|others?|[\d.,%]+)\b", re.IGNORECASE
)
# In `accuracy vs. speed trade-off` it is one topic, and after a verb it is unclear where the sides begin.
_NO_VERSUS = re.compile(
    r"\b(?:trade-?offs?|curves?|separation|gap|debate|plots?)\b|^(?:what|which|who|how|why|when|where|does|do|is|are|can"
    r"|\w+ing)\b|[,:;()?!.]",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|both|between|using)\s+)+", re.IGNORECASE)
_LONGEST_SIDE = 12
_LONGEST_VERSUS = 4
_MOST_SIDES = 5


# At the end, or before what both sides share: `compare A and B in a table for images`, `... in papers from 2020`.
_AS_TABLE = re.compile(rf"{IN_A_TABLE}(?=\s*[?.!]*$|\s+(?:in|from|for|by|on|with|using|among)\b)", re.IGNORECASE)
# `Comparison table of A and B`, but not `of papers on A and B`.
_COMPARING = re.compile(r"\b(?:compar\w+|vs|versus)\b", re.IGNORECASE)
# `A table comparing A and B, with the data sets`: what a table shows of them.
_SHOWN = re.compile(r",\s+(?:with|including|showing)\s+[^,]{1,60}$", re.IGNORECASE)
_SOME_PAPERS = re.compile(rf"\b{PAPERS}\b", re.IGNORECASE)
# `Is A better than B, and by how much?`
_EXTENT = re.compile(r",?\s+and\s+(?:(?:by\s+)?how\s+much|why|how)\s*\?*$", re.IGNORECASE)


def compared(text: str, topic: str, intent: Intent) -> tuple[tuple[str, ...], Intent]:
    """Return the sides that a question compares, if it does, and its intent: a comparison in words or in a table.

    `topic` and `intent` are those of the rules, which know any table.
    """
    if intent == "find" and (sides := sides_of(topic)):
        return sides, "table" if _AS_TABLE.search(topic) else "compare"
    if intent == "table" and _COMPARING.search(text) and not _SOME_PAPERS.search(text):
        return sides_of(f"compare {_SHOWN.sub('', topic)}"), intent
    return (), intent


def sides_of(text: str) -> tuple[str, ...]:
    """Return the sides that `text` compares, each understandable alone; empty unless it clearly compares.

    >>> sides_of("Compare the energy use of whales and seals in winter")
    ('energy use of whales in winter', 'energy use of seals in winter')
    """
    text = _AS_TABLE.sub("", _EXTENT.sub("", text))
    for pattern in _COMPARE:
        if match := pattern.match(text):
            groups = match.groupdict()
            split = _split(groups["sides"]) if groups.get("sides") else [groups["a"], groups["b"]]
            return _whole(split, groups.get("on") or "")
    return _versus(text)


def _versus(text: str) -> tuple[str, ...]:
    """Return the sides of `A vs B` that stands alone; a longer text may be a title or a sentence."""
    *parts, last = _VERSUS.split(text)
    tail = _TAIL.search(last)
    sides = [*parts, last[: tail.start()] if tail else last]
    on = (tail["on"] if tail else "") or ""
    unclear = any(_NO_VERSUS.search(side) or len(side.split()) > _LONGEST_VERSUS for side in sides)
    return () if not parts or unclear or _NO_VERSUS.search(on) else _whole(sides, on)


def _split(text: str) -> list[str]:
    for separator in (_VERSUS, _WITH):
        parts = separator.split(text)
        if len(parts) > 1:
            return parts if len(parts) <= _MOST_SIDES else []
    parts = _AND.split(text)
    # `question and answer generation and search`: it is unclear which `and` separates the sides.
    return parts if "," in text or len(parts) == 2 else []  # noqa: PLR2004 - a pair


def _whole(parts: list[str], on: str) -> tuple[str, ...]:
    """Return the sides with the words they share; empty if one of them cannot be searched for."""
    sides = _with_shared([_ARTICLE.sub("", part.strip(' ,"“”')) for part in parts])
    usable = all(side and not _NO_SIDE.match(side) and len(side.split()) <= _LONGEST_SIDE for side in sides)
    if not usable or len(set(map(str.casefold, sides))) < max(2, len(sides)):
        return ()
    return tuple(f"{side} {on if has_topic(on) else ''}".strip() for side in sides)


def _with_shared(sides: list[str]) -> list[str]:
    """Return the sides, the later ones with the words that only the first one has in front."""
    if len(sides) == 2 and (other := _THOSE.match(sides[1])):  # noqa: PLR2004 - a pair
        before, found, _ = sides[0].partition(f" {other['first']} ")
        if found or other["those"]:
            return [sides[0], f"{before} {other['rest']}"] if found else []
    shared = _SHARED.match(sides[0]) if sides else None
    if not shared or any(_SHARED.match(side) for side in sides[1:]):
        return sides
    return [sides[0], *(f"{shared['shared']} {_ARTICLE.sub('', side)}" for side in sides[1:])]
