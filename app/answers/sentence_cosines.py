"""The cosines of a sentence with others, by the encoder.

Different answers cite the same papers, so the vectors of their sentences are cached: encoding them is half the cost of
a check.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from app.checking.support import Similarity
from index.collection import Stores
from index.embedding.encoder import Encoder, Vectors

# Sentences, of some 400 abstracts: about 8 MB.
_MOST = 4000


class VectorCache:
    """A cache of sentence vectors; the least recently used go first. Used from several threads at once."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        # By the encoder's fingerprint and the sentence.
        self._vectors: OrderedDict[tuple[str, str], Vectors] = OrderedDict()

    def of(self, encoder: Encoder, sentences: Sequence[str]) -> dict[str, Vectors]:
        """Return the vector of each sentence; only new ones are encoded, all at once."""
        model, wanted = encoder.fingerprint, dict.fromkeys(sentences)
        with self._lock:
            known = {one: self._vectors[model, one] for one in wanted if (model, one) in self._vectors}
        new = [one for one in wanted if one not in known]
        # Copies, because a row would keep all others of its array.
        known |= {one: row.copy() for one, row in zip(new, encoder.encode(new) if new else (), strict=True)}
        with self._lock:
            for one in wanted:
                self._vectors[model, one] = known[one]
                self._vectors.move_to_end((model, one))
            while len(self._vectors) > self._most:
                self._vectors.popitem(last=False)
        return known


_KEPT = VectorCache()


def similarity(stores: Stores) -> Similarity:
    """Return a function for the cosines of a text with other texts, by the encoder of the stores."""

    def cosines(text: str, others: Sequence[str]) -> Sequence[float]:
        vectors = _KEPT.of(stores.encoder, [text, *others])
        return [float(vectors[text] @ vectors[other]) for other in others]

    return cosines
