"""Finds what a question compares: `compare A and B on X`, `A vs B`, `is A better than B`. Pure.

Each side is searched on its own, so words that both share (`the energy use of`, `on images`) are added to each.
"""

import re

from index.questions.phrases import has_topic

_ON = r"(?:\s+(?P<on>(?:on|for|in\s+terms\s+of|with\s+respect\s+to|regarding|when|in|with\s+regard\s+to)\s+[^?.!]+))?"
_END = r"\s*[?.!]*$"
_BEFORE = r"^(?:please\s+|(?:can|could|would)\s+you\s+(?:please\s+)?|and\s+)?"
_PATTERNS = (
    re.compile(
        rf"{_BEFORE}(?:compare|contrast|(?:give\s+me\s+)?a\s+comparison\s+of)\s+(?P<sides>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_BEFORE}(?:what(?:['’]s|\s+is|\s+are)\s+)?(?:the\s+)?(?:main\s+|key\s+|biggest\s+)?differences?\s+between\s+(?P<sides>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:and\s+)?how\s+(?:do|does|did)\s+(?P<sides>.+?\s+and\s+.+?)\s+(?:compare|differ)(?:\s+from\s+each\s+other|\s+to\s+each\s+other|\s+with\s+each\s+other)?{_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:and\s+)?how\s+(?:is|are|do|does|did)\s+(?P<a>.+?)\s+(?:(?:compare|differ|stack\s+up)(?:\s+(?:to|with|from|against))|different\s+(?:from|to|than))\s+(?P<b>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:is|are)\s+(?P<a>.+?)\s+(?:much\s+|really\s+|any\s+)?(?:better|worse|faster|slower|stronger|weaker|cheaper|larger|smaller|safer"
        rf"|(?:more|less)\s+[\w-]+)\s+than\s+(?P<b>.+?){_ON}{_END}",
        re.IGNORECASE,
    ),
    re.compile(rf"^(?P<sides>[^?.!:]+?\s(?:vs\.?|versus)\s(?:(?!\.\s)[^?!:])+?){_ON}{_END}", re.IGNORECASE),
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_WITH = re.compile(r"\s+(?:with|to|against)\s+", re.IGNORECASE)
_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+|\s+&\s+", re.IGNORECASE)
_SHARED = re.compile(r"^(?P<shared>(?:the\s+)?(?:[\w-]+\s+){1,4}?(?:of|between))\s+(?P<first>.+)$", re.IGNORECASE)
# Cannot be searched for: a pronoun, a number, a threshold.
_NO_SIDE = re.compile(
    r"(?:it|they|them|this|that|these|those|both|each\s+other|the\s+two|others?|[\d.,%]+)\b", re.IGNORECASE
)
# `accuracy vs. speed trade-off` is one topic, not two sides.
_ONE_THING = re.compile(r"\b(?:trade-?offs?|curves?|separation|gap|debate|plots?)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an|both|between)\s+", re.IGNORECASE)
_LONGEST_SIDE = 8
_MOST_SIDES = 5


def sides_of(text: str) -> tuple[str, ...]:
    """Return the sides that `text` compares, each understandable alone; empty unless it clearly compares.

    >>> sides_of("Compare the energy use of whales and seals in winter")
    ('energy use of whales in winter', 'energy use of seals in winter')
    """
    for pattern in _PATTERNS:
        if match := pattern.match(text):
            groups = match.groupdict()
            split = _split(groups["sides"]) if groups.get("sides") else [groups["a"], groups["b"]]
            if pattern is _PATTERNS[-1] and _ONE_THING.search(text):
                return ()
            return _whole(split, groups.get("on") or "")
    return ()


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
    sides = [_ARTICLE.sub("", part.strip(' ,"“”')) for part in parts]
    shared = _SHARED.match(sides[0]) if sides else None
    if shared and not any(_SHARED.match(side) for side in sides[1:]):
        sides = [shared["first"], *sides[1:]]
        sides = [f"{shared['shared']} {_ARTICLE.sub('', side)}" for side in sides]
    usable = all(side and not _NO_SIDE.match(side) and len(side.split()) <= _LONGEST_SIDE for side in sides)
    if not usable or len(set(map(str.casefold, sides))) < max(2, len(sides)):
        return ()
    return tuple(f"{side} {on if has_topic(on) else ''}".strip() for side in sides)
