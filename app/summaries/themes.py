"""The themes of a set of papers: groups of near vectors, named by their own words. Knows no store and no encoder."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.summaries.aspects import read, tldr
from app.summaries.draft import DraftWriter, Quote
from app.summaries.quoting import escaped
from index.map.naming import Term, Terms, names, read_terms
from index.papers import Paper

Vectors = NDArray[np.float32]

OTHERS = "Others"
# The papers of a theme are nearer to each other than those of the whole set, in the mean, by this share of what is
# left to 1. Chosen by reading the themes of ten subsets of a library of 313 papers.
_NEARER = 0.15
_LEAST = 0.35
_FEWEST_TO_PART = 4


@dataclass(frozen=True, slots=True)
class Theme:
    """Papers of a set that deal with the same."""

    name: str
    """Its own words, with ` · ` between them; `OTHERS` for papers that are alone, empty without words of its own."""
    papers: tuple[Paper, ...]
    """The one nearest to the middle first."""


def find_themes(papers: Sequence[Paper], vectors: Vectors) -> tuple[Theme, ...]:
    """Return the themes of a set, the largest first, and last the papers that are alone.

    `vectors`: a unit vector for each paper, shape (papers, dimension). A few papers, or papers that are all as near to
    each other, are one theme.
    """
    if not papers:
        return ()
    groups = _groups(vectors.astype(np.float64))
    themes = [group for group in groups if len(group) > 1]
    alone = [group[0] for group in groups if len(group) == 1]
    if not themes:
        return (Theme("", tuple(papers)),)
    parts = [*themes, alone] if alone else themes
    classes = {row: number for number, group in enumerate(parts) for row in group}
    found = _names(papers, [classes[row] for row in range(len(papers))])
    told = [
        Theme(name, tuple(papers[row] for row in _middle_first(group, vectors)))
        for name, group in zip(found, themes, strict=False)
    ]
    return (*told, Theme(OTHERS, tuple(papers[row] for row in alone))) if alone else tuple(told)


def write_themes(writer: DraftWriter, themes: Sequence[Theme], level: str = "###") -> None:
    """Add the themes to a draft: a heading each, unless there is but one, and a quoted line a paper."""
    for theme in themes:
        if len(themes) > 1:
            count = len(theme.papers)
            writer.line(f"{level} {escaped(theme.name) or 'More'} ({count} paper{'' if count == 1 else 's'})")
            writer.line()
        for paper in theme.papers:
            writer.line(*_line(writer, paper))
        writer.line()


def _line(writer: DraftWriter, paper: Paper) -> Sequence[str | Quote]:
    """Return the title of a paper with its TLDR."""
    short = tldr(read(paper))
    if short is None:
        return [f"- **{escaped(paper.title)}** {writer.mark(paper)}"]
    return [f"- **{escaped(paper.title)}:** ", Quote(paper, (short.span,))]


def _names(papers: Sequence[Paper], classes: Sequence[int]) -> list[str]:
    """Return a name for each class: of the words its papers share, those that a title or a TLDR of it has.

    Small groups share too many words of no weight in their abstracts.
    """
    terms = read_terms([*(paper.text for paper in papers), *map(_told, papers)])
    telling: dict[int, set[Term]] = {}
    for used, number in zip(terms.used[len(papers) :], classes, strict=True):
        telling.setdefault(number, set()).update(used)
    shared = [used & telling[number] for used, number in zip(terms.used, classes, strict=False)]
    return names(Terms(shared, terms.forms), classes)


def _told(paper: Paper) -> str:
    short = tldr(read(paper))
    return f"{paper.title}\n{paper.abstract[slice(*short.span)] if short else ''}"


def _groups(vectors: NDArray[np.float64]) -> list[list[int]]:
    """Group rows by average-linkage clustering of their cosines, the largest group first."""
    cosines = vectors @ vectors.T
    count = len(vectors)
    mean = (cosines.sum() - np.trace(cosines)) / max(count * (count - 1), 1)
    least = max(_LEAST, mean + _NEARER * (1 - mean)) if count >= _FEWEST_TO_PART else -math.inf
    groups = [[row] for row in range(count)]
    # Sums of the cosines between groups; a group is merged into the row and column of the first one.
    sums, sizes = cosines.copy(), np.ones(count)
    while len(groups) > 1:
        means = sums / np.outer(sizes, sizes)
        np.fill_diagonal(means, -np.inf)
        one, other = sorted(int(at) for at in np.unravel_index(int(means.argmax()), means.shape))
        if means[one, other] < least:
            break
        groups[one] += groups.pop(other)
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        sizes[one] += sizes[other]
        sums, sizes = np.delete(np.delete(sums, other, 0), other, 1), np.delete(sizes, other)
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))


def _middle_first(group: Sequence[int], vectors: Vectors) -> list[int]:
    middle = vectors[list(group)].mean(axis=0)
    return sorted(group, key=lambda row: -float(vectors[row] @ middle))
