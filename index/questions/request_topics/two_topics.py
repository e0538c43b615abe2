"""Finds two topics in a request for papers: `papers on RAG and on agents`. Pure."""

import re
from collections.abc import Sequence

from index.text.words import terms

_TWICE_ASKED = re.compile(
    r",?\s+(?:and|or|plus|as\s+well\s+as)\s+(?:also\s+)?(?:(?:some|the|those|ones|papers|articles)\s+)*(?:about|on|regarding)\s+",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_MOST_WORDS = 3


def asked_apart(topic: str) -> tuple[str, ...]:
    """Return two topics that a request names one after the other, each as what papers are on; else nothing.

    >>> asked_apart("RAG and on agents"), asked_apart("tides, and papers about seals"), asked_apart("tides and seals")
    (('RAG', 'agents'), ('tides', 'seals'), ())
    """
    return _pair(_TWICE_ASKED.split(topic))


def joined_by_and(topic: str) -> tuple[str, ...]:
    """Return two topics of a few words that may be one, or meant together: `tides and seals`; else nothing.

    >>> joined_by_and("tides and seals"), joined_by_and("the effect of heat and cold on tides"), joined_by_and("tides")
    (('tides', 'seals'), (), ())
    """
    sides = _pair(_AND.split(topic))
    return sides if all(len(side.split()) <= _MOST_WORDS for side in sides) else ()


def _pair(parts: Sequence[str]) -> tuple[str, ...]:
    sides = tuple(part.strip(" ,;?!.") for part in parts)
    return sides if len(sides) == 2 and all(map(terms, sides)) else ()  # noqa: PLR2004 - a pair
