import asyncio

import numpy as np
import pytest
from llama_index.core import MockEmbedding
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.embedding import PassageEmbedding
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


def test_the_encoder_sees_a_batch_of_papers_at_once(embedding: BaseEmbedding, encoder: WordEncoder) -> None:
    calls = []
    encode = encoder.encode
    encoder.encode = lambda texts: (calls.append(len(texts)), encode(texts))[1]  # type: ignore[method-assign]
    embedding.get_text_embedding_batch([f"tide {n}" for n in range(500)])
    assert calls == [500]


def test_it_stands_wherever_llama_index_takes_an_embedding(embedding: BaseEmbedding) -> None:
    assert isinstance(embedding, type(MockEmbedding(embed_dim=1)).__mro__[1])
    assert embedding.similarity(*embedding.get_text_embedding_batch(["tide", "tide"])) == pytest.approx(1)
