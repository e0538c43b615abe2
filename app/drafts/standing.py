"""How close a sentence is to the papers it cites, compared with the rest of the collection. Pure.

A sentence about a paper is closer to it than to any other; one that cites the wrong paper is not. A sentence about the
right paper may still have a wrong name in it. The threshold is fitted: the constants are in citation_decision.json
beside this file, and `python -m tests.bench citations_fit` writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.checking.decision import Decision, fitted
from index.papers import Paper

CITATION_DECISION = Path(__file__).with_name("citation_decision.json")
LEAST_LEAD = -0.06
"""A cited paper further behind another one counts as the wrong one: so do 98 % of wrong papers and 3 % of right ones
(train parts of SciFact, SciTLDR and arXiv abstracts; `python -m tests.bench citations_fit` prints them)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How near the cited papers are to a sentence, and the rest of the collection."""

    similarity: float
    """The similarity of the sentence with the closest cited paper, word by word: -1 to 1."""
    lead: float
    """By how much that is more than the similarity of the nearest other paper; negative if another one is nearer."""
    rival: str
    """The title of that other paper."""


@dataclass(frozen=True, slots=True)
class CitationSignals:
    """How well a citation fits."""

    doubt: float
    """The log odds that the abstracts do not say this, from the check of the sentence alone."""
    similarity: float
    lead: float


def standing_of(cited: frozenset[str], similarities: Mapping[Paper, float]) -> Standing | None:
    """Return how close the cited papers, given by id, are compared with others; None if there is nothing to compare."""
    own = [similarity for paper, similarity in similarities.items() if paper.id in cited]
    others = [(similarity, paper.title) for paper, similarity in similarities.items() if paper.id not in cited]
    if not own or not others:
        return None
    best, title = max(others)
    return Standing(max(own), max(own) - best, title)


def citation_decision() -> Decision:
    """Return the fitted decision on whether a citation needs a look."""
    return fitted(CITATION_DECISION)
