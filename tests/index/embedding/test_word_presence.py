import numpy as np
import pytest

from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import TOKEN_DIMENSIONS
from index.embedding.word_presence import WordPresence, fitted_presence


def test_the_chance_is_the_logistic_of_vector_and_rarity() -> None:
    first = (1.0, *[0.0] * (TOKEN_DIMENSIONS - 1))
    vectors = np.array([first, [0.0] * TOKEN_DIMENSIONS], dtype=np.float32)
    found = WordPresence(-1.0, 2.0, 0.0, first).chances(vectors, [0.5, 0.0])
    assert found.tolist() == pytest.approx([0.7311, 0.2689], abs=1e-4)


@pytest.mark.parametrize(
    ("question", "topical", "framing"),
    [
        ("Which studies recommend effective watermarking for language models?", "watermarking", "recommend"),
        ("Does caching the attention really affect the accuracy of transformers?", "attention", "affect"),
    ],
)
def test_words_of_the_topic_are_likelier_in_its_papers(question: str, topical: str, framing: str) -> None:
    tokens = BundledEncoder().encode_tokens([question])[1][0]
    chances = dict(zip(tokens.words, fitted_presence().chances(tokens.vectors, [0.4] * len(tokens.words)), strict=True))
    assert chances[topical] > chances[framing] + 0.05
