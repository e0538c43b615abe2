"""Why a paper was found: its places in both searches, the words of the question that it holds, its best sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.collection import Stores
from index.retrieval.evidence import Evidence
from index.retrieval.query_expansion import expand_query, reader_of
from index.retrieval.search import Hit, SearchResult
from index.text.sentences import sentences

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Explanation:
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
    expansion: str = ""
    """The other words that it was searched for with, too; empty for none."""
    alignment: float = 0.0
    """How near its words come to those of the question, one by one; 0 where they were not compared."""


def explain(stores: Stores, found: SearchResult, evidence: Sequence[Sequence[Evidence]]) -> list[Explanation]:
    """Return for each hit why it was found; `evidence` is that of `index.retrieval.search.evidence_for`."""
    texts = [hit.side or found.query.text for hit in found.hits]
    readers = {text: reader_of(stores.words, expand_query(stores.words, text)) for text in set(texts)}
    return [
        _why(stores, text, readers[text], hit, ranked)
        for text, hit, ranked in zip(texts, found.hits, evidence, strict=True)
    ]


def _why(
    stores: Stores, text: str, read: Callable[[str], Sequence[str]], hit: Hit, ranked: Sequence[Evidence]
) -> Explanation:
    held = frozenset(stem for part in (hit.paper.title, *sentences(hit.paper.abstract)) for stem in read(part))
    asked = {word: stores.words.terms(word) for word in dict.fromkeys(_WORD.findall(text))}
    telling = {word: stems for word, stems in asked.items() if stems}
    return Explanation(
        score=hit.score,
        bm25=hit.bm25,
        words_rank=hit.words_rank,
        cosine=hit.cosine,
        vectors_rank=hit.vectors_rank,
        words=tuple(word for word, stems in telling.items() if held.issuperset(stems)),
        lacking=tuple(word for word, stems in telling.items() if not held.issuperset(stems)),
        sentence=hit.paper.abstract[ranked[0].start : ranked[0].end] if ranked else "",
        side=hit.side,
        expansion=hit.expansion,
        alignment=hit.alignment,
    )
