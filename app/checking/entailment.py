"""Uses an entailment model: does the abstract say the opposite of a sentence whose words it has? Pure.

Knows the model only as a function. It sees what comparing words cannot, such as "suffers from" against "immune to".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.checking.reasons import Reason
from app.checking.result import Check
from app.citations.marks import without_marks
from index.papers import Paper
from index.text.plain_text import plain_text

Spans = Sequence[tuple[int, int]]
ReadPairs = Callable[[Sequence[tuple[str, str]]], Sequence[tuple[float, float]]]
"""Returns, for each pair of premise and sentence, the probabilities that it follows and that it is contradicted."""

THRESHOLD = 0.9
"""The probability from which an uncalibrated model is believed: a guess."""


@dataclass(frozen=True, slots=True)
class Entailment:
    """A model that reads pairs of sentences, and the probability of a contradiction from which it is believed."""

    read: ReadPairs
    threshold: float

    def doubts(self, sentence: str, windows: Sequence[str]) -> bool:
        """Return whether the windows together contradict a sentence and none of them says it."""
        return contradiction(self.read, sentence, windows) >= self.threshold


def contradiction(read: ReadPairs, sentence: str, windows: Sequence[str]) -> float:
    """Return how probably the windows contradict a sentence; 0 if one of them rather says it.

    Only the last one, which is all of them together, may contradict: a sentence alone is often about something else.

    >>> contradiction(lambda pairs: [(0.2, 0.7) for _ in pairs], "It loses.", ["It wins."])
    0.7
    """
    found = read([(window, plain_text(sentence)) for window in windows])
    follows = max((follows for follows, _ in found), default=0.0)
    contradicted = found[-1][1] if found else 0.0
    return contradicted if contradicted > follows else 0.0


def windows(abstract: str, spans: Spans) -> list[str]:
    """Return what a sentence is compared with: each of its closest sentences, and both together.

    >>> windows("It wins. It is small. It is new.", [(22, 32), (0, 8)])
    ['It is new.', 'It wins.', 'It wins. It is new.']
    """
    alone = [plain_text(abstract[start:end]) for start, end in spans[:2]]
    together = " ".join(plain_text(abstract[start:end]) for start, end in sorted(spans[:2]))
    return [*alone, together] if len(alone) > 1 else alone


def with_doubts(
    checks: Sequence[Check], text: str, papers: Mapping[int, Paper], entailment: Entailment
) -> tuple[Check, ...]:
    """Return the checks of an answer with the doubts of the model added; quotes and sentences not found are skipped."""
    return tuple(
        _doubted(check, entailment, text[check.start : check.end], papers)
        if check.verdict not in ("quoted", "not found") and not check.by_model
        else check
        for check in checks
    )


def _doubted(check: Check, entailment: Entailment, sentence: str, papers: Mapping[int, Paper]) -> Check:
    compared = [
        (number, windows(papers[number].abstract, spans)) for number, spans in check.evidence if number in papers
    ]
    doubting = [number for number, near in compared if entailment.doubts(without_marks(sentence), near)]
    # One paper that does not contradict it is enough.
    if not doubting or len(doubting) < len(compared):
        return check
    reasons = (*check.reasons, Reason("contradicted", tuple(doubting)))
    return replace(check, verdict="model disagrees", reasons=reasons)
