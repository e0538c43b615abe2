"""How likely a word of a question is in the papers that answer it, by its token vector and its rarity.

The words of a topic are in these papers; those that only frame a request (`effective`, `provide`, `reduce`) often are
not, however rare they are. A logistic regression over the bundled encoder's token vectors, fitted by `python -m
tests.bench word_presence_fit`, tells them apart by what a word does in its question, without a list.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.embedding.encoder import Vectors

PRESENCE_FILE = Path(__file__).with_name("word_presence.json")


@dataclass(frozen=True, slots=True)
class WordPresence:
    """The coefficients of the regression."""

    bias: float
    rarity: float
    rarity_squared: float
    vector: tuple[float, ...]
    """One for each of `TOKEN_DIMENSIONS`."""

    def chances(self, vectors: Vectors, rarities: Sequence[float]) -> Vectors:
        """Return for each word the chance that a paper which answers has it.

        `vectors`: a unit vector for each word; `rarities`: inverse document frequencies as shares of the highest.
        """
        rare = np.asarray(rarities, dtype=np.float32)
        sums = self.bias + self.rarity * rare + self.rarity_squared * rare**2
        sums += vectors @ np.asarray(self.vector, dtype=np.float32)
        chances: Vectors = (1 / (1 + np.exp(-sums))).astype(np.float32)
        return chances


@cache
def fitted_presence() -> WordPresence:
    """Return the regression as it is shipped."""
    stored = json.loads(PRESENCE_FILE.read_text(encoding="utf-8"))
    return WordPresence(**{**stored, "vector": tuple(stored["vector"])})
