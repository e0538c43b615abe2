"""Support: which sentences of a paper are closest to a sentence of an answer, and how much of it they cover. Pure.

Knows words and, if given, cosines; judges neither figures nor names.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from app.checking.agreement import matches
from app.checking.figures import Figure, figures
from app.checking.name_forms import Forms, forms, has_name, is_written
from app.checking.polarity import Stance, stance
from index.text.names import names_in
from index.text.near_names import shapes_of
from index.text.plain_text import content_stems, plain_text
from index.text.sentences import sentence_spans

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Returns the cosines of a sentence with each of several sentences."""

# Tuned on the claims of SciFact's train split. Abstracts state their findings late.
_WORDS, _FIGURES, _LATE = 0.5, 0.2, 0.2
_EVIDENCE = 2
LONGEST_ABSTRACT = 50_000
"""The most characters of an abstract to compare with."""
MOST_NAMED = 100
"""The most figures, and the most names, of a sentence that are looked for: so that the work grows with the abstract."""
# A sentence is compared with one paper after another, so what it claims is read once.
_REMEMBERED = 256
# Lines with a lower score do not support a sentence.
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class CitedAbstract:
    """A paper that an answer cites, with its number there."""

    number: int
    title: str
    abstract: str
    details: str = ""
    """Other facts of its record, such as authors and date, which a sentence may state, too."""


# Most sentences are compared by their words alone, so everything else is computed only when needed, and cached.
@dataclass(frozen=True)
class AbstractSentence:
    """A sentence of an abstract, or the title (which has no span), prepared for comparing."""

    text: str
    span: tuple[int, int] | None
    stems: frozenset[str]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures it states."""
        return tuple(figures(self.text, loose=True))

    @cached_property
    def stance(self) -> Stance:
        """What it affirms and denies."""
        return stance(self.text)


@dataclass(frozen=True)
class PreparedAbstract:
    """A cited paper, prepared for comparing."""

    number: int
    text: str
    lines: tuple[AbstractSentence, ...]
    details: str

    @cached_property
    def stems(self) -> frozenset[str]:
        """The content words of all lines, as stems."""
        return frozenset[str]().union(*(line.stems for line in self.lines))

    @cached_property
    def forms(self) -> Forms:
        """Its names and words, also those of its details."""
        return forms(f"{self.text} {self.details}")

    def has_name(self, name: str) -> bool:
        """Return whether it has a name, in any spelling."""
        # Most names occur as they are written, and listing the forms of all words takes far longer.
        return is_written(name, f"{self.text} {self.details}") or has_name(self.forms, name)

    @cached_property
    def shapes(self) -> Mapping[str, str]:
        """Its names, by a shape that similar names share."""
        return shapes_of(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the details, which are not part of any line."""
        return tuple(figures(plain_text(self.details), loose=True))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring content words, as stems."""
        return frozenset(pair for line in self.lines for pair in pairwise(content_stems(line.text)))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence as plain text, and the papers it cites."""

    text: str
    papers: tuple[PreparedAbstract, ...]
    others: tuple[PreparedAbstract, ...] = ()
    """Papers that only the rest of the sentence cites."""

    @property
    def cited(self) -> tuple[int, ...]:
        """The numbers of the papers it cites."""
        return tuple(paper.number for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Support:
    """How much of a sentence a paper supports."""

    paper: PreparedAbstract
    ranked: tuple[AbstractSentence, ...]
    """The closest lines, the best first."""
    covered: frozenset[str]
    """The stems of the sentence that occur in the paper."""
    near: frozenset[str]
    """Those that occur in its two best lines."""
    cosine: float | None
    """The cosine with the closest line; None without an encoder."""

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Offsets of up to two sentences of the abstract."""
        return tuple(line.span for line in self.ranked if line.span)[:_EVIDENCE]


@lru_cache(_REMEMBERED)
def claimed_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a plain text that are looked for."""
    return tuple(figures(text)[:MOST_NAMED])


@lru_cache(_REMEMBERED)
def claimed_names(text: str) -> tuple[str, ...]:
    """Return the names of a plain text that are looked for."""
    return tuple(names_in(text)[:MOST_NAMED])


@lru_cache(_REMEMBERED)
def claimed_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of a plain text."""
    return frozenset(content_stems(text))


@lru_cache(_REMEMBERED)
def claimed_stance(text: str) -> Stance:
    """Return what a plain text affirms and denies."""
    return stance(text)


@lru_cache(maxsize=128)
def prepare(cited: CitedAbstract) -> PreparedAbstract:
    """Return the paper prepared for comparing; cached, since those of one answer are needed again and again."""
    lines = _lines(cited.title, cited.abstract[:LONGEST_ABSTRACT])
    text = " ".join(line.text for line in lines)
    details = (_line(cited.details, None),) if cited.details else ()
    return PreparedAbstract(cited.number, text, (*lines, *details), cited.details)


# Cached without the paper's number, which changes from answer to answer: reading the lines is a third of a check.
@lru_cache(_REMEMBERED)
def _lines(title: str, abstract: str) -> tuple[AbstractSentence, ...]:
    spans = sentence_spans(abstract)
    return (_line(title, None), *(_line(abstract[start:end], (start, end)) for start, end in spans))


def _line(text: str, span: tuple[int, int] | None) -> AbstractSentence:
    text = plain_text(text)
    return AbstractSentence(text, span, frozenset(content_stems(text)))


def support(sentence: str, paper: PreparedAbstract, similarity: Similarity | None = None) -> Support:
    """Return how much `paper` supports a plain sentence.

    Words are weighted by their inverse frequency in the sentences of the abstract, log(1 + N/n). Words and cosines
    count equally, figures and the position in the abstract less.
    """
    stems = claimed_stems(sentence)
    frequency = Counter(stem for line in paper.lines if line.span for stem in line.stems)
    covered = stems & paper.stems
    weights = {stem: math.log1p((len(paper.lines) - 1) / frequency[stem]) for stem in covered if frequency[stem]}
    total = sum(weights.values()) or 1.0
    cosines = (
        list(similarity(sentence, [line.text for line in paper.lines])) if similarity else [0.0] * len(paper.lines)
    )
    claimed = claimed_figures(sentence)
    scores = [
        _WORDS * sum(weights.get(stem, 0.0) for stem in line.stems) / total
        + (1 - _WORDS) * cosine
        + _FIGURES * _share_stated(claimed, line)
        for line, cosine in zip(paper.lines, cosines, strict=True)
    ]
    order = sorted(range(len(scores)), key=lambda i: -scores[i] - _LATE * i / len(scores))
    ranked = tuple(paper.lines[i] for i in order if scores[i] > _LEAST)
    near = frozenset[str]().union(*(line.stems for line in ranked[:_EVIDENCE]))
    return Support(paper, ranked, covered, stems & near, max(cosines) if similarity else None)


def _share_stated(claimed: Sequence[Figure], line: AbstractSentence) -> float:
    return sum(any(matches(figure, found) for found in line.figures) for figure in claimed) / (len(claimed) or 1)
