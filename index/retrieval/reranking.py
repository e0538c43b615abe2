"""Reranking: a second, slower look at the first papers that a search found. Off unless a reranker is given.

Knows papers, orders and what a reranker promises; knows no model and no protocol.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.endpoint_errors import EndpointError
from index.papers import Paper

# Of reciprocal rank fusion (Cormack et al. 2009). Their 60 is for long lists; with noisy judgements over the first 20
# and 50 papers of SciFact, 0 to 20 did about as well. What 5 gives is measured in tests/bench/rerankers.py.
_FUSION_K = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order of papers, and what it cost to find it."""

    order: tuple[int, ...]
    """Positions in the list of papers, the most relevant first. A reranker may leave some out."""
    model_calls: int = 0
    """Calls to the language model."""
    prompt_tokens: int = 0
    """Tokens that the language model read, about."""
    notice: str = ""
    """One line about what went wrong and what to do; the order is then the one of the search."""


class Reranker(Protocol):
    """Orders papers by how well they answer a question."""

    @property
    def fingerprint(self) -> str:
        """Names the model and where it runs, fit to be shown: rankings of two fingerprints differ."""

    @property
    def depth(self) -> int:
        """How many papers are looked at: the first ones that the search found."""

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        """Return the order of the papers, at most `depth` of them. Raises EndpointError."""


def rerank(reranker: Reranker, question: str, papers: Sequence[Paper]) -> Ranking:
    """Return the order of all `papers`, which come best first by the search: each position once.

    Where the reranker fails, the order of the search stays, and the notice says why.
    """
    if len(papers) < 2 or not question.strip():  # noqa: PLR2004 - one paper has no order
        return Ranking(tuple(range(len(papers))))
    try:
        said = reranker.rerank(question, papers[: reranker.depth])
    except EndpointError as fault:
        said = Ranking((), notice=f"{fault} The papers keep the order of the search.")
    return replace(said, order=merge(said.order, len(papers)))


def merge(order: Sequence[int], papers: int) -> tuple[int, ...]:
    """Return each position from 0 to `papers` - 1 once: those of a reranker's `order`, then the others as they stood.

    Those of the reranker are fused with the order of the search, half and half, by their reciprocal ranks: where both
    err in their own ways, both together err less, and a poor reranker does little harm.

    >>> merge([3, 3, 9, 0], 5)
    (0, 3, 1, 2, 4)
    >>> merge([2, 3, 1, 0], 4)
    (2, 0, 1, 3)
    """
    told = list(dict.fromkeys(position for position in order if 0 <= position < papers))
    fused = {position: 1 / (_FUSION_K + rank) + 1 / (_FUSION_K + position + 1) for rank, position in enumerate(told, 1)}
    return tuple(dict.fromkeys([*sorted(sorted(fused), key=lambda position: -fused[position]), *range(papers)]))


def by_score(scores: Mapping[int, float]) -> tuple[int, ...]:
    """Return the positions by their scores, the highest first; equal ones keep the order of the search.

    >>> by_score({0: 0.1, 1: 0.9, 2: 0.1, 3: float("nan")})
    (1, 0, 2)
    """
    told = sorted(position for position, score in scores.items() if not math.isnan(score))
    return tuple(sorted(told, key=lambda position: -scores[position]))
