"""Vectors in four bits a number: how near their products are to those of the vectors, for smooth and for spiky ones."""

import numpy as np
import pytest

from index.embedding import vector_codes
from index.embedding.encoder import Vectors


def unit(vectors: Vectors) -> Vectors:
    found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


def spiky(rows: int, dimension: int) -> Vectors:
    """Vectors of a few large numbers, the first of which they share, as those of some encoders do."""
    vectors = np.zeros((rows, dimension), dtype=np.float32)
    chance = np.random.default_rng(1)
    for row in vectors:
        row[chance.choice(dimension, 5, replace=False)] = chance.standard_normal(5)
    vectors[:, 7] = 3
    return unit(vectors)


def smooth(rows: int, dimension: int) -> Vectors:
    return unit(np.random.default_rng(0).standard_normal((rows, dimension)).astype(np.float32))


@pytest.mark.parametrize("dimension", [384, 767])
@pytest.mark.parametrize("make", [smooth, spiky])
def test_products_are_off_by_half_a_hundredth_and_to_neither_side(make: object, dimension: int) -> None:
    vectors: Vectors = make(400, dimension)  # type: ignore[operator]
    codes, scales = vector_codes.encode(vectors)
    assert codes.shape == (400, vector_codes.code_bytes(dimension))
    off = np.stack([vector_codes.products(codes, asked) * scales - vectors @ asked for asked in vectors[:40]])
    assert (np.sqrt(np.mean(off**2)), abs(np.mean(off))) < (0.006, 0.0006)
    assert np.diagonal(off[:, :40]) == pytest.approx(0, abs=1e-4)


def test_a_vector_without_length_is_near_nothing() -> None:
    codes, scales = vector_codes.encode(np.zeros((1, 384), dtype=np.float32))
    assert vector_codes.products(codes, smooth(1, 384)[0])[0] * scales[0] == 0


def test_what_is_stored_means_the_same_for_ever() -> None:
    """Codes are written to disk: another rotation or other levels would make nonsense of them."""
    vector = np.linspace(-1, 1, 8, dtype=np.float32)[None]
    codes, scales = vector_codes.encode(unit(vector))
    assert codes.tolist() == [[21, 102, 58, 91]]
    assert scales.tolist() == pytest.approx([0.3479], abs=1e-3)
