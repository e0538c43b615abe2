"""Reranking: a slower and more exact ordering of the first papers of a search. Off unless a reranker is given.

Knows papers, orders and the reranker's interface; knows no model and no protocol.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from index.endpoints.endpoint_errors import EndpointError
from index.papers import Paper
from index.retrieval.fusion import sorted_by_score
from index.wording.said import said, sentences_said

# Of reciprocal rank fusion (Cormack et al. 2009). Their 60 is for long lists; with noisy judgements over the first 20
# and 50 papers of SciFact, 0 to 20 did about as well. What 5 gives is measured in tests/bench/retrieval/rerankers.py.
_FUSION_K = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """An order of papers, and what it cost."""

    order: tuple[int, ...]
    """Positions in the list of papers, the most relevant first. A reranker may leave some out."""
    model_calls: int = 0
    """Calls to the language model."""
    prompt_tokens: int = 0
    """About how many tokens the language model read."""
    notice: str = ""
    """What went wrong and what to do, in one line; the order is then that of the search."""

    @classmethod
    def of_scores(cls, scores: Mapping[int, float]) -> "Ranking":
        """Return the order by score of the positions; those without a number for a score are left out.

        >>> Ranking.of_scores({0: 0.1, 1: 0.9, 2: 0.1, 3: float("nan")}).order
        (1, 0, 2)
        """
        return cls(tuple(sorted_by_score({at: score for at, score in scores.items() if not math.isnan(score)})))


class Reranker(Protocol):
    """Orders papers by how well they answer a question."""

    @property
    def fingerprint(self) -> str:
        """Name the model and where it runs, safe to show: different fingerprints rank differently."""

    @property
    def depth(self) -> int:
        """How many of the first papers are reordered."""

    def rerank(self, question: str, papers: Sequence[Paper]) -> Ranking:
        """Return the order of the papers, at most `depth` of them. Raises EndpointError."""


_ORDER_KEPT = said("notice.order_kept", "The papers stay in the order of the search.")


def rerank(reranker: Reranker, question: str, papers: Sequence[Paper]) -> Ranking:
    """Return the order of all `papers`, which arrive in the order of the search: each position once.

    If the reranker fails, the order stays and the notice says why.
    """
    if len(papers) < 2 or not question.strip():  # noqa: PLR2004 - one paper has no order
        return Ranking(tuple(range(len(papers))))
    try:
        ranking = reranker.rerank(question, papers[: reranker.depth])
    except EndpointError as fault:
        ranking = Ranking((), notice=sentences_said(fault.in_full, _ORDER_KEPT))
    return replace(ranking, order=merge(ranking.order, len(papers)))


def merge(order: Sequence[int], papers: int) -> tuple[int, ...]:
    """Return each position from 0 to `papers` - 1 once: those of a reranker's `order` first, then the others.

    The reranker's order is fused with that of the search by reciprocal ranks, with equal weights. The two make
    different mistakes, so together they make fewer, and a poor reranker does little harm.

    >>> merge([3, 3, 9, 0], 5)
    (0, 3, 1, 2, 4)
    >>> merge([2, 3, 1, 0], 4)
    (2, 0, 1, 3)
    """
    ranked = list(dict.fromkeys(position for position in order if 0 <= position < papers))
    fused = {
        position: 1 / (_FUSION_K + rank) + 1 / (_FUSION_K + position + 1) for rank, position in enumerate(ranked, 1)
    }
    return tuple(dict.fromkeys([*sorted_by_score(fused), *range(papers)]))
