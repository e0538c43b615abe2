"""The chance that a sentence answers the question, if its paper does. Pure.

A logistic regression over the signals. Its weights lie in sentence_ranker.json beside this file; `python -m tests.bench
quotes_fit` writes them from sentences that people, and a model, restated or judged.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.sentence_ranking.sentence_signals import SentenceSignals

RANKER_FILE = Path(__file__).with_name("sentence_ranker.json")


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """The fitted weights, and from which share of the best sentence's chance on another one is worth quoting."""

    bias: float
    weights: Mapping[str, float]
    asked_for: Mapping[str, float]
    """The weights of the signals that are 0 unless a question asks for something. They tell sentences of one paper
    apart: with them in the chance, papers that do not answer would gain on the one that does."""
    least_share: float

    def chance(self, signals: SentenceSignals) -> float:
        """Return the chance, 0 to 1, that a sentence with these signals answers."""
        return 1 / (1 + math.exp(-self.bias - _sum(self.weights, signals)))

    def rank_in_paper(self, signals: SentenceSignals) -> float:
        """Return how well a sentence answers what is asked for; comparable between the sentences of one paper."""
        return _sum(self.weights, signals) + _sum(self.asked_for, signals)


def _sum(weights: Mapping[str, float], signals: SentenceSignals) -> float:
    return sum(weight * float(getattr(signals, name)) for name, weight in weights.items())


@cache
def fitted_ranker() -> SentenceRanker:
    """Return the ranker in sentence_ranker.json."""
    stored = json.loads(RANKER_FILE.read_text(encoding="utf-8"))
    return SentenceRanker(stored["bias"], stored["weights"], stored["asked_for"], stored["least_share"])
