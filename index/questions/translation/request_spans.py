"""Which part of a request is its topic, once each of its tokens has a weight; and the buckets of what is seen. Pure."""

import math
import zlib
from collections.abc import Iterable, Sequence

from index.questions.translation.request_words import Token

BUCKETS = 4096
# Signs at the ends of a topic that do not belong to it.
_EDGES = "quote", "sign"


def buckets(seen: Iterable[str]) -> list[int]:
    """Return the row of the weights for each of these; the same thing seen twice counts once."""
    return sorted({zlib.crc32(one.encode()) % BUCKETS for one in seen})


def best_spans(weights: Sequence[float], number: int) -> list[tuple[int, int]]:
    """Return up to `number` spans, each with something between it and the next, whose weights add up to the most.

    >>> sorted(best_spans([-1, 2, -0.5, 2, -3, 1, -1], 1)), sorted(best_spans([-1, 2, -0.5, 2, -3, 1, -1], 2))
    ([(1, 4)], [(1, 4), (5, 6)])
    """
    # For each number of spans, what the best ones that end before, or just before, a token weigh.
    closed: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (number + 1)
    open_: list[tuple[float, tuple[tuple[int, int], ...]]] = [(-math.inf, ())] * (number + 1)
    for at, weight in enumerate(weights):
        opened = [
            max(
                (open_[used][0] + weight, _longer(open_[used][1])),
                (closed[used - 1][0] + weight, (*closed[used - 1][1], (at, at + 1))),
            )
            for used in range(1, number + 1)
        ]
        closed = [closed[0], *(max(closed[used], open_[used]) for used in range(1, number + 1))]
        open_ = [open_[0], *opened]
    return list(max([*closed, *open_])[1])


def _longer(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return (*spans[:-1], (spans[-1][0], spans[-1][1] + 1)) if spans else ()


def trimmed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens without quotation marks and other signs at both ends."""
    inner = [at for at, token in enumerate(tokens) if token.shape not in _EDGES]
    return tokens[inner[0] : inner[-1] + 1] if inner else ()
