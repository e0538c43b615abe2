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
from index.retrieval.results import Hit, SearchResult

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
    """Return up to `limit` papers for a query; a string is searched for without parsing it.

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
        found = replace(found, mention_count=len(mentioning), related_count=len(related))
        about = [id_ for id_ in ranked if id_ in mentioning or id_ in related]
        ranked = [*about, *sorted((mentioning | related) - fused.keys())]
    if query.order != "relevance" and scope.filtered:
        chosen = set(ranked)
        ranked = [id_ for id_ in scope.filtered.ids if id_ in chosen]
    elif reranker:
        found, ranked = _reranked(stores, found, reranker, ranked)
    first = stores.library.papers(best[:READ])
    signals = answerability_signals(stores, prepared.terms, candidates, first, scope.papers)
    hits = tuple(hits_of(prepared, candidates, scores, compared, stores.library.papers(ranked[: scope.limit])))
    summed_up = query.intent in OVERVIEWS and not found.mention_count
    answerable = bool(hits) and ((everything and not summed_up) or is_answerable(signals))
    return replace(found, hits=hits, answerable=answerable, signals=signals)


def _compare(stores: Stores, query: Query, scope: _Scope) -> SearchResult:
    """Search for each side separately, and take their papers in turn."""
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
    return SearchResult(hits, bool(hits), query, mention_count=len(ids))


def _reranked(
    stores: Stores, found: SearchResult, reranker: Reranker, ranked: Sequence[str]
) -> tuple[SearchResult, Sequence[str]]:
    first = ranked[: reranker.depth]
    ranking = rerank(reranker, found.query.text, stores.library.papers(first))
    noted = replace(found, notice=ranking.notice, model_calls=ranking.model_calls, prompt_tokens=ranking.prompt_tokens)
    return noted, [*(first[place] for place in ranking.order), *ranked[reranker.depth :]]
