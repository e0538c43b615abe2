"""Ranks the sentences of an abstract by how well they answer a question. Pure.

A sentence scores by the rare words of the question that it has, and by the cosine of the window that it is in.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.text.sentences import sentence_spans

# A window's cosine covers two sentences; the words decide between them.
_WORDS = 0.5
# How much a figure adds to the score, for a question that asks for one.
_FIGURE = 0.2
_ASKS_FOR_FIGURES = re.compile(
    r"\bhow (much|many|accurate|fast|slow|well|large|big|small|long|often|far|good|high|low)\b"
    r"|\b(percent|percentage|accuracy|score|speed|speedup|latency|number of|figures|results?)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of an abstract: its offsets, and how well it answers (from 0 on)."""

    start: int
    end: int
    score: float
    words: frozenset[str]
    """The stems of the question that it has."""


def rank_sentences(
    text: str,
    abstract: str,
    weights: Mapping[str, float],
    stems: Callable[[str], Sequence[str]],
    windows: Mapping[tuple[int, int], float],
) -> list[Evidence]:
    """Return the sentences of `abstract` by how well they answer `text`, best first.

    `weights`: the weights of the stems of `text`, which add up to 1 or are empty; `windows`: known cosines of runs of
    sentences (first, last) with the question.
    """
    found = []
    floor = min(windows.values(), default=0.0)
    figure = _FIGURE if _ASKS_FOR_FIGURES.search(text) else 0.0
    for i, (start, end) in enumerate(sentence_spans(abstract)):
        own = frozenset(stems(abstract[start:end])) & weights.keys()
        cosine = max((value for (first, last), value in windows.items() if first <= i < last), default=floor)
        score = _WORDS * sum(weights[stem] for stem in own) + (1 - _WORDS) * max(cosine, 0.0)
        score += figure if _FIGURES.search(abstract, start, end) else 0.0
        found.append(Evidence(start, end, score, own))
    return sorted(found, key=lambda evidence: -evidence.score)


def spans(sentences: Iterable[Evidence]) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the sentences in their abstract."""
    return tuple((sentence.start, sentence.end) for sentence in sentences)
