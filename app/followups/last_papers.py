"""Uses the papers that the last answer cited, for a question that refers back to it."""

from collections.abc import Sequence
from dataclasses import replace

from app.answer import Turn
from index.collection import Stores
from index.questions.query import Query
from index.retrieval.results import Hit, SearchResult
from index.sentence_ranking.requested_detail import is_general
from index.text.words import terms

# The most of them to keep: the first ones cited.
_MOST = 3
# The least cosine of the nearest window with a question that says what it is about, by the bundled encoder. All
# questions of PubMedQA do, and 196 of 198 reach it over their papers; 31 of ours do not, and have .14 to .46.
_NEAR = 0.5
# Farther away, no paper is on anything that it says.
_FAR = 0.3
_FEW_WORDS = 2
# The share of the best score from which on the paper at hand is the one meant, and the factor for the scores of others.
_AS_NEAR = 0.5
_OTHERS = 0.85


def with_last_papers(stores: Stores, found: SearchResult, history: Sequence[Turn]) -> SearchResult:
    """Return what was found for a follow-up, with the papers cited last added after the best one.

    Nobody who asks about a paper just cited is told that the collection has no answer.
    """
    cited = next((turn.papers[: turn.cited] for turn in reversed(history) if turn.cited), ())[:_MOST]
    if not cited or found.query.sides or found.query.intent not in ("find", "record"):
        return found
    if found.query.conditions:
        # Asked of these very papers: they are quoted, however little they say.
        return replace(found, answerable=bool(found.hits)) if found.query.is_about_shown else found
    present = {hit.paper.id for hit in found.hits}
    best = found.hits[0].score if found.hits else 1.0
    if len(cited) == 1 and (nearest := _with_first(found.hits, cited[0])):
        return replace(found, hits=nearest, answerable=True)
    kept = [Hit(paper, best) for paper in stores.library.papers([one for one in cited if one not in present])]
    hits = (*found.hits[:1], *kept, *found.hits[1:])[: max(len(found.hits), len(kept))]
    return replace(found, hits=hits, answerable=True, signals=found.signals if found.answerable else None)


def leaves_out_its_topic(stores: Stores, found: SearchResult, history: Sequence[Turn]) -> bool:
    """Return whether a question that is near to no paper alone may be about the one that the last answer rests on.

    That paper has its words, or they are too few to be about anything: `was relapse more common`, `any side effects`.
    """
    signals, cited = found.signals, next((turn.papers[: turn.cited] for turn in reversed(history) if turn.cited), ())
    if not cited or signals is None or signals.unknown or signals.absent or signals.cosine >= _NEAR:
        return False
    if found.answerable and not signals.asks:
        # Key words name a topic, however short.
        return False
    asked = set(terms(found.query.text))
    if len(asked) <= _FEW_WORDS and (signals.everyday or signals.cosine < _FAR):
        return True
    has = {stem for one in stores.library.papers(cited[:1]) for stem in terms(f"{one.title} {one.abstract}")}
    least = 1 if signals.everyday else len(asked) / 2
    return len(asked & has) >= max(1, least)


def _with_first(hits: Sequence[Hit], paper: str) -> tuple[Hit, ...]:
    """Return the hits with the paper at hand first, if it is as near as others, and those others less near.

    The words of a follow-up may be nearer to another paper on the same: `JX-594 prolongs survival. In which cancer?`
    """
    first = next((hit for hit in hits if hit.paper.id == paper and hit.score >= _AS_NEAR * hits[0].score), None)
    if first is None:
        return ()
    others = (replace(hit, score=hit.score * _OTHERS) for hit in hits if hit is not first)
    return (replace(first, score=hits[0].score), *others)


def about_the_cited(query: Query, history: Sequence[Turn]) -> Query:
    """Return a question for the records of all papers shown, or for similar ones, as about those that were cited."""
    shown = next((one.names for one in query.conditions if one.field == "id" and not one.place), ())
    turn = next((turn for turn in reversed(history) if turn.papers == shown), None) if len(shown) > 1 else None
    return query.among(shown[: turn.cited]) if turn and query.intent in ("record", "similar") else query


def quoting_only_the_followup(found: SearchResult, asks: str) -> SearchResult:
    """Return what was found for a follow-up and the question before it, to be quoted for the follow-up alone.

    Both together tell the papers. The words of the question before would choose the same sentences again; but
    `why is that a problem` has no words of its own that a sentence would have.
    """
    telling = [word for word in asks.split() if terms(word) and not is_general(word)]
    if found.query.intent != "find" or found.query.sides or not telling:
        return found
    return replace(found, query=replace(found.query, text=asks))
