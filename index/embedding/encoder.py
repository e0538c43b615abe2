"""What the program expects of an encoder: texts in, unit vectors out. Knows no model and no store."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.embedding.token_codebook import TokenCodebook

TOKEN_DIMENSIONS = 128
"""Dimensions kept of a token vector: the first 128 rank as well as all 384 or as the 128 principal components."""

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors: the bundled model, or one behind an endpoint."""

    @property
    def fingerprint(self) -> str:
        """Name the model and its dimension. Vectors with different fingerprints cannot be compared."""

    @property
    def max_pieces(self) -> int:
        """The longest text, in word pieces, that is encoded without being cut."""

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, dimension)."""


@dataclass(frozen=True, slots=True)
class TokenEmbeddings:
    """The words of one text as written, and a unit vector for each: float32, shape (words, `TOKEN_DIMENSIONS`)."""

    words: Sequence[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """What one run of the model gave."""

    places: Sequence[int]
    """The places of its texts in the list that is being encoded."""
    vectors: Vectors
    """Their vectors, as `encode` returns them."""
    words: Mapping[int, TokenEmbeddings]
    """The words of the texts for which they were wanted, by place."""


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives a vector for each word in its context."""

    @property
    def token_codebook(self) -> "TokenCodebook":
        """What its token vectors are stored by."""

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        """Return the vectors of `encode` and the words of each text, from one run of the model."""

    def token_batches(self, texts: Sequence[str], of: Collection[int]) -> Iterator[TokenBatch]:
        """Yield many texts as they are encoded, some at a time; what is left is not encoded once it is closed.

        `of`: the places of those texts whose words are wanted.
        """
