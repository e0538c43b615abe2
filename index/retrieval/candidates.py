"""The candidates of a search: what keywords and vectors find, as hits, and what they say about answerability."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from index.collection import Stores
from index.embedding.bundled_encoder import is_common_word, is_everyday_word
from index.papers import Paper
from index.questions.phrases import asks_for_papers, is_question
from index.retrieval.answerability import Signals, Term, is_unknown, signals_of
from index.retrieval.fusion import ABSTRACTS_DEPTH, PAPERS_DEPTH, WINDOWS_DEPTH, Candidates, ranks
from index.retrieval.prepare import PreparedQuery, QueryTerms, keyword_search
from index.retrieval.results import Hit
from index.sentence_ranking.requested_detail import is_general
from index.stores.word_index import EXPANSION_WEIGHT
from index.text.names import looks_like_name, names_in_question, spellings
from index.text.passage_key import PassageKey
from index.text.sentences import sentences
from index.text.words import terms

# How many papers by words, abstracts and windows are candidates where more papers are wanted than are compared.
_DEEP = 1000
# The windows of so many papers, those with the nearest abstracts, are compared, and of those found by words. With 200
# the ranking of SciFact, SciTLDR, PubMedQA and of 11,888 Daily Papers is that of comparing all windows: so many are
# enough where a filter makes each expensive to find.
_NEAREST_ABSTRACTS, _ENOUGH_ABSTRACTS = 300, 200
FEW_PAPERS = 1000
"""Among up to this many papers, the windows of all are compared."""
# A paper without some of the topic's words is about it all the same if its score is at least this share of the best,
# and its cosine or its BM25 (as a share of what each word once in an abstract would give) is high as well. With the
# claims of SciFact train as lists, 82 % of their papers are found this way, in lists of 5 (`make
# bench-retrieval-train`).
_SCORE_SHARE, _MIN_COSINE, _MIN_BM25 = 0.75, 0.45, 0.6
_WORD = re.compile(r"[^\W_][\w'’-]*")


def find_candidates(
    stores: Stores, prepared: PreparedQuery, within: frozenset[str] | None, *, deep: bool
) -> Candidates:
    """Return the candidates by keywords and by vectors; `deep`: many more than the first papers are chosen from."""
    depth, terms_of = _DEEP if deep else PAPERS_DEPTH, prepared.terms
    if within is None:
        bm25 = dict(keyword_search(stores.words, terms_of, depth))
    else:
        bm25 = dict(stores.words.search(terms_of.text, depth, within, terms_of.expansion.text))
    reach, enough = (_DEEP, _DEEP) if deep else (_NEAREST_ABSTRACTS, _ENOUGH_ABSTRACTS)
    near = stores.vectors.search(prepared.vector, reach, within, enough)
    if within is None or len(within) > FEW_PAPERS:
        compared: Collection[str] = dict.fromkeys([*(paper_id for paper_id, *_ in near), *bm25])
    else:
        compared = sorted(within)
    windows = stores.windows.nearest(prepared.vector, _DEEP if deep else WINDOWS_DEPTH, compared)
    chunks = near if deep else near[:ABSTRACTS_DEPTH]
    return Candidates(bm25, _by_paper(chunks), _by_paper(windows))


def _by_paper(passages: Iterable[tuple[str, str, float]]) -> dict[str, dict[str, float]]:
    """Return the cosines of passages by paper and key, in their order."""
    found: dict[str, dict[str, float]] = {}
    for paper_id, key, cosine in passages:
        found.setdefault(paper_id, {})[key] = cosine
    return found


def hits_of(
    prepared: PreparedQuery,
    candidates: Candidates,
    scores: Mapping[str, float],
    late_interaction: Mapping[str, float],
    papers: Iterable[Paper],
) -> Iterator[Hit]:
    """Yield the papers as hits, with their scores and ranks."""
    cosines = candidates.cosines
    by_words, by_vectors = ranks(candidates.bm25), ranks(cosines)
    for paper in papers:
        keys = {PassageKey.parse(key): cosine for key, cosine in candidates.windows.get(paper.id, {}).items()}
        yield Hit(
            paper,
            scores.get(paper.id, 0.0),
            bm25=candidates.bm25.get(paper.id, 0.0),
            keyword_rank=by_words.get(paper.id),
            cosine=cosines.get(paper.id, 0.0),
            semantic_rank=by_vectors.get(paper.id),
            late_interaction=late_interaction.get(paper.id, 0.0),
            windows={(key.first, key.last): cosine for key, cosine in keys.items()},
            expansion=prepared.terms.expansion.text,
        )


def papers_on_topic(
    stores: Stores,
    query: QueryTerms,
    candidates: Candidates,
    scores: Mapping[str, float],
    within: frozenset[str] | None,
) -> tuple[set[str], set[str]]:
    """Return the papers that mention the topic, in its words or the expansion's, and others that are close to it."""
    texts = (query.text, query.expansion.text)
    mentioning = set[str]().union(*(stores.words.with_topic(text, within) for text in texts))
    near = set[str]().union(*(stores.words.with_topic(text, within, loosely=True) for text in texts))
    weight = sum(query.weights.values())
    least = _SCORE_SHARE * max(scores.values(), default=0.0)
    cosines = candidates.cosines
    related = {
        id_
        for id_, score in scores.items()
        if score >= least
        and (cosines.get(id_, 0.0) >= _MIN_COSINE or candidates.bm25.get(id_, 0.0) >= _MIN_BM25 * weight > 0)
    }
    return mentioning, (related | near) - mentioning


def answerability_signals(
    stores: Stores, query: QueryTerms, candidates: Candidates, first: Sequence[Paper], papers: int
) -> Signals:
    """Return the signals of a search in `papers` papers, from the candidates and the texts of the `first` hits."""
    typed = {stem: word for word in reversed(_WORD.findall(query.text)) for stem in terms(word)}
    own = sum(query.weights.values())
    # The words of the expansion could have been found as well.
    more = EXPANSION_WEIGHT * sum(query.expansion_weights.values())
    asked = [Term(stem, typed.get(stem, stem), weight) for stem, weight in query.weights.items()]
    signals = signals_of(
        _without_idle(asked, papers),
        bm25=max(candidates.bm25.values(), default=0.0) * (own / (own + more) if more else 1.0),
        cosines=(cosine for spans in candidates.windows.values() for cosine in spans.values()),
        read=[[query.stems_in(part) for part in (paper.title, *sentences(paper.abstract))] for paper in first],
        papers=papers,
    )
    # A question about one name is rarely answered by papers on another.
    names = names_in_question(query.text)[:1]
    absent = tuple(name for name in names if not any(map(stores.words.has_phrase, spellings(name))))
    # An everyday word that no paper has (`won`, `got`) says little about why there is no answer.
    unknown = tuple(word for word in signals.unknown if not is_common_word(word) and not is_general(word))
    asks = is_question(query.text)
    return replace(
        signals, absent=absent, unknown=unknown, asks=asks, everyday=asks and _is_everyday(query.text, asked)
    )


def _is_everyday(question: str, asked: Iterable[Term]) -> bool:
    """Return whether all words of a question are common English, and it names nothing and wants no list of papers."""
    named = (looks_like_name(term.typed, certain=True) or not is_common_word(term.typed) for term in asked)
    return not asks_for_papers(question) and not any(named)


def _without_idle(asked: list[Term], papers: int) -> list[Term]:
    """Return the terms without words that no paper has and that say little, such as `big`, if any other is known.

    Those are everyday words, and what papers have but call differently: `downsides`.
    """
    unknown = {term for term in asked if is_unknown(term.weight, papers)}
    idle = {term for term in unknown if is_everyday_word(term.typed) or is_general(term.typed)}
    return [term for term in asked if term not in idle] if len(unknown) < len(asked) else asked
