"""Strength of claim: whether a sentence claims more than its source does. Pure.

Knows families of strong English words; any word of a family backs a strong word of it.
"""

import re

# Strong words, and the beginnings of words that back them: in the closest sentences, or anywhere in the source.
_NEAR = (
    (
        r"always|invariably|without exception|in (?:all|every) cases?",
        r"always|invariabl|in (?:all|every|each)\b|without exception|consistently",
    ),
    (
        r"prov(?:e|es|en|ed|ing)|definitively|conclusively|undeniabl[ey]|unequivocally|irrefutabl[ey]|beyond doubt",
        r"prov(?:e|ed|en|es|ing|able|ably)\b|proof|guarant|theor|conclusive|definitiv|unequivocal|establish",
    ),
    (
        r"(?<!a )guarantee(?:s|d|ing)?|certainly|undoubtedly",
        r"guarant|ensur|prov(?:e|ed|en|es|ing|able|ably)\b|certain",
    ),
    (
        r"eliminat(?:es?|ed|ing)|eradicat(?:es?|ed|ing)|cures?|cured|completely|entirely|totally|perfect(?:ly)?"
        r"|flawless(?:ly)?",
        r"eliminat|eradicat|complete|entire|fully|total|perfect|flawless|remov|aboli|abrogat|cure|avoid|without|free\b",
    ),
    (r"never|impossible", r"never|not?\b|cannot|impossib|fail|unable|without|neither"),
)
_ANYWHERE = (
    (r"all(?! but)|every|universally", r"all\b|every|any\b|each\b|univers|entire|across|general|whole|both\b|overall"),
    (
        r"state[- ]of[- ]the[- ]art|SOTA|unprecedented|unrivall?ed|best(?= (?:result|perform|accura|score|method))",
        r"state[- ]of[- ]the[- ]art|sota|outperform|surpass|best\b|superior|record\b|unprecedented|exceed|leading",
    ),
    (
        r"the (?:very )?first(?= (?:to|\w+ to|ever|\w+ that))|first-ever",
        r"first\b|novel|new\b|initial|unprecedented|pioneer|no (?:previous|prior)",
    ),
)
_FAMILIES = tuple(
    (re.compile(rf"\b(?:{strong})\b", re.IGNORECASE), re.compile(rf"\b(?:{backing})", re.IGNORECASE), anywhere)
    for anywhere, families in ((False, _NEAR), (True, _ANYWHERE))
    for strong, backing in families
)
_CAUSAL = re.compile(r"\b(?:causes|caused|causing|(?:will|can|do|does) cause)\b", re.IGNORECASE)
_CAUSAL_BACKING = re.compile(
    r"\b(?:caus|lead|led\b|result|due to|because|induc|driv|trigger|produc|responsible|effect|increas|reduc|promot)",
    re.IGNORECASE,
)
_ASSOCIATION = re.compile(r"\b(?:associat|correlat|linked|related|predict)", re.IGNORECASE)


def overclaims(sentence: str, source: str, best: str) -> list[str]:
    """Return the words with which a plain sentence claims more than its source.

    `source` is the whole text of the source; `best`, its closest sentences.
    """
    found = []
    for strong, backing, anywhere in _FAMILIES:
        match = strong.search(sentence)
        if match and not backing.search(source if anywhere else best):
            found.append(match[0])
    cause = _CAUSAL.search(sentence)
    if cause and _ASSOCIATION.search(best) and not _CAUSAL_BACKING.search(best):
        found.append(cause[0])
    return found
