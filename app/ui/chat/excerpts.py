"""Cuts an abstract into the pieces its card shows: evidence, its surroundings, and what is folded away. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from app.checking.prompt_injection import instructions_in

# Characters of an abstract that stay visible on either side of the evidence, and at its start if there is none.
_CONTEXT = 90
_OPENING = 240
_SPACE = re.compile(r"\s")

Span = tuple[int, int]
Proof = tuple[int, int, str]
"""Start and end of a part of an abstract, and the key of the check or list item that it is evidence for."""
Kind = Literal["mark", "near", "far"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style."""

    text: str
    checks: str = ""
    """The keys of the checks and list items that it is evidence for, separated by spaces."""
    instruction: bool = False
    """It gives instructions to a model."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an abstract: evidence (mark), close to it (near), or folded away at first (far)."""

    kind: Kind
    pieces: tuple[Piece, ...]


def excerpt(abstract: str, evidence: Sequence[Span], proofs: Sequence[Proof] = ()) -> tuple[Stretch, ...]:
    """Return the abstract in stretches; what is far from the evidence is folded away."""
    stretches = _stretches(abstract, _in_order(evidence, len(abstract)))
    return tuple(Stretch(kind, _pieces(abstract, start, end, proofs)) for start, end, kind in stretches)


def whole(abstract: str) -> tuple[Stretch, ...]:
    """Return the abstract with nothing folded away."""
    return (Stretch("near", _pieces(abstract, 0, len(abstract), ())),)


def _pieces(text: str, start: int, end: int, proofs: Sequence[Proof]) -> tuple[Piece, ...]:
    """Cut a stretch wherever evidence or an instruction starts or ends."""
    instructions = instructions_in(text)
    spans = (*((first, last) for first, last, _ in proofs), *instructions)
    edges = {edge for span in spans for edge in span if start < edge < end}
    return tuple(
        Piece(
            text[left:right],
            " ".join(key for first, last, key in proofs if first <= left and right <= last),
            any(first <= left and right <= last for first, last in instructions),
        )
        for left, right in pairwise(sorted({start, end} | edges))
    )


def _stretches(text: str, marks: Sequence[Span]) -> Iterator[tuple[int, int, Kind]]:
    """Yield (start, end, kind) over the whole abstract."""
    if not marks:
        near = _word_end(text, _OPENING)
        yield 0, near, "near"
        if near < len(text):
            yield near, len(text), "far"
        return
    before = 0
    for start, end in marks:
        yield from _between(text, before, start, first=before == 0)
        yield start, end, "mark"
        before = end
    yield from _between(text, before, len(text), last=True)


def _between(
    text: str, start: int, end: int, *, first: bool = False, last: bool = False
) -> Iterator[tuple[int, int, Kind]]:
    """Yield the text between two marks: all of it if it is short, else both ends with the middle folded away."""
    left = start if first else _word_end(text, start + _CONTEXT)
    right = end if last else max(left, text.rfind(" ", start, max(start, end - _CONTEXT)) + 1)
    if right - left < _CONTEXT:
        left = right = end
    stretches: tuple[tuple[int, int, Kind], ...] = (
        (start, left, "near"),
        (left, right, "far"),
        (right, end, "near"),
    )
    yield from (stretch for stretch in stretches if stretch[0] < stretch[1])


def _word_end(text: str, at: int) -> int:
    """Return the end of the word at offset `at`."""
    space = _SPACE.search(text, at)
    return space.start() if space else len(text)


def _in_order(marks: Sequence[Span], length: int) -> list[Span]:
    """Return the marks sorted, inside the text and without overlap; marks one space apart are joined."""
    joined: list[Span] = []
    for start, end in sorted((max(0, start), min(length, end)) for start, end in marks):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif start < end:
            joined.append((start, end))
    return joined
