"""Query in, ranked papers out: keywords and vectors, searched among the papers that pass the filters, fused by score.

An answer needs the best papers; a list, a count or an order by date needs all papers on the topic: those that mention
it, and those that are close to it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from index.collection import Stores
from index.questions.at_hand.code_links import WITH_CODE
from index.questions.query import OVERVIEWS, Chip, Correction, Intent, Query
from index.questions.request_topics.framed_questions import content_of, readings_of
from index.questions.request_topics.two_topics import asked_apart, joined_by_and
from index.retrieval.answerability import PAPERS_READ, WELL_MATCHED, is_answerable, lead_of
from index.retrieval.candidates import answerability_signals, find_candidates, hits_of, papers_on_topic
from index.retrieval.filtering import Filtered, apply_filters
from index.retrieval.fusion import (
    PAPERS_COMPARED,
    fuse,
    nearest,
    refine,
    sorted_by_score,
    top_by_score,
    with_feedback,
    with_rest,
)
from index.retrieval.late_interaction import late_interaction
from index.retrieval.prepare import PreparedQuery, begin_to_encode, correct_spelling, prepare_query, query_terms
from index.retrieval.reranking import Reranker, rerank
from index.retrieval.results import Hit, SearchResult

# What needs all papers on a topic and not just those that answer best.
_ABOUT_ALL: tuple[Intent, ...] = ("list", "count", *OVERVIEWS)
# How many papers a list shows as the nearest if none is on its topic.
_NEAREST = 8
# How many papers that are less close a list goes on with at a time.
_LESS_CLOSE = 10
# Their least score, as a share of the best: below half of it they share a word or two with the topic.
_LEAST_CLOSE = 0.5
# How many papers of unknown date follow those that a filter by date lets pass.
_MOST_UNDATED = 8
_WITH_CODE_CHIP = Chip("condition", WITH_CODE)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a search looks, and for how many papers."""

    filtered: Filtered | None
    limit: int
    papers: int
    """In the whole collection."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """The scores of papers, and what they come from."""

    best: Sequence[str]
    """The papers by the searches alone, the best first."""
    compared: Mapping[str, float]
    """The late interaction of the first papers."""
    well_matched: Mapping[str, float]
    """The same, up to `WELL_MATCHED` a word: an exact match does not make up for a missing word."""
    refined: Mapping[str, float]
    """The scores before feedback."""
    scores: Mapping[str, float]

    @property
    def first(self) -> dict[str, float]:
        """The scores of the first papers."""
        return {paper: self.scores[paper] for paper in self.best[:PAPERS_COMPARED]}


def search(stores: Stores, query: Query | str, limit: int = 8, reranker: Reranker | None = None) -> SearchResult:
    """Return up to `limit` papers for a query; a string is searched for without parsing it.

    While no passage is indexed, keywords alone are searched. A reranker reorders the first papers.
    """
    query = Query(query) if isinstance(query, str) else query
    for text in query.sides or (query.text,):
        begin_to_encode(stores, text)
    state = stores.library.state()
    stores.vectors.refresh(state)
    query, corrections, uncorrected = correct_spelling(stores.words, query)
    scope = _Scope(apply_filters(stores, query), limit + query.after, state.papers)
    found = _search(stores, query, scope, reranker)
    if WITH_CODE in query.conditions and not found.filtered:
        # Pages that give no address of the code are no sign that there is none.
        free = replace(query.without([_WITH_CODE_CHIP.key]), text=f"{query.text} code".strip())
        freely = _search(stores, free, replace(scope, filtered=apply_filters(stores, free)), reranker)
        found = replace(freely, set_aside=(_WITH_CODE_CHIP,))
    elif query.guessed:
        free = query.without(query.guessed)
        freely = _search(stores, free, replace(scope, filtered=apply_filters(stores, free)), reranker)
        if _is_hidden(found, freely):
            found = replace(freely, set_aside=tuple(chip for chip in query.chips if chip.key in query.guessed))
    found = _without_frame(stores, query, scope, reranker, found)
    if scope.filtered and not (scope.filtered.ids or scope.filtered.undated) and query.text.strip():
        nearest = Query(query.text, sides=query.sides, intent="compare" if query.sides else "find")
        found = replace(found, hits=_search(stores, nearest, replace(scope, filtered=None), None).hits)
    found = replace(found, corrections=corrections, uncorrected=uncorrected)
    return _with_two_topics(stores, query, scope, found) if query.intent in ("list", "count") else found


def _with_two_topics(stores: Stores, query: Query, scope: _Scope, found: SearchResult) -> SearchResult:
    """Return the papers on each of two topics in turn, where both are asked for or no paper mentions them together."""
    asked = asked_apart(query.text)
    topics = asked or (() if found.mention_count else joined_by_and(query.text))
    if not topics or query.after or query.limit or query.phrases:
        return found
    apart = Correction(query.text, "; ".join(topics))
    if query.text in query.kept:
        return replace(found, uncorrected=(*found.uncorrected, apart))
    each = replace(scope, limit=max(1, scope.limit // 2))
    results = tuple(_search(stores, replace(query, text=topic), each, None) for topic in topics)
    if not asked and not all(result.mention_count for result in results):
        return found
    hits: dict[str, Hit] = {}
    for hit in filter(None, chain.from_iterable(zip_longest(*(result.hits for result in results)))):
        hits.setdefault(hit.paper.id, hit)
    both = replace(results[0], hits=tuple(hits.values()), query=query, topics=results)
    both = replace(both, answerable=any(result.answerable for result in results), terms=found.terms)
    return replace(both, corrections=(*found.corrections, apart), uncorrected=found.uncorrected)


def _without_frame(
    stores: Stores, query: Query, scope: _Scope, reranker: Reranker | None, found: SearchResult
) -> SearchResult:
    """Return what is found for the content of a framed question where the whole of it is refused or lists no mention.

    The words of a frame are in no paper: they must not take the answer away.
    """
    if query.intent in ("find", *OVERVIEWS) and not found.answerable:
        for reading in readings_of(query.text):
            bare = _search(stores, replace(query, text=reading), scope, reranker)
            if bare.answerable:
                return replace(bare, unframed=reading.rstrip("?"))
    if query.intent == "list" and not found.mention_count and (content := content_of(query.text)):
        bare = _search(stores, replace(query, text=content), scope, reranker)
        return replace(bare, unframed=content) if bare.hits else found
    return found


def full_list(stores: Stores, query: Query) -> SearchResult:
    """Return all papers that the query lists, however many, in its order; none where nothing answers it."""
    found = search(stores, replace(query, intent="list", limit=None), max(1, stores.library.count()))
    # The last ones may or may not be of the time that is asked for.
    hits = found.hits[: len(found.hits) - found.apart] if found.answerable else ()
    return replace(found, hits=hits[: query.limit])


def _search(stores: Stores, query: Query, scope: _Scope, reranker: Reranker | None) -> SearchResult:
    """Return what is found for the query in the scope."""
    if query.sides:
        found = _compare(stores, query, scope)
    elif not query.text.strip() and query.unknown_author and not query.conditions:
        found = SearchResult((), answerable=False, query=query)
    elif not query.text.strip():
        found = _only_filtered(stores, query, scope)
    else:
        found = _find(stores, query, scope, reranker)
    if filtered := scope.filtered:
        found = replace(found, filtered=len(filtered.ids), incomplete=filtered.incomplete)
    return found


def _is_hidden(filtered: SearchResult, free: SearchResult) -> bool:
    """Return whether filters hide the best paper that is found without them, or the answer."""
    if not free.hits:
        return False
    if free.answerable and not filtered.answerable:
        return True
    # In another order, the first paper is no better than the others.
    return free.query.order == "relevance" and free.hits[0].paper.id not in {hit.paper.id for hit in filtered.hits}


def _score(stores: Stores, prepared: PreparedQuery, fused: Mapping[str, float]) -> _Scored:
    """Return the scores with what the words of the first papers say."""
    best = sorted_by_score(fused)
    matches = late_interaction(stores, prepared, best[:PAPERS_COMPARED])
    compared = matches.similarities()
    refined = refine(fused, compared)
    likeness = matches.likeness(top_by_score(refined)) if compared else {}
    return _Scored(best, compared, matches.similarities(WELL_MATCHED), refined, with_feedback(refined, likeness))


def _find(stores: Stores, query: Query, scope: _Scope, reranker: Reranker | None = None) -> SearchResult:
    """Search for the topic of the query."""
    everything = query.intent in _ABOUT_ALL or query.order != "relevance"
    prepared = prepare_query(stores, query.text)
    deep = everything or scope.limit > PAPERS_COMPARED
    within = scope.filtered.within if scope.filtered else None
    candidates = find_candidates(stores, prepared, within, deep=deep)
    fused = fuse(candidates)
    scored = _score(stores, prepared, fuse(nearest(candidates)) if deep else fused)
    scores = with_rest(scored.first, fused) if deep else scored.scores
    found = SearchResult((), answerable=False, query=query, terms={query.text: prepared.terms})
    ranked = sorted_by_score(scores)
    about = papers_on_topic(stores, prepared.terms, candidates, fused, within) if everything else None
    on_topic = set[str]().union(*about or ())
    if on_topic:
        close = [*(id_ for id_ in ranked if id_ in on_topic), *sorted(on_topic - fused.keys())]
        ranked = [*close, *_less_close(query, scores, on_topic)]
    elif about:
        ranked = ranked[:_NEAREST]
    if reranker and query.order == "relevance":
        found, ranked = _reranked(stores, found, reranker, ranked)
    if about:
        found, ranked = _as_list(found, ranked, about, scope)
    elif scope.filtered:
        found = replace(found, undated=len(scope.filtered.undated))
    shown = stores.library.papers(ranked[query.after : scope.limit])
    # Nearly always among those shown, which the library has at hand now.
    first = stores.library.papers(scored.best[:PAPERS_READ])
    signals = answerability_signals(stores, prepared.terms, candidates, first, scope.papers)
    # The best paper is among those compared, as others count as the least of these.
    best = top_by_score(scored.scores) if scored.scores else ""
    lead = lead_of(scored.well_matched.get(best), scored.refined.values(), candidates.cosines.values())
    # A question to chosen papers is about them, whatever its words.
    signals = replace(signals, lead=lead, everyday=signals.everyday and scope.filtered is None)
    hits = tuple(hits_of(prepared, candidates, scores, scored.compared, shown))
    summed_up = query.intent in OVERVIEWS and not found.mention_count
    there = bool(hits) and (about is None or bool(on_topic))
    answerable = there and ((everything and not summed_up) or is_answerable(signals))
    return replace(found, hits=hits, answerable=answerable, signals=signals)


def _less_close(query: Query, scores: Mapping[str, float], on_topic: Collection[str]) -> list[str]:
    """Return the papers that a list goes on with where those on its topic were shown, as far as they are any near."""
    if query.after < len(on_topic) or not query.after:
        return []
    least = _LEAST_CLOSE * max(scores.values(), default=0.0)
    others = [id_ for id_ in sorted_by_score(scores) if id_ not in on_topic and scores[id_] >= least]
    return others[: query.after - len(on_topic) + _LESS_CLOSE]


def _as_list(
    found: SearchResult, ranked: Sequence[str], about: tuple[set[str], set[str]], scope: _Scope
) -> tuple[SearchResult, Sequence[str]]:
    """Return the papers on the topic in the order that the query asks for, and how many mention it or are close to it.

    Those of unknown date, if the query asks for one, come last and do not count.
    """
    mentioning, related = about
    if not scope.filtered:
        return replace(found, mention_count=len(mentioning), related_count=len(related)), ranked
    ordered = ranked if found.query.order == "relevance" else scope.filtered.in_order(ranked)
    known, undated = scope.filtered.undated_last(ordered)
    last = undated[: max(0, min(_MOST_UNDATED, scope.limit - len(known)))]
    counted = replace(
        found,
        mention_count=len(mentioning.difference(undated)),
        related_count=len(related.difference(undated)),
        undated=len(undated),
        apart=len(last),
        unordered=len(set(known).intersection(scope.filtered.unordered_ids)),
    )
    return counted, [*known[: scope.limit], *last]


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
    hits = tuple(Hit(paper, 1.0) for paper in stores.library.papers(ids[query.after : scope.limit]))
    undated, unordered = (len(scope.filtered.undated), scope.filtered.unordered) if scope.filtered else (0, 0)
    return SearchResult(hits, bool(hits), query, mention_count=len(ids), undated=undated, unordered=unordered)


def _reranked(
    stores: Stores, found: SearchResult, reranker: Reranker, ranked: Sequence[str]
) -> tuple[SearchResult, Sequence[str]]:
    first = ranked[: reranker.depth]
    ranking = rerank(reranker, found.query.text, stores.library.papers(first))
    noted = replace(found, notice=ranking.notice, model_calls=ranking.model_calls, prompt_tokens=ranking.prompt_tokens)
    return noted, [*(first[place] for place in ranking.order), *ranked[reranker.depth :]]
