import asyncio
from collections.abc import Sequence

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.embedding.encoder import Vectors
from index.embedding.llama_embedding import PassageEmbedding
from tests.conftest import WordEncoder

TEXTS = ["the tide is high", "the dune is dry", "gulls"]


@pytest.fixture
def embedding(encoder: WordEncoder) -> BaseEmbedding:
    return PassageEmbedding(encoder=encoder)


def test_texts_and_questions_get_the_vectors_of_the_encoder(embedding: BaseEmbedding) -> None:
    expected = WordEncoder().encode(TEXTS)
    np.testing.assert_allclose(embedding.get_text_embedding_batch(TEXTS), expected, atol=1e-6)
    np.testing.assert_allclose(embedding.get_text_embedding(TEXTS[1]), expected[1], atol=1e-6)
    np.testing.assert_allclose(embedding.get_query_embedding(TEXTS[2]), expected[2], atol=1e-6)
    np.testing.assert_allclose(asyncio.run(embedding.aget_query_embedding(TEXTS[0])), expected[0], atol=1e-6)


class Counting(WordEncoder):
    """Notes the size of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.batches.append(len(texts))
        return super().encode(texts)


def test_the_encoder_sees_many_texts_at_once() -> None:
    encoder = Counting()
    PassageEmbedding(encoder=encoder).get_text_embedding_batch([f"tide {n}" for n in range(500)])
    assert encoder.batches == [500]
