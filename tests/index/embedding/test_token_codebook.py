"""Product quantisation of token vectors: what is stored, how it is compared, and the bundled encoder's codebook."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.bundled_encoder import CODEBOOK, BundledEncoder
from index.embedding.encoder import Vectors
from index.embedding.token_codebook import TokenCodebook, fit, pooled
from tests.conftest import SPELLING, spelled

TEXTS = (
    "Cod liver oil and vitamin D in older adults",
    "We show that a sparse mixture of experts learns to route tokens to few of its layers.",
    "The tide rose over the pier, and the boats in the harbour pulled at their ropes.",
)


@pytest.fixture(scope="module")
def book() -> TokenCodebook:
    return TokenCodebook.load(CODEBOOK)


def random_words(count: int) -> Vectors:
    drawn = np.random.default_rng(1).standard_normal((count, 128), dtype=np.float32)
    unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def test_each_part_gets_the_nearest_centroid() -> None:
    # More words than are compared at a time.
    words = random_words(300)
    codes = SPELLING.encode(words)
    for part in range(16):
        own = words[:, 8 * part : 8 * part + 8]
        away = np.linalg.norm(own[:, None] - SPELLING.centroids[part][None], axis=2)
        np.testing.assert_array_equal(codes[:, part], away.argmin(axis=1))


def test_words_of_centroids_come_back_as_they_were() -> None:
    words = spelled("tide", "nets", "dune")
    np.testing.assert_allclose(SPELLING.decode(SPELLING.encode(words)), words, atol=1e-6)


def test_looked_up_cosines_are_those_of_decoded_words(book: TokenCodebook) -> None:
    codes = np.random.default_rng(0).integers(256, size=(70, 16), dtype=np.uint8)
    question = random_words(5)
    expected = book.decode(codes) @ question.T / book.kept
    np.testing.assert_allclose(book.cosines(codes, question), expected, atol=1e-5)


def test_sums_are_those_of_decoded_words() -> None:
    texts = [spelled("tide", "nets", "tide"), spelled("dune"), spelled("reef", "nets")]
    sums = SPELLING.sums([SPELLING.encode(words) for words in texts])
    np.testing.assert_allclose(sums, np.stack([words.sum(axis=0) for words in texts]), atol=1e-5)


def test_the_bundled_codebook_keeps_words_of_texts_that_it_was_not_made_from(
    bundled: BundledEncoder, book: TokenCodebook
) -> None:
    words = np.concatenate([tokens.vectors for tokens in bundled.encode_tokens(TEXTS)[1]])
    cosines = np.diag(book.cosines(book.encode(words), words))
    assert cosines.mean() == pytest.approx(1, abs=0.06)
    others = book.cosines(book.encode(words), words) - words @ words.T
    assert np.abs(others[~np.eye(len(words), dtype=bool)]).mean() < 0.08


def test_words_that_are_alike_are_pooled_and_others_are_not() -> None:
    tide, dune = spelled("tide", "dune")
    near_tide = tide + 0.1 * random_words(1)[0]
    near_tide /= np.linalg.norm(near_tide)
    left = pooled(np.stack([tide, dune, near_tide, tide]))
    assert len(left) == 2
    np.testing.assert_allclose(left @ np.stack([tide, dune]).T, np.eye(2), atol=0.4)
    assert left[0] @ tide > 0.99
    np.testing.assert_array_equal(pooled(left[:0]), left[:0])


@pytest.mark.parametrize(("cosine", "left"), [(0.75, 1), (0.6, 2)])
def test_words_are_alike_from_a_cosine_of_seven_tenths_on(cosine: float, left: int) -> None:
    tide, other = random_words(2)
    across = other - (other @ tide) * tide
    near_tide = cosine * tide + (1 - cosine**2) ** 0.5 * across / np.linalg.norm(across)
    assert len(pooled(np.stack([tide, near_tide]))) == left


def test_a_codebook_is_fitted_to_words_and_read_as_it_was_written(tmp_path: Path) -> None:
    middles = spelled(*map(str, range(300)))
    words = np.concatenate([middles, middles])
    made = fit(words, 16, 5)
    assert made.kept > fit(random_words(2000), 16, 5).kept
    made.save(tmp_path / "book.npz")
    read = TokenCodebook.load(tmp_path / "book.npz")
    np.testing.assert_allclose(read.centroids, made.centroids, atol=1e-3)
    assert read.kept == pytest.approx(made.kept)
