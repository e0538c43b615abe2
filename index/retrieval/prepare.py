"""A question made ready for the searches: in other words, as a vector, and word by word."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.collection import Stores
from index.embedding.encoder import TokenEmbeddings, Vectors
from index.retrieval.query_expansion import expand_query
from index.text.acronyms import Expansion

# The share of its expansion in the vector of a question.
_REWORDED = 1 / 3


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A question as the searches take it."""

    text: str
    expansion: Expansion
    vector: Vectors
    """A unit vector; a part of it stands for the expansion."""
    words: TokenEmbeddings | None
    """None where the encoder tells nothing of single words."""


def prepare_query(stores: Stores, text: str) -> PreparedQuery:
    """Return the question `text` as the searches take it."""
    expansion = expand_query(stores.words, text)
    texts = [text, expansion.text] if expansion.text else [text]
    words: TokenEmbeddings | None = None
    if stores.token_encoder:
        (own, *others), (words, *_) = stores.token_encoder.encode_tokens(texts)
    else:
        own, *others = stores.encoder.encode(texts)
    vector: Vectors = own
    for other in others:
        vector = (1 - _REWORDED) * own + _REWORDED * other
        vector /= math.sqrt(vector @ vector)
    return PreparedQuery(text, expansion, vector, words)


def alignments(stores: Stores, asked: PreparedQuery, papers: Sequence[str]) -> dict[str, float]:
    """Return how near the words of each paper come to those of the question, each by the square root of its inverse
    document frequency, which ranks better than that itself, or than all alike; none where there is nothing to compare.
    """
    if asked.words is None:
        return {}
    stems = [stores.words.terms(word) for word in asked.words.words]
    told = stores.words.weights([stem for of_word in stems for stem in of_word])
    # Stop words have no stems and tell nothing.
    telling = [place for place, of_word in enumerate(stems) if of_word]
    weights = [math.sqrt(max(told[stem] for stem in stems[place])) for place in telling]
    return stores.token_vectors.alignments(asked.words.vectors[telling], weights, papers) if any(weights) else {}
