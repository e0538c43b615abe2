"""The papers that a watched question lists and that were not reported before."""

from dataclasses import dataclass, replace

from index.collection import Stores
from index.errors import PaperchatError
from index.papers import Paper
from index.questions.query import Query
from index.retrieval.explanation import evidence_for
from index.retrieval.question_parsing import parse_for
from index.retrieval.results import SearchResult
from index.retrieval.search import full_list
from index.stores.by_hand.watched_questions import reported_ids


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper to report, and the sentence of its abstract that says most about the question, if one does."""

    paper: Paper
    quote: str


def new_papers(stores: Stores, question: str) -> list[NewPaper]:
    """Return the papers that a question lists now and that were not reported, in its order."""
    found = _listed(stores, question)
    reported = reported_ids(stores.library, question)
    fresh = replace(found, hits=tuple(hit for hit in found.hits if hit.paper.id not in reported))
    return [
        NewPaper(hit.paper, hit.paper.abstract[ranked[0].start : ranked[0].end] if ranked and ranked[0].words else "")
        for hit, ranked in zip(fresh.hits, evidence_for(stores, fresh), strict=True)
    ]


def papers_listed(stores: Stores, question: str) -> list[str]:
    """Return the ids of all papers that a question lists now. Raises PaperchatError for one that lists no papers."""
    return [hit.paper.id for hit in _listed(stores, question).hits]


def _listed(stores: Stores, question: str) -> SearchResult:
    return full_list(stores, replace(_as_list(parse_for(stores, question), question), limit=None))


def _as_list(query: Query, question: str) -> Query:
    """Return the query as one for all papers that it is about."""
    if query.intent in ("find", "list", "count") and (query.text.strip() or query.chips):
        return replace(query, intent="list")
    raise PaperchatError(
        f"“{question}” does not say which papers to watch for.",
        'Name a topic, or what papers have to meet, as in "papers on tides" or "papers from NVIDIA".',
    )
