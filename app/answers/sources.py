"""Turns the papers found into the sources of an answer: numbers them, and chooses the sentences to highlight.

Knows the search and the answer record, but no model.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.answer import Source
from app.citations import sentences_citing
from index.collection import Stores
from index.papers import Paper
from index.retrieval.evidence import Evidence, spans
from index.retrieval.explanation import explain, sentences_backing
from index.retrieval.results import SearchResult

# Sentences to highlight in the abstract of a paper that the answer does not quote.
_HIGHLIGHTED = 2

Sources = tuple[Source, ...]


def as_sources(papers: Iterable[Paper]) -> Sources:
    """Return papers as sources without highlights."""
    return tuple(Source(paper, ()) for paper in papers)


def explained_sources(stores: Stores, found: SearchResult, evidence: Sequence[Sequence[Evidence]]) -> Sources:
    """Return the hits as sources with their explanations, the best sentences of each highlighted."""
    parts = zip(found.hits, evidence, explain(stores, found, evidence), strict=True)
    return tuple(Source(hit.paper, spans(sentences[:_HIGHLIGHTED]), explanation=why) for hit, sentences, why in parts)


def with_evidence(stores: Stores, sources: Sequence[Source], text: str) -> Sources:
    """Highlight in each cited paper the sentences closest to what the text cites it for."""

    def highlight(source: Source) -> Source:
        if source.number is None:
            return source
        backed = sentences_backing(stores, sentences_citing(text, source.number), source.paper)
        # If no sentence shares a word with the text, those that answer the question stay highlighted.
        return replace(source, evidence=spans(backed[:_HIGHLIGHTED])) if backed else source

    return tuple(map(highlight, sources))


def renumbered(sources: Sequence[Source], order: Sequence[int]) -> Sources:
    """Return the sources of a prompt, given in its order, numbered as the text cites them.

    `order`: for each number in the text, the position of its paper in the prompt, from 1.
    """
    numbers = {position: number for number, position in enumerate(order, 1)}
    return cited_first([_numbered(source, numbers.get(position)) for position, source in enumerate(sources, 1)])


def _numbered(source: Source, number: int | None) -> Source:
    return source if source.number == number else replace(source, number=number)


def cited_first(sources: Sequence[Source]) -> Sources:
    """Return the cited sources by number, then the others in their order."""
    return tuple(sorted(sources, key=lambda source: source.number or len(sources) + 1))
