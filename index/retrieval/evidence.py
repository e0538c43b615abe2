"""Ranks the sentences of an abstract by how well they answer a question. Pure.

A sentence counts for the rare words of the question that it holds, and for the cosine of the window it lies in.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.text.sentences import sentence_spans

# A window's cosine covers two sentences, the words tell which of them it is.
_WORDS = 0.5
# What a figure is worth to a question that asks for one.
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
    """The stems of the question that it holds."""


def rank_sentences(
    text: str,
    abstract: str,
    weights: Mapping[str, float],
    stems: Callable[[str], Sequence[str]],
    windows: Mapping[tuple[int, int], float],
) -> list[Evidence]:
    """Return the sentences of `abstract` by how well they answer `text`, best first.

    `weights`: the stems of `text` and how much each tells (they sum to 1, or are empty); `windows`: cosines of
    runs of sentences (first, last) with the question, where they are known.
    """
    found = []
    floor = min(windows.values(), default=0.0)
    figure = _FIGURE if _ASKS_FOR_FIGURES.search(text) else 0.0
    for i, (start, end) in enumerate(sentence_spans(abstract)):
        held = frozenset(stems(abstract[start:end])) & weights.keys()
        cosine = max((value for (first, last), value in windows.items() if first <= i < last), default=floor)
        score = _WORDS * sum(weights[stem] for stem in held) + (1 - _WORDS) * max(cosine, 0.0)
        score += figure if _FIGURES.search(abstract, start, end) else 0.0
        found.append(Evidence(start, end, score, held))
    return sorted(found, key=lambda evidence: -evidence.score)


def spans(sentences: Iterable[Evidence]) -> tuple[tuple[int, int], ...]:
    """Return where the sentences stand in their abstract."""
    return tuple((sentence.start, sentence.end) for sentence in sentences)
