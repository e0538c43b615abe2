"""Support: which sentences of a paper come nearest to a sentence of an answer, and how much of it they hold. Pure.

Knows words and, where they are given, cosines; judges no figure and no name.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.checking.agreement import matches
from app.checking.figures import Figure, figures
from app.checking.name_forms import Forms, forms
from app.checking.polarity import Stance, stance
from index.text.plain_text import content, plain
from index.text.sentences import sentence_spans

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of a sentence with each of several sentences."""

# Tuned on the claims of SciFact's train split. Abstracts tell their findings late.
_WORDS, _FIGURES, _LATE = 0.5, 0.2, 0.2
_EVIDENCE = 2
# Lines with less have nothing of a sentence.
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class CitedAbstract:
    """A paper that an answer cites, by its number there."""

    number: int
    title: str
    abstract: str
    details: str = ""
    """What else its record says, such as authors and date: facts of it are known, too."""


@dataclass(frozen=True, slots=True)
class AbstractSentence:
    """A sentence of an abstract, or the title (which has no span), made ready for comparing."""

    text: str
    span: tuple[int, int] | None
    stems: frozenset[str]
    figures: tuple[Figure, ...]
    stance: Stance


@dataclass(frozen=True, slots=True)
class PreparedAbstract:
    """A cited paper, made ready for comparing."""

    number: int
    text: str
    lines: tuple[AbstractSentence, ...]
    forms: Forms
    figures: tuple[Figure, ...]
    """Of the details, which have no line."""


@dataclass(frozen=True, slots=True)
class Support:
    """How much of a sentence a paper holds."""

    paper: PreparedAbstract
    ranked: tuple[AbstractSentence, ...]
    """The lines that come nearest, the best first."""
    covered: frozenset[str]
    """The stems of the sentence that the paper has."""
    near: frozenset[str]
    """Those that its two best lines have."""
    cosine: float | None
    """With the best line; None without an encoder."""

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Offsets of up to two sentences of the abstract."""
        return tuple(line.span for line in self.ranked if line.span)[:_EVIDENCE]


@lru_cache(maxsize=128)
def prepare(cited: CitedAbstract) -> PreparedAbstract:
    """Return the paper made ready; those of one answer are asked for again and again."""
    spans = sentence_spans(cited.abstract)
    lines = [_line(cited.title, None), *(_line(cited.abstract[start:end], (start, end)) for start, end in spans)]
    text = " ".join(line.text for line in lines)
    known = f"{text} {cited.details}"
    return PreparedAbstract(
        cited.number, text, tuple(lines), forms(known), tuple(figures(plain(cited.details), loose=True))
    )


def _line(text: str, span: tuple[int, int] | None) -> AbstractSentence:
    text = plain(text)
    return AbstractSentence(text, span, frozenset(content(text)), tuple(figures(text, loose=True)), stance(text))


def support(sentence: str, paper: PreparedAbstract, similarity: Similarity | None = None) -> Support:
    """Return what `paper` holds of a plain sentence.

    A word weighs the more the fewer sentences of the abstract have it (its inverse frequency there, log(1 + N/n));
    words and cosines weigh alike, figures and the place in the abstract less.
    """
    stems = frozenset(content(sentence))
    held = Counter(stem for line in paper.lines[1:] for stem in line.stems)
    covered = frozenset(stem for stem in stems if any(stem in line.stems for line in paper.lines))
    weights = {stem: math.log1p((len(paper.lines) - 1) / held[stem]) for stem in covered if held[stem]}
    total = sum(weights.values()) or 1.0
    cosines = (
        list(similarity(sentence, [line.text for line in paper.lines])) if similarity else [0.0] * len(paper.lines)
    )
    said = figures(sentence)
    scores = [
        _WORDS * sum(weights.get(stem, 0.0) for stem in line.stems) / total
        + (1 - _WORDS) * cosine
        + _FIGURES * _share(said, line.figures)
        for line, cosine in zip(paper.lines, cosines, strict=True)
    ]
    order = sorted(range(len(scores)), key=lambda i: -scores[i] - _LATE * i / len(scores))
    ranked = tuple(paper.lines[i] for i in order if scores[i] > _LEAST)
    near = frozenset[str]().union(*(line.stems for line in ranked[:_EVIDENCE]))
    return Support(paper, ranked, covered, stems & near, max(cosines) if similarity else None)


def _share(said: Sequence[Figure], held: Sequence[Figure]) -> float:
    return sum(any(matches(figure, found) for found in held) for figure in said) / (len(said) or 1)
