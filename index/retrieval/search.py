"""Query in, ranked papers out: keywords and vectors, searched among the papers that pass the filters, fused by score.

An answer needs the best papers; a list, a count or an order by date needs all papers on the topic: those that mention
it, and those that are close to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.collection import Stores
from index.questions.query import OVERVIEWS, Intent, Query
from index.retrieval.answerability import READ, is_answerable
from index.retrieval.candidates import answerability_signals, find_candidates, hits_of, papers_on_topic
from index.retrieval.filtering import Filtered, apply_filters
from index.retrieval.fusion import COMPARED, by_score, fuse, refine
from index.retrieval.late_interaction import late_interaction
from index.retrieval.prepare import correct_spelling, prepare_query, query_terms
from index.retrieval.reranking import Reranker, rerank
<<<<<<< HEAD
from index.retrieval.results import Hit, SearchResult
=======
from index.stores.vector_store import ABSTRACTS, WINDOWS, PassageKey
from index.stores.word_index import EXPANSION_WEIGHT
from index.text.names import names_in_question, spellings
from index.text.sentences import sentences
>>>>>>> main

# What needs all papers on a topic and not just those that answer best.
_ABOUT_ALL: tuple[Intent, ...] = ("list", "count", *OVERVIEWS)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a search looks, and for how many papers."""

    filtered: Filtered | None
    limit: int
    papers: int
    """In the whole collection."""

    @property
    def within(self) -> frozenset[str] | None:
        """The papers that pass the filters; None for all."""
        return frozenset(self.filtered.ids) if self.filtered else None


def search(stores: Stores, query: Query | str, limit: int = 8, reranker: Reranker | None = None) -> SearchResult:
    """Return up to `limit` papers for a query; a string is searched for as it is.

    While no passage is indexed, keywords alone are searched. A reranker reorders the first papers.
    """
    query = Query(query) if isinstance(query, str) else query
    state = stores.library.state()
    stores.vectors.refresh(state)
    query, corrections, uncorrected = correct_spelling(stores.words, query)
    filtered = apply_filters(stores, query)
    scope = _Scope(filtered, limit, state.papers)
    if query.sides:
        found = _compare(stores, query, scope)
    elif not query.text.strip():
        found = _only_filtered(stores, query, scope)
    else:
        found = _find(stores, query, scope, reranker)
    passing, incomplete = (len(filtered.ids), filtered.incomplete) if filtered else (None, 0)
    return replace(found, corrections=corrections, uncorrected=uncorrected, filtered=passing, incomplete=incomplete)


def _find(stores: Stores, query: Query, scope: _Scope, reranker: Reranker | None = None) -> SearchResult:
    """Search for the topic of the query."""
    everything = query.intent in _ABOUT_ALL or query.order != "relevance"
    prepared = prepare_query(stores, query.text)
    candidates = find_candidates(stores, prepared, scope.within, everything=everything)
    fused = fuse(candidates)
    best = by_score(fused)
    compared = late_interaction(stores, prepared, best[:COMPARED])
    scores = refine(fused, compared)
    found = SearchResult((), answerable=False, query=query, terms={query.text: prepared.terms})
    ranked = by_score(scores)
    if everything:
        mentioning, related = papers_on_topic(stores, prepared.terms, candidates, fused, scope.within)
        found = replace(found, mentioning=len(mentioning), related=len(related))
        about = [id_ for id_ in ranked if id_ in mentioning or id_ in related]
        ranked = [*about, *sorted(mentioning - fused.keys())]
    if query.order != "relevance" and scope.filtered:
        chosen = set(ranked)
        ranked = [id_ for id_ in scope.filtered.ids if id_ in chosen]
    elif reranker:
        found, ranked = _reranked(stores, found, reranker, ranked)
    first = stores.library.papers(best[:READ])
    signals = answerability_signals(stores, prepared.terms, candidates, first, scope.papers)
    hits = tuple(hits_of(prepared, candidates, scores, compared, stores.library.papers(ranked[: scope.limit])))
    summed_up = query.intent in OVERVIEWS and not found.mentioning
    answerable = bool(hits) and ((everything and not summed_up) or is_answerable(signals))
    return replace(found, hits=hits, answerable=answerable, signals=signals)


def _compare(stores: Stores, query: Query, scope: _Scope) -> SearchResult:
    """Search for each side on its own, and take their papers in turn."""
    each = replace(scope, limit=max(1, scope.limit // len(query.sides)))
    sides = [(side, _find(stores, Query(side, order=query.order), each)) for side in query.sides]
    hits: dict[str, Hit] = {}
    # A paper that is found for several sides goes to the first of those on which the collection has something.
    in_turn = sorted(sides, key=lambda pair: not pair[1].answerable)
    for place in range(scope.limit):
        for side, found in in_turn:
            if place < len(found.hits):
                hit = found.hits[place]
                hits.setdefault(hit.paper.id, replace(hit, side=side))
    missing = tuple(side for side, found in sides if not found.answerable)
    terms = {query.text: query_terms(stores.words, query.text)}
    for _, found in sides:
        terms.update(found.terms)
    shown = tuple(hits.values())[: scope.limit]
    return SearchResult(shown, len(missing) < len(sides), query, missing=missing, terms=terms)


def _only_filtered(stores: Stores, query: Query, scope: _Scope) -> SearchResult:
    """Return the papers that pass the filters, if the question asks for nothing else; all, without filters."""
    if scope.filtered is None and query.intent not in _ABOUT_ALL:
        return SearchResult((), answerable=False, query=query)
    ids = scope.filtered.ids if scope.filtered else stores.library.matching(()).ids
    hits = tuple(Hit(paper, 1.0) for paper in stores.library.papers(ids[: scope.limit]))
    return SearchResult(hits, bool(hits), query, mentioning=len(ids))


def _reranked(
    stores: Stores, found: SearchResult, reranker: Reranker, ranked: Sequence[str]
) -> tuple[SearchResult, Sequence[str]]:
    first = ranked[: reranker.depth]
    ranking = rerank(reranker, found.query.text, stores.library.papers(first))
    noted = replace(found, notice=ranking.notice, model_calls=ranking.model_calls, prompt_tokens=ranking.prompt_tokens)
    return noted, [*(first[place] for place in ranking.order), *ranked[reranker.depth :]]
<<<<<<< HEAD
=======


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
>>>>>>> main
