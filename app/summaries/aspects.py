"""The role of each sentence of an abstract (problem, method, results, limits), and the best one for a TLDR.

Rules on cue words, position and figures. Pure: knows English abstracts, no model.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.checking.figures import figures
from app.checking.prompt_injection import instructions_in
from app.summaries.cues import CUES, LACKING, OWN, PROPOSING, ROLES, Role
from app.summaries.quoting import Span
from index.papers import Paper
from index.text.plain_text import content_stems, plain_text, tokens
from index.text.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class RoleSentence:
    """A sentence of an abstract."""

    span: Span
    role: Role
    worth: float
    """How well it represents the whole paper; higher is better, comparable within one paper only."""
    specific: bool
    """It is a result with figures, or a problem that says what is missing."""
    chances: Mapping[Role, float] = field(hash=False)
    """How likely each role is, 0 to 1; its own is the likeliest."""


# A sentence about the authors' own work rarely states the problem.
_OWN_PROBLEM = -1.6
# A figure with a unit suggests a result.
_MEASURED = 1.0
# How much the position of a sentence, from 0 to 1, suggests a role: at the beginning, and the change until the end.
_PLACES: dict[Role, tuple[float, float]] = {
    "problem": (1.8, -3.0),
    "method": (0.3, 0.0),
    "results": (-1.2, 2.4),
    "limits": (-2.5, 1.5),
    "rest": (-2.0, 1.0),
}
# The log odds of staying with a role, and of going back to an earlier one.
_STAY, _BACK = 0.4, -0.8
# The chance from which a sentence surely has its role, and from which it may be about results.
_SURE, _MAY_BE = 0.8, 0.2
_FALLS_BACK = {(ROLES[later], ROLES[earlier]) for later in range(3) for earlier in range(later)}


@lru_cache(maxsize=512)
def read_roles(paper: Paper) -> tuple[RoleSentence, ...]:
    """Return the sentences of the abstract in order, without those that give instructions to a model.

    >>> abstract = "Trees are hard to count. We propose a drone. It finds 90% of them."
    >>> [line.role for line in read_roles(Paper("Counting trees", abstract))]
    ['problem', 'method', 'results']
    """
    orders = instructions_in(paper.abstract)
    spans = [
        (start, end)
        for start, end in sentence_spans(paper.abstract)
        if not any(first < end and start < last for first, last in orders)
    ]
    texts = [plain_text(paper.abstract[start:end]) for start, end in spans]
    chances = _chances([_scores(text, i / max(len(texts) - 1, 1)) for i, text in enumerate(texts)])
    roles: list[Role] = [max(ROLES, key=own.__getitem__) for own in chances]
    worths = _worths(paper.title, texts)
    specific = map(_is_specific, texts, roles)
    return tuple(map(RoleSentence, spans, roles, worths, specific, chances))


def tldr(lines: Sequence[RoleSentence]) -> RoleSentence | None:
    """Return the sentence that best represents the whole paper; None if there are no sentences."""
    return max(lines, key=lambda line: line.worth, default=None)


def sentences_of_role(lines: Sequence[RoleSentence], role: Role, most: int) -> tuple[RoleSentence, ...]:
    """Return the best sentences of a role, at most `most`, in their order: the sure ones, or else the surest.

    An abstract without a sentence of results may still have one that gives them along with something else.
    """
    own = [line for line in lines if line.role == role] or [
        line for line in lines if role == "results" and line.chances[role] >= _MAY_BE
    ]
    surest = max((line.chances[role] for line in own), default=0.0)
    sure = [line for line in own if line.chances[role] >= min(_SURE, surest)]
    if surest < _SURE:
        most = 1
    chosen = sorted(sure, key=lambda line: (line.specific, line.worth))
    return tuple(sorted(chosen[-most:], key=lambda line: line.span))


def count_figures(text: str) -> int:
    """Return how many figures a plain text has, without years and numbers in words ("two methods")."""
    return sum(figure.unit != "year" and any(map(str.isdigit, figure.text)) for figure in figures(text))


def proposes(text: str) -> bool:
    """Return whether a plain text says what its authors propose or study."""
    return bool(PROPOSING.search(text.lower()))


def _is_specific(text: str, role: Role) -> bool:
    return count_figures(text) > 0 if role == "results" else role == "problem" and bool(LACKING.search(text.lower()))


def _scores(text: str, place: float) -> dict[Role, float]:
    """Return a score for each role; `place` is the position of the sentence in the abstract, from 0 to 1."""
    scores = {role: begin + more * place for role, (begin, more) in _PLACES.items()}
    lowered = text.lower()
    for role, weight, cue in CUES:
        if cue.search(lowered):
            scores[role] += weight
    if OWN.search(lowered):
        scores["problem"] += _OWN_PROBLEM
    if any(figure.unit not in {"", "year"} for figure in figures(text)):
        scores["results"] += _MEASURED
    return scores


def _chances(scores: Sequence[Mapping[Role, float]]) -> list[dict[Role, float]]:
    """Return how likely each role of each sentence is, over all sequences of roles (forward and backward).

    Scores are log odds. Neighbours tend to share a role, and few sentences go back to an earlier one.
    """
    before, after = [dict.fromkeys(ROLES, 0.0)], [dict.fromkeys(ROLES, 0.0)]
    for own in scores:
        reached = {role: before[-1][role] + own[role] for role in ROLES}
        before.append({role: _log_sum([reached[last] + _change(last, role) for last in ROLES]) for role in ROLES})
    for own in reversed(scores):
        reached = {role: after[-1][role] + own[role] for role in ROLES}
        after.append(
            {role: _log_sum([_change(role, following) + reached[following] for following in ROLES]) for role in ROLES}
        )
    after.reverse()
    found = []
    for i, own in enumerate(scores):
        whole = {role: before[i][role] + own[role] + after[i + 1][role] for role in ROLES}
        total = _log_sum(list(whole.values()))
        found.append({role: math.exp(value - total) for role, value in whole.items()})
    return found


def _change(before: Role, role: Role) -> float:
    return _STAY if before == role else _BACK if (before, role) in _FALLS_BACK else 0.0


def _log_sum(values: Sequence[float]) -> float:
    largest = max(values)
    return largest + math.log(sum(math.exp(value - largest) for value in values))


# Weights for choosing the TLDR, rounded from a ridge regression on ROUGE with the human TLDRs of SciTLDR's train split.
_TITLE, _CENTRAL, _PROPOSED, _FIRST_PROPOSED, _PAPER, _WE = 0.14, 0.2, 0.04, 0.04, 0.035, 0.03
_LONG, _SHORT = 0.035 / 25, 0.04 / 12
_LONGEST, _SHORTEST = 30, 12
_THIS_PAPER = re.compile(r"\bthis (?:paper|work|article|study)\b|\bhere,? we\b")
_WE_OR_OUR = re.compile(r"\b(?:we|our)\b")


def _worths(title: str, texts: Sequence[str]) -> list[float]:
    """Return how well each sentence represents the whole: it proposes something, in words of the title."""
    stems = [frozenset(content_stems(text)) for text in texts]
    counts = Counter(stem for found in stems for stem in found)
    named = frozenset(content_stems(title))
    proposing = [proposes(text) for text in texts]
    first = proposing.index(True) if any(proposing) else -1
    worths = []
    for i, (text, own) in enumerate(zip(texts, stems, strict=True)):
        words, lowered = len(tokens(text)), text.lower()
        worths.append(
            _TITLE * len(own & named) / (len(named) or 1)
            + _CENTRAL * sum(counts[stem] - 1 for stem in own) / (len(own) or 1) / max(len(texts) - 1, 1)
            + _PROPOSED * proposing[i]
            + _FIRST_PROPOSED * (i == first)
            + _PAPER * bool(_THIS_PAPER.search(lowered))
            + _WE * bool(_WE_OR_OUR.search(lowered))
            - _LONG * max(0, words - _LONGEST)
            - _SHORT * max(0, _SHORTEST - words)
        )
    return worths
