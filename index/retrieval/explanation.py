"""Why a paper was found: its keyword and semantic rank, the words of the question that it has, its best sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.collection import Stores
from index.papers import Paper
from index.retrieval.evidence import Evidence, rank_by_words, rank_sentences
from index.retrieval.prepare import QueryTerms, query_terms, shares_of
from index.retrieval.results import Hit, SearchResult
from index.sentence_ranking.sentence_signals import QuestionWords
from index.text.sentences import sentences
from index.text.words import is_content_word, terms

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a search found one of its hits."""

    score: float
    bm25: float
    keyword_rank: int | None
    """The keyword rank, from 1 on; None if the paper is not among the candidates by keywords."""
    cosine: float
    semantic_rank: int | None
    """The semantic rank."""
    words: tuple[str, ...]
    """The words of the question that the paper has, as typed."""
    missing_words: tuple[str, ...]
    """Those that it does not have."""
    sentence: str
    """The sentence that answers best; empty if there is no abstract."""
    side: str = ""
    """In a comparison: the side that it was found for."""
    expansion: str = ""
    """The expanded question that was searched for as well; empty for none."""
    late_interaction: float = 0.0
    """How near its words are to those of the question; 0 if they were not compared."""


def evidence_for(stores: Stores, found: SearchResult) -> list[list[Evidence]]:
    """Return for each hit the sentences of its abstract, by how well they answer the question, best first."""
    query = _terms_of(stores, found, found.query.text)
    asked = QuestionWords(query.text, query.shares, query.stems_in)
    return [rank_sentences(asked, hit.paper.title, hit.paper.abstract, hit.windows) for hit in found.hits]


def sentences_backing(stores: Stores, text: str, paper: Paper) -> list[Evidence]:
    """Return the sentences of a paper that share words with `text`, an answer that cites it, best first."""
    shares = shares_of(stores.words.weights(terms(text)))
    return [sentence for sentence in rank_by_words(paper.abstract, shares, terms) if sentence.words]


def explain(stores: Stores, found: SearchResult, evidence: Sequence[Sequence[Evidence]]) -> list[Explanation]:
    """Return for each hit why it was found; `evidence` is that of `evidence_for`."""
    texts = [hit.side or found.query.text for hit in found.hits]
    queries = {text: _terms_of(stores, found, text) for text in set(texts)}
    words = {text: _stems_by_word(text) for text in queries}
    return [
        _explain(hit, ranked, words[text], _stems_of(hit, ranked, queries[text]))
        for text, hit, ranked in zip(texts, found.hits, evidence, strict=True)
    ]


def _explain(
    hit: Hit, ranked: Sequence[Evidence], words: Mapping[str, Sequence[str]], stems: frozenset[str]
) -> Explanation:
    return Explanation(
        score=hit.score,
        bm25=hit.bm25,
        keyword_rank=hit.keyword_rank,
        cosine=hit.cosine,
        semantic_rank=hit.semantic_rank,
        words=tuple(word for word, own in words.items() if stems.issuperset(own)),
        missing_words=tuple(word for word, own in words.items() if not stems.issuperset(own)),
        sentence=hit.paper.abstract[ranked[0].start : ranked[0].end] if ranked else "",
        side=hit.side,
        expansion=hit.expansion,
        late_interaction=hit.late_interaction,
    )


def _terms_of(stores: Stores, found: SearchResult, text: str) -> QueryTerms:
    """Return the terms of the question or of a side; prepare them if the result was made without a search."""
    return found.terms.get(text) or query_terms(stores.words, text)


def _stems_by_word(text: str) -> dict[str, Sequence[str]]:
    """Return the words of a question as typed, with their stems; without stop words."""
    words = {word: terms(word) for word in dict.fromkeys(_WORD.findall(text))}
    return {word: stems for word, stems in words.items() if stems}


def _stems_of(hit: Hit, ranked: Sequence[Evidence], query: QueryTerms) -> frozenset[str]:
    """Return the stems of the question that a hit has. The evidence has those of its abstract, but not by side."""
    title = query.stems_in(hit.paper.title)
    if hit.side:
        return frozenset(stem for part in sentences(hit.paper.abstract) for stem in query.stems_in(part)).union(title)
    return frozenset(title).union(*(sentence.words for sentence in ranked))


def understood_words(found: SearchResult, language: str) -> str:
    """Return those words of a question in another language that papers have."""
    unknown = {stem for word in (found.signals.unknown if found.signals else ()) for stem in terms(word)}
    words = [word for word in found.query.text.strip(" ?.!").split() if is_content_word(word.strip(",;:"), language)]
    return " ".join(word for word in words if unknown.isdisjoint(stems := terms(word)) and stems)
