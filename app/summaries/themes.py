"""The themes of a set of papers: groups of similar vectors, named by their own words. Knows no store, no encoder."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.summaries.aspects import read_roles, tldr
from app.summaries.draft import DraftWriter, Quote
from app.summaries.quoting import escaped
from index.map.naming import name_groups
from index.map.noun_phrases import Term, Terms, read_terms
from index.papers import Paper
from index.text.capitals import upper_first
from index.text.counting import said_papers
from index.wording.said import said

Vectors = NDArray[np.float32]

OTHERS = "Others"
# The mean similarity within a theme exceeds that of the whole set by at least this share of the distance to 1.
# Chosen by reading the themes of ten subsets of a library of 313 papers.
_NEARER = 0.15
_LEAST = 0.35
_FEWEST_TO_PART = 4


@dataclass(frozen=True, slots=True)
class Theme:
    """Papers of a set about the same subject."""

    name: str
    """Its characteristic words, joined by ` · `; `OTHERS` for the rest; empty if all papers are one theme."""
    papers: tuple[Paper, ...]
    """The most central one first."""


def find_themes(papers: Sequence[Paper], vectors: Vectors) -> tuple[Theme, ...]:
    """Return the themes of a set, the largest first, and the unrelated papers last.

    `vectors`: one unit vector per paper, shape (papers, dimension). A few papers, or papers that are all equally
    similar, form one theme. Papers whose theme has no name are among the others: a heading would say nothing.
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
    ordered = [tuple(papers[row] for row in _most_central_first(group, vectors)) for group in themes]
    named = [Theme(name, group) for name, group in zip(found, ordered, strict=False) if name]
    others = [paper for name, group in zip(found, ordered, strict=False) if not name for paper in group]
    others += [papers[row] for row in alone]
    if not named:
        return (Theme("", tuple(others)),)
    return (*named, Theme(OTHERS, tuple(others))) if others else tuple(named)


def write_themes(writer: DraftWriter, themes: Sequence[Theme], level: str = "###") -> None:
    """Add the themes to a draft: a heading for each, unless there is only one, and one quoted line per paper."""
    for theme in themes:
        if len(themes) > 1:
            name = said("heading.others", "Others") if theme.name == OTHERS else escaped(theme.name)
            writer.line(f"{level} ", name, " (", said_papers(len(theme.papers)), ")")
            writer.line()
        for paper in theme.papers:
            writer.line(*_line(writer, paper))
        writer.line()


def _line(writer: DraftWriter, paper: Paper) -> Sequence[str | Quote]:
    """Return the title of a paper with its TLDR."""
    short = tldr(read_roles(paper))
    if short is None:
        return [f"- **{escaped(paper.title)}** {writer.mark(paper)}"]
    return [f"- **{escaped(paper.title)}:** ", Quote(paper, (short.span,))]


def _names(papers: Sequence[Paper], classes: Sequence[int]) -> list[str]:
    """Return a name for each class: words that its papers share and that a title or TLDR in it contains.

    The abstracts of a small group share too many unimportant words.
    """
    terms = read_terms([*(paper.text for paper in papers), *map(_title_and_tldr, papers)])
    prominent: dict[int, set[Term]] = {}
    for used, number in zip(terms.used[len(papers) :], classes, strict=True):
        prominent.setdefault(number, set()).update(used)
    shared = [used & prominent[number] for used, number in zip(terms.used, classes, strict=False)]
    titles = [in_title & own for in_title, own in zip(terms.in_title, shared, strict=False)]
    return [upper_first(name) for name in name_groups(Terms(shared, titles, terms.forms), classes)]


def _title_and_tldr(paper: Paper) -> str:
    short = tldr(read_roles(paper))
    return f"{paper.title}\n{paper.abstract[slice(*short.span)] if short else ''}"


def _groups(vectors: NDArray[np.float64]) -> list[list[int]]:
    """Group rows by average-linkage clustering of their cosines, the largest group first."""
    cosines = vectors @ vectors.T
    count = len(vectors)
    mean = (cosines.sum() - np.trace(cosines)) / max(count * (count - 1), 1)
    least = max(_LEAST, mean + _NEARER * (1 - mean)) if count >= _FEWEST_TO_PART else -math.inf
    groups = [[row] for row in range(count)]
    # Sums of the cosines between groups; merging adds a group to the row and column of the other one.
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


def _most_central_first(group: Sequence[int], vectors: Vectors) -> list[int]:
    middle = vectors[list(group)].mean(axis=0)
    return sorted(group, key=lambda row: -float(vectors[row] @ middle))
