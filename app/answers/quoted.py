"""The answer when no model writes one: the sentences of the abstracts that answer best, quoted and cited. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.answer import Answer
from app.citations import inert
from app.summaries.quoting import quoted
from index.retrieval.evidence import Evidence, spans
from index.retrieval.search import Hit

_QUOTES = 5
_PER_PAPER = 3
# A quote has to answer about as well as the best one.
_LEAST_SHARE = 0.6

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
        lines += [
            f"- {quoted(hit.paper.abstract, spans(best))} [{number}]"
            for number, (hit, best) in enumerate(chosen, len(cited) + 1)
        ]
        lines += [""] if side else []
        cited += chosen
    return Quotes("\n".join([INTRODUCTION, "", *lines]).rstrip(), tuple(cited))


def refuse(answer: Answer, why: str = "") -> Answer:
    """Say that the collection does not hold it, and why it seems so; the papers stay as the nearest ones."""
    nearest = "The nearest papers are listed with it." if answer.sources else ""
    text = " ".join(filter(None, (NOT_HELD, inert(why), nearest)))
    return replace(answer, stage="done", text=text, refused=True)


def without(answer: Answer, detail: str) -> Answer:
    """Say that the abstracts do not state a detail, before what they do say."""
    told = f"The abstracts found do not state the {inert(detail)}. What they say:"
    return replace(answer, text=answer.text.replace(INTRODUCTION, told, 1), refused=True)


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
