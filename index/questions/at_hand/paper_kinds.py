"""Finds what kind of papers is asked for: `list all surveys`, `is there a review on tides`. Pure.

A survey is recognised by its title, or by what its abstract says about itself (index/stores/filters.py).
"""

import re

from index.questions.query import Condition

SURVEYS = Condition("kind", names=("survey",))
"""Papers that survey or review others."""
_PAPERS = r"(?:papers?|articles?)"
_SURVEY = (
    r"(?:(?:literature|systematic|comprehensive|recent|good|short)\s+)*"
    rf"(?:surveys?|reviews?|overviews?|tutorials?)(?:\s+{_PAPERS})?"
)
# Words that only ask; `survey of federated learning attacks` has none and is a title or key words.
_LEAD = (
    r"(?:(?:please|can|could|you|list|show|give|find|get|name|me|us|i|we|need|want|all|any|some|every|the|a|an|of|my|our|your"
    r"|are|is|there|do|does|have|which|what|these|those|them|ones|papers|articles|that|just|only|and|among|in|here)\s+)"
)
_HERE = (
    r"(?:\s+(?:do\s+(?:i|we|you)\s+have|are\s+there|is\s+there"
    r"|(?:are\s+)?(?:in|of)\s+(?:my|the|this|our)\s+(?:collection|library)))*"
)
_ASKED = re.compile(
    rf"^(?P<lead>(?P<count>how\s+many\s+)?{_LEAD}*)(?P<kind>{_SURVEY}){_HERE}"
    r"(?:\s+(?:on|about|of|for|regarding|covering)\s+(?P<topic>[^?!]+?))?(?P<end>(?:,?\s+please)?\s*[?.!]*)$",
    re.IGNORECASE,
)
# `A survey of tides` is a title.
_ASKS = re.compile(r"\b(?!(?:an?|the)\b)\w", re.IGNORECASE)
# `Give me an overview of tides` asks for one to be written, `is there an overview` for a paper.
_WRITTEN = re.compile(r"(?:\w+\s+)*(?:review|overview)$", re.IGNORECASE)
_EXISTS = re.compile(r"\b(?:there|any|have|which|these|those)\b", re.IGNORECASE)
_SHOWN = re.compile(r"\b(?:these|those|them)\b", re.IGNORECASE)
_ONLY = re.compile(rf"^{_SURVEY}$", re.IGNORECASE)


def take_kind(text: str, *, shown: bool = False) -> str | None:
    """Return a request for surveys as one for papers; None for any other text. `shown`: `these` may mean some.

    >>> take_kind("list all surveys"), take_kind("is there a review on tides?"), take_kind("how many surveys do I have")
    ('list papers', 'list papers about tides', 'how many papers are there')
    >>> take_kind("survey of tidal models"), take_kind("how do reviews help?")
    (None, None)
    """
    found = _ASKED.match(text.strip())
    if found is None or not (_is_plural(found["kind"]) or _ASKS.search(found["lead"])):
        return None
    if _WRITTEN.match(found["kind"]) and not _EXISTS.search(found["lead"]):
        return None
    topic = f" about {found['topic'].strip()}" if found["topic"] else ""
    if shown and _SHOWN.search(found["lead"]):
        return f"list these papers{topic}"
    return f"how many papers are there{topic}" if found["count"] else f"list papers{topic}"


def is_kind(topic: str) -> bool:
    """Return whether a topic is nothing but a kind of papers.

    >>> is_kind("surveys"), is_kind("surveys of tides")
    (True, False)
    """
    return bool(_ONLY.match(topic.strip()))


def _is_plural(kind: str) -> bool:
    return kind.casefold().endswith("s") and not kind.casefold().startswith("tutorial")
