"""What the check of one sentence of an answer found: a verdict, its reasons and the evidence. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.checking.reasons import HINTS, Reason
from index.text.counting import counted

Verdict = Literal[
    "quoted",
    "figures and names found",
    "wording found",
    "model agrees",
    "partly found",
    "model disagrees",
    "not found",
]
"""What was compared with the cited papers and found there, the best verdict first.

"quoted": the abstract's own sentence. "figures and names found": all of the sentence's figures, names and most of its
words occur in the papers. "wording found": it has neither figures nor names, and most of its words occur. "partly
found": a figure, a name or some of the words do not. A model that judged a sentence agrees or disagrees. None of them
says that the sentence is true.
"""
_BEST_FIRST: tuple[Verdict, ...] = get_args(Verdict)
FLAGGED: frozenset[Verdict] = frozenset(["partly found", "model disagrees", "not found"])
"""The verdicts that ask the reader to look."""


@dataclass(frozen=True, slots=True)
class Check:
    """The check of one sentence of an answer."""

    start: int
    """Where the sentence begins in the text of the answer."""
    end: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    """What was not found, hints, and what a model says about it if one judged it."""
    evidence: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    """For each paper it cites, its number and the offsets of the closest sentences of the abstract."""
    attributed: bool = False
    """Its marks were found by comparing it with the papers: the model cited none."""
    by_model: bool = False
    """A model judged it, because figures, names and words alone left it open."""

    @property
    def flagged(self) -> bool:
        """Whether the reader should compare it with the paper."""
        return is_flagged(self.verdict, self.reasons)


def is_flagged(verdict: Verdict, reasons: Iterable[Reason]) -> bool:
    """Return whether a reader should look: something was not found, or only one side has a "not"."""
    return verdict in FLAGGED or any(reason.kind in HINTS for reason in reasons)


def summary_of(checks: Sequence[Check]) -> str:
    """Return how many sentences have each verdict, in words; empty without any check."""
    if not checks:
        return ""
    verdicts = Counter(check.verdict for check in checks)
    found = ", ".join(f"{verdict} ({verdicts[verdict]})" for verdict in _BEST_FIRST if verdict in verdicts)
    return f"{counted(len(checks), 'sentence')} checked: {found}"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that is furthest down the list; "quoted" without any."""
    return max(verdicts, key=_BEST_FIRST.index, default="quoted")


def combined_verdict(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a sentence whose clauses have these.

    >>> combined_verdict(["wording found", "figures and names found"]), combined_verdict(["not found", "wording found"])
    ('figures and names found', 'not found')
    """
    return (
        worst(verdict for verdict in verdicts if verdict in FLAGGED)
        if FLAGGED.intersection(verdicts)
        else min(verdicts, key=_BEST_FIRST.index)
    )


def is_better(verdict: Verdict, than: Verdict) -> bool:
    """Return whether a verdict is better than another one.

    >>> is_better("wording found", "partly found"), is_better("partly found", "partly found")
    (True, False)
    """
    return _BEST_FIRST.index(verdict) < _BEST_FIRST.index(than)
