"""Finds what kind of papers is asked for: `list all surveys`, `is there a review on tides`, `only RCTs`. Pure.

A survey is recognised by its title, or by what its abstract says about itself (index/stores/filters.py), a kind of
studies by the words of the paper (index/retrieval/filtering.py).
"""

import re

from index.questions.at_hand.study_kinds import STUDY_KINDS
from index.questions.phrases import NUMBER
from index.questions.query import Condition

SURVEYS = Condition("kind", names=("survey",))
"""Papers that survey or review others."""
_PAPERS = r"(?:papers?|articles?)"
_SURVEY = (
    r"(?:(?:literature|systematic|comprehensive|recent|good|short)\s+)*"
    rf"(?:surveys?|reviews?|overviews?|tutorials?)(?:\s+{_PAPERS})?"
)
_STUDY = "|".join(kind.asked for kind in STUDY_KINDS.values())
_STUDIES = rf"(?:{_STUDY})(?:(?:\s*[,/]\s*|,?\s+(?:and|or|&)\s+)(?:{_STUDY}))*"
# Words that only ask; `survey of federated learning attacks` has none and is a title or key words.
_LEAD = (
    r"(?:(?:please|can|could|you|list|show|give|find|get|name|me|us|i|we|need|want|all|any|some|every|the|a|an|of|my|our|your"
    r"|are|is|there|do|does|have|which|what|these|those|them|ones|papers|articles|that|just|only|and|among|in|here)\s+)"
)
_HERE = (
    r"(?:\s+(?:do\s+(?:i|we|you)\s+have|are\s+there|is\s+there"
    r"|(?:are\s+)?(?:in|of)\s+(?:my|the|this|our)\s+(?:collection|library)))*"
)
# What order, how many, or with which mark: `the 3 newest RCTs`, `my unread RCTs`.
_WHICH = (
    rf"(?:(?:{NUMBER}|top|newest|latest|(?:most\s+)?recent(?!\s+recent)|oldest|earliest|most\s+(?:upvoted|popular|discussed)|unread"
    r"|starred|unstarred|favou?rite|bookmarked)\s+)*"
)
# `RCTs since 2024`, `reviews I have not read`: conditions, as after `papers`.
_THAT = (
    r"(?:\s+(?:(?:published\s+|from\s+|in\s+)?(?:since|before|after|until|between|from|in)\s+(?=[^?!]*\d)|(?:that\s+|which\s+)?(?:i|we)\s)"
    r"(?:(?!\b(?:on|about|regarding|covering)\b)[^?!])+?)?"
)
_ASKED = re.compile(
    rf"^(?P<lead>(?P<count>how\s+many\s+)?{_LEAD}*)(?P<which>{_WHICH})(?P<kind>{_STUDIES}|{_SURVEY}){_HERE}(?P<that>{_THAT})"
    r"(?:\s+(?:on|about|of|for|regarding|covering)\s+(?P<topic>[^?!]+?))?(?P<end>(?:,?\s+please)?\s*[?.!]*)$",
    re.IGNORECASE,
)
# `A survey of tides` is a title.
_ASKS = re.compile(r"\b(?!(?:an?|the)\b)\w", re.IGNORECASE)
# `What do reviews of tides say`, `are RCTs reliable` ask about them.
_ASKS_ABOUT_THEM = re.compile(r"(?:what\s+)?(?:do|does)\s+(?!.*\bhave\b)|(?:are|is)\s+$", re.IGNORECASE)
# `Give me an overview of tides` asks for one to be written, `is there an overview` for a paper.
_WRITTEN = re.compile(r"(?:\w+\s+)*(?:review|overview)$", re.IGNORECASE)
_EXISTS = re.compile(r"\b(?:there|any|have|which|these|those)\b", re.IGNORECASE)
_SHOWN = re.compile(r"\b(?:these|those|them)\b", re.IGNORECASE)
_ONLY = re.compile(rf"^(?:{_STUDIES}|{_SURVEY})$", re.IGNORECASE)


def take_kind(text: str, *, shown: bool = False) -> tuple[str, Condition] | None:
    """Return a request for papers of a kind as one for papers, and the kind; None for any other text.

    `shown`: `these` may mean some.

    >>> take_kind("list all surveys")[0], take_kind("is there a review on tides?")[0]
    ('list papers', 'list papers about tides')
    >>> asked, kind = take_kind("how many RCTs are there on tides?")
    >>> asked, kind.names
    ('how many papers are there about tides', ('trial',))
    >>> take_kind("survey of tidal models"), take_kind("how do reviews help?")
    (None, None)
    """
    found = _ASKED.match(text.strip())
    if found is None or not (_is_plural(found["kind"]) or _ASKS.search(found["lead"])):
        return None
    if _ASKS_ABOUT_THEM.match(found["lead"]):
        return None
    kind = kind_named(found["kind"]) or SURVEYS
    if kind == SURVEYS and _WRITTEN.match(found["kind"]) and not _EXISTS.search(found["lead"]):
        return None
    topic = f" about {found['topic'].strip()}" if found["topic"] else ""
    papers = f"{found['which']}papers{found['that']}"
    if shown and _SHOWN.search(found["lead"]):
        return f"list these {papers}{topic}", kind
    if found["count"]:
        return f"how many {papers}{'' if found['that'] else ' are there'}{topic}", kind
    return f"list {papers}{topic}", kind


def kind_named(topic: str) -> Condition | None:
    """Return the kind of papers that a topic is; None if it is anything else.

    >>> kind_named("surveys").field, kind_named("RCTs").names, kind_named("surveys of tides")
    ('kind', ('trial',), None)
    """
    if not _ONLY.match(topic.strip()):
        return None
    names = tuple(name for name, kind in STUDY_KINDS.items() if re.search(rf"\b{kind.asked}\b", topic, re.IGNORECASE))
    return Condition("study", names=names) if names else SURVEYS


def _is_plural(kind: str) -> bool:
    return kind.casefold().endswith("s") and not kind.casefold().startswith("tutorial")
