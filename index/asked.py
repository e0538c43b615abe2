"""A question made ready for the searches: in other words, as a vector, and word by word."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.acronyms import Rewording
from index.encoder import Vectors, Words
from index.rewording import rewording_of
from index.stores import Stores

# The share of its rewording in the vector of a question.
_REWORDED = 1 / 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the searches take it."""

    text: str
    rewording: Rewording
    vector: Vectors
    """A unit vector; a part of it stands for the rewording."""
    words: Words | None
    """None where the encoder tells nothing of single words."""


def made_ready(stores: Stores, text: str) -> Asked:
    """Return the question `text` as the searches take it."""
    rewording = rewording_of(stores.words, text)
    texts = [text, rewording.text] if rewording.text else [text]
    words: Words | None = None
    if stores.wordwise:
        (own, *others), (words, *_) = stores.wordwise.encode_words(texts)
    else:
        own, *others = stores.encoder.encode(texts)
    vector: Vectors = own
    for other in others:
        vector = (1 - _REWORDED) * own + _REWORDED * other
        vector /= math.sqrt(vector @ vector)
    return Asked(text, rewording, vector, words)


def alignments(stores: Stores, asked: Asked, papers: Sequence[str]) -> dict[str, float]:
    """Return how near the words of each paper come to those of the question, each by the square root of its inverse
    document frequency, which ranks better than that itself, or than all alike; none where there is nothing to compare.
    """
    if asked.words is None:
        return {}
    stems = [stores.words.terms(word) for word in asked.words.written]
    told = stores.words.weights([stem for of_word in stems for stem in of_word])
    # Stop words have no stems and tell nothing.
    telling = [place for place, of_word in enumerate(stems) if of_word]
    weights = [math.sqrt(max(told[stem] for stem in stems[place])) for place in telling]
    return stores.word_vectors.alignments(asked.words.vectors[telling], weights, papers) if any(weights) else {}
