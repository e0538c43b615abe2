"""What the check of one sentence of an answer found: a verdict, its reasons and the evidence. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.checking.reasons import Reason
from index.text.counting import counted

Verdict = Literal["backed", "partly", "not found"]
"""Whether the cited papers say what the sentence says, the best verdict first."""
_BEST_FIRST: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Check:
    """The check of one sentence of an answer."""

    start: int
    """Where the sentence begins in the text of the answer."""
    end: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    """Why it is not backed, and what a model says about it if one judged it."""
    evidence: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    """For each paper it cites, its number and the offsets of the sentences of the abstract that back it best."""
    attributed: bool = False
    """Its marks were found by comparing it with the papers: the model cited none."""
    by_model: bool = False
    """A model judged it, because figures, names and words alone left it open."""


def summary_of(checks: Sequence[Check]) -> str:
    """Return how many sentences are backed, in words; empty without any check."""
    if not checks:
        return ""
    backed = sum(check.verdict == "backed" for check in checks)
    return f"{backed} of {counted(len(checks), 'sentence')} backed"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of the verdicts; "backed" without any."""
    return max(verdicts, key=_BEST_FIRST.index, default="backed")


def is_better(verdict: Verdict, than: Verdict) -> bool:
    """Return whether a verdict is better than another one.

    >>> is_better("backed", "partly"), is_better("partly", "partly")
    (True, False)
    """
    return _BEST_FIRST.index(verdict) < _BEST_FIRST.index(than)
