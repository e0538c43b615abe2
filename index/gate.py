"""The evidence gate: does the collection seem to hold an answer at all? Pure.

A cosine alone turns away short questions, words alone let everyday questions in; both together, with an allowance for
the size of the collection (the more papers, the nearer the nearest is by chance), part the two. The constants were
chosen on SciFact and SciTLDR train questions: see tests/bench/gate.py for what they keep and catch.
"""

import math
from collections.abc import Iterable

_THRESHOLD = 0.58
_WORDS = 0.75
_PER_TENFOLD = 0.06
# Collections that the constants were tried on.
_FEWEST, _MOST = 300, 10_000
# BM25 of one term is below (k1 + 1) times its weight.
_SATURATION = 2.2


def is_answerable(*, cosine: float, bm25: float, weights: Iterable[float], papers: int) -> bool:
    """Decide from the best window's cosine, the best paper's BM25, the weights of the question's terms (inverse
    document frequencies) and the number of papers.
    """
    most = _SATURATION * sum(weights)
    words = bm25 / most if most else 0.0
    size = math.log10(min(max(papers, _FEWEST), _MOST) / 1000)
    return cosine + _WORDS * words - _PER_TENFOLD * size >= _THRESHOLD
