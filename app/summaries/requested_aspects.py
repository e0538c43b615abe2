"""Which sentence of a paper tells the aspect that a question asks for: its problem, method, results or limits. Pure.

The words of such a question (`what problem does X solve`) are in any sentence on the paper as much as in the right one.
"""

import re

from app.summaries.aspects import read_roles, sentences_of_role
from app.summaries.cues import Role
from app.summaries.quoting import Span
from index.papers import Paper

# How likely a sentence must be of the role that is asked for.
_LEAST = 0.5
_OF = r"(?:\s+(?:of|in|from|behind)\b|\s+(?:does|do|did|is|are|was|were|has|have)\b)"
_PATTERNS: tuple[tuple[Role, str], ...] = (
    (
        "problem",
        r"\b(?:what|which)\s+(?:\w+\s+)?(?:problem|issue|gap|shortcoming|challenge)s?\b.*\b(?:solv|address|tackl|fix|overcom|deal)\w*"
        r"|\b(?:problem|motivation)\s+(?:behind|of|that)\b|\bwhat\s+motivat",
    ),
    (
        "limits",
        r"\b(?:what|which|any|the)\s+(?:\w+\s+)?(?:limitation|drawback|weakness|downside|shortcoming)s?(?:es)?\b"
        r"|^(?:limitation|drawback|weakness|downside)s?(?:es)?\s+of\b",
    ),
    (
        "results",
        rf"\b(?:what|which|the|main|key)\s+(?:\w+\s+)?(?:results?|findings?|conclusions?|outcomes?){_OF}"
        r"|^(?:results?|findings?)\s+of\b|\bwhat\s+(?:does|do|did)\s.*\s(?:find|conclude)\b",
    ),
    (
        "method",
        rf"\b(?:what|which|the)\s+(?:\w+\s+)?(?:methods?|approach|technique){_OF}|^methods?\s+(?:used\s+)?(?:in|of)\b",
    ),
)
_ASKED = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _PATTERNS)


def requested_aspect(question: str) -> Role | None:
    """Return the aspect of a paper that a question asks for; None for any other question.

    >>> requested_aspect("What problem does Tide solve?"), requested_aspect("main findings of the Tide paper")
    ('problem', 'results')
    >>> requested_aspect("Why do tides turn?")
    """
    return next((role for role, pattern in _ASKED if pattern.search(question)), None)


def sentence_on_aspect(question: str, paper: Paper) -> Span | None:
    """Return the sentence of the abstract that best tells the aspect a question asks for; None if that is not sure."""
    role = requested_aspect(question)
    lines = sentences_of_role(read_roles(paper), role, 1) if role else ()
    return lines[0].span if role and lines and lines[0].chances[role] >= _LEAST else None
