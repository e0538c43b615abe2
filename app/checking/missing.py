"""Figures and names of a clause that the papers it cites do not have. Pure."""

import re
from collections.abc import Iterator, Sequence

from app.checking.agreement import is_computed, matches, same_unit
from app.checking.figures import Figure
from app.checking.reasons import Reason
from app.checking.support import (
    AbstractSentence,
    Clause,
    PreparedAbstract,
    Support,
    claimed_figures,
    claimed_names,
    claimed_stems,
)
from index.text.near_names import near_name

_EXPANSION = re.compile(r"((?:[\w-]+ ){1,6})\((\w{2,8})\)")
# An abstract sentence with at least this share of the words is the one that the sentence restates.
_CLOSE = 0.7
# Three sizes are not counted by "7B and 72B sizes".
_MOST_COUNTED = 100
# How many words around two figures must agree for both to measure the same thing.
_MIN_BESIDE = 2


def missing_figures(clause: Clause) -> list[Reason]:
    """Return a reason for each figure of a clause that none of its papers has."""
    return [reason for figure in claimed_figures(clause.text) if (reason := _missing_figure(figure, clause))]


def _missing_figure(figure: Figure, clause: Clause) -> Reason | None:
    equal = [found for paper in clause.papers for found in _equal_figures(paper, figure)]
    if any(same_unit(figure, found) for found in equal):
        other = None if any(_count_the_same(figure, found) for found in equal) else _counted_otherwise(figure, clause)
        return Reason("other figure", clause.cited, figure.text, other.text) if other else None
    written = claimed_figures(clause.text)
    if any(_is_computed(figure, written, line) for paper in clause.papers for line in paper.lines):
        return None
    for paper in clause.others:
        if any(same_unit(figure, found) for found in _equal_figures(paper, figure)):
            return Reason("figure from another paper", clause.cited, figure.text, found_in=(paper.number,))
    if equal:
        return Reason("figure of something else", clause.cited, figure.text, equal[0].text)
    if other := _counted_otherwise(figure, clause):
        return Reason("other figure", clause.cited, figure.text, other.text)
    return Reason("missing figure", clause.cited, figure.text)


def _is_computed(figure: Figure, written: Sequence[Figure], line: AbstractSentence) -> bool:
    return is_computed(figure, line.figures, [other for other in written if other is not figure])


def _count_the_same(one: Figure, other: Figure) -> bool:
    """Return whether the thing that one figure counts is near the other: "four feature sets", "four sets"."""
    return one.noun == other.noun or one.noun in other.beside or other.noun in one.beside


def _counted_otherwise(figure: Figure, clause: Clause) -> Figure | None:
    """Return another count of the things counted in words: "four languages" for "seven languages" in the clause."""
    there = (found for paper in clause.papers for line in paper.lines for found in line.figures)
    same = (one for one in there if one.noun == figure.noun and one.value <= _MOST_COUNTED and same_unit(figure, one))
    in_words = not any(sign.isdigit() for sign in figure.text)
    return next(same, None) if in_words and figure.noun and not figure.unit else None


def wrong_figures(clause: Clause, supports: Sequence[Support]) -> list[Reason]:
    """Find a figure where the abstract sentence that is being restated has another one."""
    stems, written = claimed_stems(clause.text), claimed_figures(clause.text)
    for one in supports:
        line = one.ranked[0] if one.ranked else None
        if not line or len(stems & line.stems) < _CLOSE * len(stems):
            continue
        foreign = [figure for figure in written if not any(matches(figure, found) for found in line.figures)]
        foreign = [figure for figure in foreign if not _is_computed(figure, written, line)]
        replaced = [found for found in line.figures if not any(matches(figure, found) for figure in written)]
        for figure in foreign:
            for original in replaced:
                if same_unit(figure, original) and len(figure.beside & original.beside) >= _MIN_BESIDE:
                    return [Reason("wrong figure", clause.cited, figure.text, original.text)]
    return []


def _equal_figures(paper: PreparedAbstract, figure: Figure) -> list[Figure]:
    there = [*(found for line in paper.lines for found in line.figures), *paper.figures]
    return [found for found in there if matches(figure, found)]


def missing_names(clause: Clause) -> Iterator[Reason]:
    """Yield a reason for each name of a clause that none of its papers has, in any spelling."""
    spelled_out = _spelled_out(clause)
    for name in claimed_names(clause.text):
        if name in spelled_out or any(paper.has_name(name) for paper in clause.papers):
            continue
        elsewhere = [paper for paper in clause.others if paper.has_name(name)]
        if elsewhere:
            yield Reason("name from another paper", clause.cited, name, found_in=_numbers(elsewhere))
        elif near := next(filter(None, (near_name(paper.shapes, name) for paper in clause.papers)), ""):
            yield Reason("other name", clause.cited, name, near)
        else:
            yield Reason("missing name", clause.cited, name)


def _numbers(papers: Sequence[PreparedAbstract]) -> tuple[int, ...]:
    return tuple(paper.number for paper in papers)


def _spelled_out(clause: Clause) -> str:
    """Return the words before an acronym in brackets that a paper has."""
    spelled = [
        match[1]
        for match in _EXPANSION.finditer(clause.text)
        if any(paper.has_name(match[2]) for paper in clause.papers)
    ]
    return " ".join(spelled)
