"""The papers that the last answer cited stay at hand for a question that points back to it."""

from collections.abc import Sequence
from dataclasses import replace

from app.answer import Turn
from index.collection import Stores
from index.retrieval.results import Hit, SearchResult

# The most of them to keep: the first ones cited.
_MOST = 3


def with_last_papers(stores: Stores, found: SearchResult, history: Sequence[Turn]) -> SearchResult:
    """Return what was found for a follow-up, with the papers cited last among it, behind the best one.

    Whoever asks about a paper just cited is never told that the collection has no answer.
    """
    cited = next((turn.papers[: turn.cited] for turn in reversed(history) if turn.cited), ())[:_MOST]
    if not cited or found.query.conditions or found.query.sides or found.query.intent not in ("find", "record"):
        return found
    present = {hit.paper.id for hit in found.hits}
    best = found.hits[0].score if found.hits else 1.0
    kept = [Hit(paper, best) for paper in stores.library.papers([one for one in cited if one not in present])]
    hits = (*found.hits[:1], *kept, *found.hits[1:])[: max(len(found.hits), len(kept))]
    return replace(found, hits=hits, answerable=True, signals=found.signals if found.answerable else None)
