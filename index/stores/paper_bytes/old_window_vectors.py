"""The windows as earlier versions stored them: their sentences, and their vectors in whole numbers. Pure."""

from collections.abc import Sequence

import numpy as np

from index.embedding.encoder import Vectors

# What precedes the numbers of a window: the first sentence, the one after the last, and what to multiply them by.
_HEAD = [("span", "<u4", 2), ("scale", "<f4")]
_HEAD_BYTES = 12
# How far the length of a vector of whole numbers may be from 1.
_ROUNDING = 0.05


def read_old(stored: bytes) -> tuple[Sequence[tuple[int, int]], Vectors] | None:
    """Return the sentences and the vectors of the windows of a paper; None if they are damaged.

    How many there are is not stored: the right number is the one that gives each vector the length 1.
    """
    for number in range(1, len(stored) // _HEAD_BYTES):
        size, rest = divmod(len(stored), number)
        if rest or size <= _HEAD_BYTES:
            continue
        windows = np.frombuffer(stored, dtype=[*_HEAD, ("numbers", "i1", size - _HEAD_BYTES)])
        with np.errstate(over="ignore", invalid="ignore"):
            vectors: Vectors = windows["numbers"].astype(np.float32) * windows["scale"][:, None]
            are_whole = np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=_ROUNDING)
        if are_whole:
            return [(first, last) for first, last in windows["span"].tolist()], vectors
    return ([], np.empty((0, 0), dtype=np.float32)) if not stored else None
