"""The answer when no model writes one: the sentences of the abstracts that answer best, quoted and cited. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.evidence import Evidence
from index.search import Hit

_QUOTES = 5
_PER_PAPER = 3
# A quote has to answer about as well as the best one.
_LEAST_SHARE = 0.6

_OWN_REFERENCE = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")

INTRODUCTION = "In the words of the papers that come nearest:"
NOT_HELD = "This is not in your collection."


@dataclass(frozen=True, slots=True)
class Quotes:
    """An extractive answer: its text with `[n]` marks, and per n the hit and the sentences quoted."""

    text: str
    cited: tuple[tuple[Hit, tuple[Evidence, ...]], ...]


def quote(hits: Sequence[Hit], sentences: Sequence[Sequence[Evidence]]) -> Quotes:
    """Return the few sentences that best answer, of several papers where they help, in the order of the papers; where
    things are compared, those of each side.

    `sentences` are those of each hit, best first.
    """
    sides = list(dict.fromkeys(hit.side for hit in hits))
    cited: list[tuple[Hit, tuple[Evidence, ...]]] = []
    lines: list[str] = []
    for side in sides:
        chosen = _chosen(hits, sentences, side, max(2, _QUOTES // len(sides)))
        lines += [f"**{side}**", ""] if side else []
        lines += [f"- {_quoted(hit, best)} [{number}]" for number, (hit, best) in enumerate(chosen, len(cited) + 1)]
        lines += [""] if side else []
        cited += chosen
    return Quotes("\n".join([INTRODUCTION, "", *lines]).rstrip(), tuple(cited))


def _chosen(
    hits: Sequence[Hit], sentences: Sequence[Sequence[Evidence]], side: str, most: int
) -> list[tuple[Hit, tuple[Evidence, ...]]]:
    """Return the best sentences of the papers of one side, about as good as its best, each paper's in their order."""
    ranked = sorted(
        (
            (sentence.score * hit.score, rank, sentence)
            for rank, (hit, found) in enumerate(zip(hits, sentences, strict=True))
            for sentence in found[:_PER_PAPER]
            if hit.side == side
        ),
        key=lambda candidate: -candidate[0],
    )
    best = ranked[0][0] if ranked else 0.0
    chosen: dict[int, list[Evidence]] = {}
    for worth, rank, sentence in ranked[:most]:
        if worth >= _LEAST_SHARE * best:
            chosen.setdefault(rank, []).append(sentence)
    return [(hits[rank], tuple(sorted(chosen[rank], key=lambda sentence: sentence.start))) for rank in sorted(chosen)]


def _quoted(hit: Hit, sentences: Sequence[Evidence]) -> str:
    """Return the sentences in quotation marks; sentences that follow each other share a pair."""
    abstract = hit.paper.abstract
    runs: list[str] = []
    end = -1
    for sentence in sentences:
        text = abstract[sentence.start : sentence.end]
        if runs and abstract[end : sentence.start].isspace():
            runs[-1] += f" {text}"
        else:
            runs.append(text)
        end = sentence.end
    # Reference numbers of the paper's own would read as citations.
    return " ".join("“" + _OWN_REFERENCE.sub(r"(\1)", run) + "”" for run in runs)
