"""The papers that were found, as the sources of an answer: what is highlighted in each, and how they are numbered.

Knows the search and the answer record; knows no model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.answer import Source
from app.citations import sentences_citing
from index.collection import Stores
from index.papers import Paper
from index.retrieval.evidence import Evidence, spans
from index.retrieval.explanation import backing, explain
from index.retrieval.results import SearchResult

# Sentences that are highlighted in the abstract of a paper whose sentences the answer does not quote.
_HIGHLIGHTED = 2

Sources = tuple[Source, ...]


def bare(papers: Iterable[Paper]) -> Sources:
    """Return papers as sources in which nothing is highlighted yet."""
    return tuple(Source(paper, ()) for paper in papers)


def explained(stores: Stores, found: SearchResult, evidence: Sequence[Sequence[Evidence]]) -> Sources:
    """Return the hits as sources that tell why they were found, the best sentences of each highlighted."""
    parts = zip(found.hits, evidence, explain(stores, found, evidence), strict=True)
    return tuple(Source(hit.paper, spans(sentences[:_HIGHLIGHTED]), why=why) for hit, sentences, why in parts)


def with_evidence(stores: Stores, sources: Sequence[Source], text: str) -> Sources:
    """Highlight in each cited paper the sentences that come nearest to what the text cites it for."""

    def highlight(source: Source) -> Source:
        if source.number is None:
            return source
        backed = backing(stores, sentences_citing(text, source.number), source.paper)
        # An answer in other words than the paper's leaves what answers the question highlighted.
        return replace(source, evidence=spans(backed[:_HIGHLIGHTED])) if backed else source

    return tuple(map(highlight, sources))


def numbered(sources: Sequence[Source], order: Sequence[int]) -> Sources:
    """Return the sources of a prompt, which stand in its order, numbered as a text cites them.

    `order`: the place in the prompt, from 1 on, that each number of the text stands for.
    """
    numbers = {place: number for number, place in enumerate(order, 1)}
    return cited_first([replace(source, number=numbers.get(place)) for place, source in enumerate(sources, 1)])


def cited_first(sources: Sequence[Source]) -> Sources:
    """Return the cited sources by number, then the others as they stood."""
    return tuple(sorted(sources, key=lambda source: source.number or len(sources) + 1))
