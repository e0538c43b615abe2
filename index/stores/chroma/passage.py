"""A passage: an abstract with its vector, or a part of one that is too long for the encoder. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding.encoder import Vectors
from index.text.passage_key import PassageKey


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage ready to be stored: its key, and its unit vector."""

    key: PassageKey
    vector: Vectors | Sequence[float]


def joined(parts: Sequence[Passage]) -> Passage:
    """Return the parts of an abstract as one passage, whose vector is their mean.

    >>> whole = joined([Passage(PassageKey("tide", 0, 5), [1.0, 0.0]), Passage(PassageKey("tide", 5, 8), [0.0, 1.0])])
    >>> str(whole.key), [round(float(share), 3) for share in whole.vector]
    ('tide:0-8', [0.707, 0.707])
    """
    if len(parts) == 1:
        return parts[0]
    keys = [part.key for part in parts]
    mean: Vectors = np.array([part.vector for part in parts], dtype=np.float32).mean(axis=0)
    mean /= max(np.linalg.norm(mean), np.finfo(np.float32).tiny)
    key = PassageKey(keys[0].paper_id, min(key.first for key in keys), max(key.last for key in keys))
    return Passage(key, mean)
