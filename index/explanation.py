"""Why a paper was found: its places in both searches, the words of the question that it holds, its best sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.evidence import Evidence
from index.rewording import reader_of, rewording_of
from index.search import Found, Hit
from index.sentences import sentences
from index.stores import Stores

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Why:
    """What a search knows of one of its hits."""

    score: float
    bm25: float
    words_rank: int | None
    """The place by words, from 1 on; None where the paper is not among the candidates by words."""
    cosine: float
    vectors_rank: int | None
    """The place by meaning."""
    words: tuple[str, ...]
    """The words of the question that the paper holds, as they were asked."""
    lacking: tuple[str, ...]
    """Those that it does not hold."""
    sentence: str
    """The sentence that answers best; empty where there is no abstract."""
    side: str = ""
    """What it was found for, where things are compared."""
    rewording: str = ""
    """The other words that it was searched for with, too; empty for none."""
    alignment: float = 0.0
    """How near its words come to those of the question, one by one; 0 where they were not compared."""


def explain(stores: Stores, found: Found, evidence: Sequence[Sequence[Evidence]]) -> list[Why]:
    """Return for each hit why it was found; `evidence` is that of `index.search.evidence_for`."""
    texts = [hit.side or found.query.text for hit in found.hits]
    readers = {text: reader_of(stores.words, rewording_of(stores.words, text)) for text in set(texts)}
    return [
        _why(stores, text, readers[text], hit, ranked)
        for text, hit, ranked in zip(texts, found.hits, evidence, strict=True)
    ]


def _why(stores: Stores, text: str, read: Callable[[str], Sequence[str]], hit: Hit, ranked: Sequence[Evidence]) -> Why:
    held = frozenset(stem for part in (hit.paper.title, *sentences(hit.paper.abstract)) for stem in read(part))
    asked = {word: stores.words.terms(word) for word in dict.fromkeys(_WORD.findall(text))}
    telling = {word: stems for word, stems in asked.items() if stems}
    return Why(
        score=hit.score,
        bm25=hit.bm25,
        words_rank=hit.words_rank,
        cosine=hit.cosine,
        vectors_rank=hit.vectors_rank,
        words=tuple(word for word, stems in telling.items() if held.issuperset(stems)),
        lacking=tuple(word for word, stems in telling.items() if not held.issuperset(stems)),
        sentence=hit.paper.abstract[ranked[0].start : ranked[0].end] if ranked else "",
        side=hit.side,
        rewording=hit.rewording,
        alignment=hit.alignment,
    )
