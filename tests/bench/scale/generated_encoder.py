"""An encoder that costs nothing: its vectors are near real ones, so that an index over them is like a real one.

Which vector a text gets depends on the text alone, so that what is indexed again is the same.
"""

import zlib
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import TOKEN_DIMENSIONS, TokenBatch, TokenEmbeddings, Vectors
from index.embedding.token_codebook import TokenCodebook

# Noise of a vector: a cosine of about 0.8 to the one it is made from.
_NOISE = 0.75
# Word vectors to choose from.
_WORDS = 20_000


class GeneratedEncoder:
    """Takes the place of the bundled encoder, under its name: what it has indexed can be asked with that one."""

    def __init__(self, near: Vectors) -> None:
        """`near`: real vectors of passages."""
        self._real = BundledEncoder()
        self._near = near
        self._words = _unit(np.random.default_rng(0).standard_normal((_WORDS, TOKEN_DIMENSIONS), dtype=np.float32))

    @property
    def fingerprint(self) -> str:
        """That of the bundled encoder."""
        return self._real.fingerprint

    @property
    def max_pieces(self) -> int:
        """That of the bundled encoder."""
        return self._real.max_pieces

    @property
    def token_codebook(self) -> TokenCodebook:
        """That of the bundled encoder."""
        return self._real.token_codebook

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return what the bundled encoder counts."""
        return self._real.count_pieces(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, near that of a real one."""
        seeds = [zlib.crc32(text.encode()) for text in texts]
        middles = self._near[[seed % len(self._near) for seed in seeds]]
        noise = np.stack([self._noise(seed) for seed in seeds])
        return _unit(middles + _NOISE * noise)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        """Return the vectors of `encode` and those of the words of each text."""
        return self.encode(texts), [self._tokens(text.split()) for text in texts]

    def token_batches(self, texts: Sequence[str], of: Collection[int]) -> Iterator[TokenBatch]:
        """Yield all texts at once, with the words of those at `of`."""
        words = {place: self._tokens(texts[place].split()) for place in of}
        yield TokenBatch(range(len(texts)), self.encode(texts), words)

    def _noise(self, seed: int) -> Vectors:
        width = self._near.shape[1]
        drawn: Vectors = np.random.default_rng(seed).standard_normal((1, width), dtype=np.float32)
        noise: Vectors = drawn[0] / np.float32(width**0.5)
        return noise

    def _tokens(self, words: Sequence[str]) -> TokenEmbeddings:
        return TokenEmbeddings(words, self._words[[zlib.crc32(word.encode()) % _WORDS for word in words]])


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
