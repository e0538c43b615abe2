"""Finds out if a question asks for something that the abstract of the paper it names leaves out. Pure."""

import re
from collections.abc import Sequence

from index.identity import fold, short_title
from index.papers import Paper
from index.sentence_ranking.requested_detail import Weigh, alike, is_stated, requested_detail
from index.text.names import names_in_question

# Abstracts do not name their authors.
_AUTHOR = re.compile(
    r"\b(?:(?:first|last|lead|senior|corresponding) )?authors?\b|\b(?:wrote|authored)\b", re.IGNORECASE
)
_WHO = re.compile(r"who\b", re.IGNORECASE)
_SHORTEST_NAME = 3


def unstated_detail(question: str, papers: Sequence[Paper], weigh: Weigh = alike) -> str:
    """Return the detail that a question wants from a paper it names and that the abstract leaves out; empty otherwise.

    Authors count as left out of any paper's abstract.

    >>> unstated_detail("Which learning rate does Okapi use?", [Paper("Okapi: A Model", "It is tuned.")])
    'learning rate'
    """
    if not papers:
        return ""
    named = names_paper(question, papers[0])
    if _WHO.match(question):
        asked = _AUTHOR.search(question)
        stated = not asked or any(_AUTHOR.search(paper.text) for paper in (papers[:1] if named else papers))
        return "" if stated or not asked else {"wrote": "author", "authored": "author"}.get(asked[0].lower(), asked[0])
    thing = requested_detail(question)
    if thing is None or not names_paper(thing.about, papers[0]) or is_stated(thing, papers[0].text, weigh):
        return ""
    return thing.words or "figure"


def names_paper(question: str, paper: Paper) -> bool:
    """Return whether a question names a paper, by its short title or by a name that the paper has."""
    head = fold(short_title(paper.title))
    return (len(head) >= _SHORTEST_NAME and head in fold(question)) or any(
        fold(name) in fold(paper.text) for name in names_in_question(question)
    )
