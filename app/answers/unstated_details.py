"""Details that abstracts leave out, such as the learning rate: does a question ask for one that is not there? Pure."""

import re
from collections.abc import Sequence

from index.identity import fold
from index.papers import Paper
from index.text.names import asked_for

# What papers tell of their training, cost and terms, and abstracts mostly do not: as it is asked for, and as it stands
# in a text that tells of it.
_DETAILS = tuple(
    re.compile(rf"\b(?:{detail})\b", re.IGNORECASE)
    for detail in (
        r"(?:initial |peak )?learning[- ]rates?",
        r"batch(?:es|[- ]sizes?)",
        r"(?:GPU|TPU|accelerator|compute)[- ]?(?:hours?|time|days?|count|memory)?s?",
        r"epochs?",
        r"optimi[sz]ers?",
        r"(?:training|warm-?up) (?:steps?|time|schedule)",
        r"weight decay",
        r"dropout(?: rate)?",
        r"(?:random )?seeds?",
        r"hyper-?parameters?",
        r"hardware",
        r"licen[cs]es?",
        r"price|prices|cost in dollars",
        r"carbon footprint|emissions",
    )
)
# Who wrote them stands beside abstracts.
_AUTHOR = re.compile(
    r"\b(?:(?:first|last|lead|senior|corresponding) )?authors?\b|\b(?:wrote|authored)\b", re.IGNORECASE
)
_WHO = re.compile(r"who\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:and\s+)?(?:how|what|which|with|on|under|at|for)\b", re.IGNORECASE)
_SHORTEST_NAME = 3


def unstated(question: str, papers: Sequence[Paper]) -> str:
    """Return the detail that a question asks for and that no abstract of `papers` tells of; empty without one.

    Where the question names the first of the papers, the others have no say.

    >>> unstated("Which learning rate does Okapi use?", [Paper("Okapi: A Model", "It is tuned.")])
    'learning rate'
    """
    details = (_AUTHOR,) if _WHO.match(question) else _DETAILS if _ASKS.match(question) else ()
    if not papers or not details:
        return ""
    read = papers[:1] if _names(question, papers[0]) else papers
    for detail in details:
        asked = detail.search(question)
        if asked and not any(detail.search(paper.text) for paper in read):
            return {"wrote": "author", "authored": "author"}.get(asked[0].lower(), asked[0])
    return ""


def _names(question: str, paper: Paper) -> bool:
    head = fold(paper.title.partition(":")[0])
    return (len(head) >= _SHORTEST_NAME and head in fold(question)) or any(
        fold(name) in fold(paper.text) for name in asked_for(question)
    )
