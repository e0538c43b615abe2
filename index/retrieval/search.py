"""Query in, ranked papers out: words and vectors, searched among the papers that the query leaves, fused by score.

An answer needs the best papers; a list, a number or an order by date needs all papers on the topic: those that hold
its words, and those that come near it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.collection import Stores
from index.embedding.bundled_encoder import is_common_word
from index.papers import Paper
from index.questions.query import OVERVIEWS, Chip, Correction, Intent, Query
from index.retrieval.answerability import READ, Signals, Term, is_answerable, signals_of
from index.retrieval.evidence import Evidence, rank_sentences
from index.retrieval.filtering import Filtered, apply_filters
from index.retrieval.fusion import ALIGNED, Candidates, Spans, best_cosines, by_score, fuse, ranks, refine
from index.retrieval.prepare import PreparedQuery, alignments, prepare_query
from index.retrieval.query_expansion import expand_query, reader_of
from index.retrieval.reranking import Reranker, rerank
from index.stores.vector_store import ABSTRACTS, WINDOWS, PassageKey
from index.stores.word_index import EXPANSION_WEIGHT
from index.text.names import names_in_question, spellings
from index.text.sentences import sentences

# How many papers by words, abstracts by vector and windows by vector are candidates; for a list, `_ALL` of each.
_PAPERS_DEPTH = 200
_ABSTRACTS_DEPTH = 60
_WINDOWS_DEPTH = 200
_ALL = 1000
# A paper that lacks some of the topic's words is about it all the same from this share of the best score on, if its
# cosine or its BM25 (of what each word once in an abstract would give) is high as well: claims of SciFact train, asked
# for as lists, find 82 % of their papers so, in lists of 5 (`python -m tests.bench retrieval-train`).
_AS_GOOD, _NEAR, _SAID = 0.75, 0.45, 0.6
# Longer questions are pasted texts: their words are looked up as they stand.
_MOST_CORRECTED = 60
# What tells of all papers on a topic, and not of those that answer best.
_OF_ALL: tuple[Intent, ...] = ("list", "count", *OVERVIEWS)
_WORD = re.compile(r"[^\W_][\w'’-]*")

Windows = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that was found, its score (0 to 1) and what it is made of."""

    paper: Paper
    score: float
    bm25: float = 0.0
    """0 where the paper shares no word with the question."""
    words_rank: int | None = None
    """The place by BM25, from 1 on; None where the paper is not among the candidates by words."""
    cosine: float = 0.0
    """Of the nearest window; 0 where none is among the nearest."""
    vectors_rank: int | None = None
    """The place by that cosine."""
    alignment: float = 0.0
    """How near its words come to those of the question, one by one; 0 where they were not compared."""
    windows: Windows = field(default_factory=dict)
    """Cosines of the windows that are among the nearest, by their first and last (exclusive) sentence."""
    side: str = ""
    """What it was found for, where things are compared."""
    expansion: str = ""
    """The other words that it was searched for with, too; empty for none."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gave."""

    hits: tuple[Hit, ...]
    """The best first, or in the order that the query asks for."""
    answerable: bool
    """Whether the collection seems to hold an answer at all."""
    query: Query
    """As it was carried out: with corrected words."""
    corrections: tuple[Correction, ...] = ()
    uncorrected: tuple[Correction, ...] = ()
    """Corrections that the reader dropped."""
    narrowed: int | None = None
    """How many papers the conditions leave; None without any."""
    unknown: int = 0
    """How many papers they leave out only because something is not known of them."""
    holding: int = 0
    """For a list or a number: how many papers hold the words of the topic."""
    near: int = 0
    """For a list or a number: how many others come near it."""
    missing: tuple[str, ...] = ()
    """What is compared and not held by the collection."""
    signals: Signals | None = None
    """What the answer to that rests on; None where nothing was searched for."""
    notice: str = ""
    """What went wrong with the reranker."""
    model_calls: int = 0
    prompt_tokens: int = 0

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What filters, reorders or corrects the search; each can be dropped by its key."""
        return (*self.query.chips, *(Chip("correction", correction) for correction in self.corrections))

    @property
    def dropped(self) -> tuple[Chip, ...]:
        """The chips that the reader dropped."""
        return (*self.query.dropped, *(Chip("correction", correction) for correction in self.uncorrected))


def search(stores: Stores, asked: Query | str, limit: int = 8, reranker: Reranker | None = None) -> SearchResult:
    """Return up to `limit` papers for a query; a plain question is searched for as it stands.

    Words alone are searched while no passage is indexed. A reranker looks at the first papers again.
    """
    query = Query(asked) if isinstance(asked, str) else asked
    state = stores.library.state()
    stores.vectors.refresh(state)
    query, corrections, uncorrected = _corrected(stores, query)
    narrowed = apply_filters(stores, query)
    if query.sides:
        found = _compare(stores, query, narrowed, limit)
    elif not query.text.strip():
        found = _only_narrowed(stores, query, narrowed, limit)
    else:
        found = _find(stores, query, narrowed, limit, reranker)
    counts = (len(narrowed.ids), narrowed.unknown) if narrowed else (None, 0)
    return replace(found, corrections=corrections, uncorrected=uncorrected, narrowed=counts[0], unknown=counts[1])


def evidence_for(stores: Stores, text: str, hits: Sequence[Hit]) -> list[list[Evidence]]:
    """Return for each hit of a search the sentences of its abstract, by how well they answer `text`, best first."""
    shares = _shares(stores, text)
    read = reader_of(stores.words, expand_query(stores.words, text))
    return [rank_sentences(text, hit.paper.abstract, shares, read, hit.windows) for hit in hits]


def backing(stores: Stores, text: str, paper: Paper) -> list[Evidence]:
    """Return the sentences of a paper that share words with `text`, an answer that cites it, best first."""
    ranked = rank_sentences(text, paper.abstract, _shares(stores, text), stores.words.terms, {})
    return [sentence for sentence in ranked if sentence.words]


def _find(
    stores: Stores, query: Query, narrowed: Filtered | None, limit: int, reranker: Reranker | None = None
) -> SearchResult:
    """Search for the topic of the query."""
    within = frozenset(narrowed.ids) if narrowed else None
    everything = query.intent in _OF_ALL or query.order != "relevance"
    asked = prepare_query(stores, query.text)
    candidates = _candidates(stores, asked, within, _ALL if everything else None)
    scores = fuse(candidates)
    ranked = by_score(scores)
    signals = _signals(stores, asked, candidates, stores.library.papers(ranked[:READ]))
    found = SearchResult((), answerable=False, query=query)
    aligned = alignments(stores, asked, ranked[:ALIGNED])
    refined = refine(scores, aligned)
    ranked = by_score(refined)
    if everything:
        ways = (query.text, asked.expansion.text)
        holding = frozenset[str]().union(*(stores.words.with_topic(way, within) for way in ways))
        near = _near(candidates, scores, sum(_weights(stores, query.text).values())) - holding
        ranked = [*(id_ for id_ in ranked if id_ in holding or id_ in near), *sorted(holding - scores.keys())]
        found = replace(found, holding=len(holding), near=len(near))
    if query.order != "relevance" and narrowed:
        chosen = set(ranked)
        ranked = [id_ for id_ in narrowed.ids if id_ in chosen]
    elif reranker:
        found, ranked = _reranked(stores, found, reranker, ranked)
    hits = tuple(_hits(asked, candidates, refined, aligned, stores.library.papers(ranked[:limit])))
    summed_up = query.intent in OVERVIEWS and not found.holding
    answerable = bool(hits) and ((everything and not summed_up) or is_answerable(signals))
    return replace(found, hits=hits, answerable=answerable, signals=signals)


def _compare(stores: Stores, query: Query, narrowed: Filtered | None, limit: int) -> SearchResult:
    """Search for each side on its own, and take their papers in turn."""
    sides = [
        (side, _find(stores, Query(side, order=query.order), narrowed, max(1, limit // len(query.sides))))
        for side in query.sides
    ]
    hits: dict[str, Hit] = {}
    # A paper that is found for several goes to the first of those that the collection holds.
    in_turn = sorted(sides, key=lambda pair: not pair[1].answerable)
    for place in range(limit):
        for side, found in in_turn:
            if place < len(found.hits):
                hit = found.hits[place]
                hits.setdefault(hit.paper.id, replace(hit, side=side))
    missing = tuple(side for side, found in sides if not found.answerable)
    return SearchResult(tuple(hits.values())[:limit], len(missing) < len(sides), query, missing=missing)


def _only_narrowed(stores: Stores, query: Query, narrowed: Filtered | None, limit: int) -> SearchResult:
    """Return the papers that fulfil the conditions, where the question asks for nothing else; all, without any."""
    if narrowed is None and query.intent not in _OF_ALL:
        return SearchResult((), answerable=False, query=query)
    ids = narrowed.ids if narrowed else stores.library.matching(()).ids
    hits = tuple(Hit(paper, 1.0) for paper in stores.library.papers(ids[:limit]))
    return SearchResult(hits, bool(hits), query, holding=len(ids))


def _near(candidates: Candidates, scores: Mapping[str, float], weight: float) -> set[str]:
    """Return the papers that are about a topic whose words weigh so much together."""
    least = _AS_GOOD * max(scores.values(), default=0.0)
    cosines = best_cosines(candidates.windows)
    return {
        id_
        for id_, score in scores.items()
        if score >= least and (cosines.get(id_, 0.0) >= _NEAR or candidates.bm25.get(id_, 0.0) >= _SAID * weight > 0)
    }


def _reranked(
    stores: Stores, found: SearchResult, reranker: Reranker, ranked: Sequence[str]
) -> tuple[SearchResult, Sequence[str]]:
    first = ranked[: reranker.depth]
    ranking = rerank(reranker, found.query.text, stores.library.papers(first))
    noted = replace(found, notice=ranking.notice, model_calls=ranking.model_calls, prompt_tokens=ranking.prompt_tokens)
    return noted, [*(first[place] for place in ranking.order), *ranked[reranker.depth :]]


def _hits(
    asked: PreparedQuery,
    candidates: Candidates,
    scores: Mapping[str, float],
    aligned: Mapping[str, float],
    papers: Iterable[Paper],
) -> Iterator[Hit]:
    cosines = best_cosines(candidates.windows)
    by_words, by_vectors = ranks(candidates.bm25), ranks(cosines)
    for paper in papers:
        yield Hit(
            paper,
            scores.get(paper.id, 0.0),
            bm25=candidates.bm25.get(paper.id, 0.0),
            words_rank=by_words.get(paper.id),
            cosine=cosines.get(paper.id, 0.0),
            vectors_rank=by_vectors.get(paper.id),
            alignment=aligned.get(paper.id, 0.0),
            windows=_windows(candidates.windows.get(paper.id, {})),
            expansion=asked.expansion.text,
        )


def _signals(stores: Stores, asked: PreparedQuery, candidates: Candidates, first: Sequence[Paper]) -> Signals:
    """Return what tells of an answer, from the candidates and the texts of the first papers."""
    text, expansion = asked.text, asked.expansion
    read = reader_of(stores.words, expansion)
    typed = {stem: word for word in reversed(_WORD.findall(text)) for stem in stores.words.terms(word)}
    weights = _weights(stores, text)
    # The words of the expansion could have been found as well.
    more = EXPANSION_WEIGHT * sum(
        weight for stem, weight in _weights(stores, expansion.text).items() if stem not in weights
    )
    own = sum(weights.values())
    signals = signals_of(
        [Term(stem, typed.get(stem, stem), weight) for stem, weight in weights.items()],
        bm25=max(candidates.bm25.values(), default=0.0) * (own / (own + more) if more else 1.0),
        cosines=(cosine for spans in candidates.windows.values() for cosine in spans.values()),
        read=[[read(part) for part in (paper.title, *sentences(paper.abstract))] for paper in first],
        papers=stores.library.state().papers,
    )
    # What is asked of one name is mostly its own: the papers on another tell nothing of it.
    names = names_in_question(text)[:1]
    absent = tuple(name for name in names if not any(map(stores.words.holds, spellings(name))))
    # An everyday word that no paper has (`won`, `got`) says little of why there is no answer.
    return replace(signals, absent=absent, unknown=tuple(word for word in signals.unknown if not is_common_word(word)))


def _candidates(stores: Stores, asked: PreparedQuery, within: frozenset[str] | None, depth: int | None) -> Candidates:
    chunks: dict[str, dict[str, float]] = {}
    windows: dict[str, dict[str, float]] = {}
    for kind, own_depth, found in ((ABSTRACTS, _ABSTRACTS_DEPTH, chunks), (WINDOWS, _WINDOWS_DEPTH, windows)):
        for paper_id, key, cosine in stores.vectors.search(kind, asked.vector, depth or own_depth, within):
            found.setdefault(paper_id, {})[key] = cosine
    found_by_words = stores.words.search(asked.text, depth or _PAPERS_DEPTH, within, asked.expansion.text)
    return Candidates(dict(found_by_words), chunks, windows)


def _windows(spans: Spans) -> Windows:
    keys = ((PassageKey.parse(key), cosine) for key, cosine in spans.items())
    return {(key.first, key.last): cosine for key, cosine in keys}


def _weights(stores: Stores, text: str) -> dict[str, float]:
    """Return how much each stem of `text` tells."""
    return stores.words.weights(stores.words.terms(text))


def _shares(stores: Stores, text: str) -> dict[str, float]:
    """Return how much each stem of `text` tells, as shares of 1."""
    weights = _weights(stores, text)
    total = sum(weights.values()) or 1.0
    return {term: weight / total for term, weight in weights.items()}


def _corrected(stores: Stores, query: Query) -> tuple[Query, tuple[Correction, ...], tuple[Correction, ...]]:
    """Return the query with unknown words replaced by similar indexed ones, the corrections, and those not wanted.

    An everyday word is meant as it is typed: nobody who asks for pasta wants the past.
    """
    words = dict.fromkeys(_WORD.findall(query.text))
    nearest = stores.words.corrections(list(words)) if len(words) <= _MOST_CORRECTED else {}
    near = [Correction(typed, word) for typed, word in nearest.items() if not is_common_word(typed)]
    uncorrected = tuple(correction for correction in near if correction.typed in query.kept)
    meant = {correction.typed: correction.searched for correction in near if correction not in uncorrected}
    if not meant:
        return query, (), uncorrected

    def corrected(text: str) -> str:
        return _WORD.sub(lambda word: meant.get(word[0], word[0]), text)

    whole = replace(query, text=corrected(query.text), sides=tuple(map(corrected, query.sides)))
    return whole, tuple(Correction(typed, searched) for typed, searched in meant.items()), uncorrected
