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


def with_last_papers(stores: Stores, found: SearchResult, history: Sequence[Turn]) -> SearchResult:
    """Return what was found for a follow-up, with the papers cited last among it, behind the best one.

    Whoever asks about a paper just cited is never told that the collection has no answer.
    """
    cited = next((turn.papers[: turn.cited] for turn in reversed(history) if turn.cited), ())[:_MOST]
    if not cited or found.query.sides or found.query.intent not in ("find", "record"):
        return found
    if found.query.conditions:
        # Asked of these very papers: they are quoted, however little they say.
        return replace(found, answerable=bool(found.hits)) if found.query.is_about_shown else found
    present = {hit.paper.id for hit in found.hits}
    best = found.hits[0].score if found.hits else 1.0
    kept = [Hit(paper, best) for paper in stores.library.papers([one for one in cited if one not in present])]
    hits = (*found.hits[:1], *kept, *found.hits[1:])[: max(len(found.hits), len(kept))]
    return replace(found, hits=hits, answerable=True, signals=found.signals if found.answerable else None)


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
