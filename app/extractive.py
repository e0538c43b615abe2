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
NOT_HELD = "This is not in your collection. The nearest papers are listed with it."


@dataclass(frozen=True, slots=True)
class Quotes:
    """An extractive answer: its text with `[n]` marks, and per n the hit and the sentences quoted."""

    text: str
    cited: tuple[tuple[Hit, tuple[Evidence, ...]], ...]


def quote(hits: Sequence[Hit], sentences: Sequence[Sequence[Evidence]]) -> Quotes:
    """Return the few sentences that best answer, of several papers where they help, in the order of the papers.

    `sentences` are those of each hit, best first.
    """
    ranked = sorted(
        (
            (sentence.score * hit.score, rank, sentence)
            for rank, (hit, found) in enumerate(zip(hits, sentences, strict=True))
            for sentence in found[:_PER_PAPER]
        ),
        key=lambda candidate: -candidate[0],
    )
    best = ranked[0][0] if ranked else 0.0
    chosen: dict[int, list[Evidence]] = {}
    for worth, rank, sentence in ranked[:_QUOTES]:
        if worth >= _LEAST_SHARE * best:
            chosen.setdefault(rank, []).append(sentence)
    cited = tuple(
        (hits[rank], tuple(sorted(chosen[rank], key=lambda sentence: sentence.start))) for rank in sorted(chosen)
    )
    lines = [f"- {_quoted(hit, sentences)} [{number}]" for number, (hit, sentences) in enumerate(cited, 1)]
    return Quotes("\n".join([INTRODUCTION, "", *lines]), cited)


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
