"""Vectors in a few bits for each number, to be compared with a question: scalar quantisation. Pure arithmetic.

A vector is turned by a fixed rotation, after which its numbers are spread as in a normal distribution whatever encoder
it is from. Of each number the nearest of a few levels is stored: those that lose least of such a distribution (Max,
"Quantizing for minimum distortion", 1960). Products are then corrected for what that loses (as in RaBitQ: Gao and Long
2024). So no encoder needs a codebook; one fitted to the vectors of the bundled encoder was as exact at as many bytes.
"""

import hashlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.embedding.encoder import Vectors
from index.embedding.token_codebook import UNTHREADED

Codes = NDArray[np.uint8]
_BITS = 4
_PER_BYTE = 8 // _BITS
_POSITIVE = (0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6180, 2.0690, 2.7326)
_LEVELS = np.array([*(-level for level in reversed(_POSITIVE)), *_POSITIVE], dtype=np.float32)
"""In standard deviations."""
# Vectors that are turned together.
_ROWS = 8
# How many codes are compared at a time: comparing takes ten times the memory of the codes, which then fits the cache.
_COMPARED = 128
_BETWEEN = (_LEVELS[1:] + _LEVELS[:-1]) / 2


def code_bytes(dimension: int) -> int:
    """Return how many bytes the codes of a vector take."""
    return -(-dimension // _PER_BYTE)


def encode(vectors: Vectors) -> tuple[Codes, Vectors]:
    """Return the codes of unit vectors, shape (vectors, bytes), and the scale of each."""
    dimension = vectors.shape[1]
    turned = _turned(vectors, _rotation(dimension))
    spread = turned * np.float32(dimension**0.5)
    levels = np.zeros(spread.shape, dtype=np.uint8)
    # A tenth of the time of a binary search.
    for between in _BETWEEN:
        levels += spread > between
    kept = np.einsum("ij,ij->i", _LEVELS[levels], turned)
    scales: Vectors = np.divide(1, kept, out=np.zeros_like(kept), where=kept > 0)
    return _packed(levels), scales


def products(codes: Codes, question: Vectors) -> Vectors:
    """Return the product of a question with each coded vector; times its scale, this is about the cosine."""
    padded = np.zeros(codes.shape[1] * _PER_BYTE, dtype=np.float32)
    padded[: len(question)] = np.einsum("i,ij->j", question, _rotation(len(question)))
    # Each of the 256 bytes is multiplied once; then the products are looked up.
    table = (padded.reshape(-1, _PER_BYTE) @ _in_byte().T).ravel()
    first = np.arange(codes.shape[1], dtype=np.intp) * len(_in_byte())
    found = np.empty(len(codes), dtype=np.float32)
    for start in range(0, len(codes), _COMPARED):
        places = codes[start : start + _COMPARED] + first
        table.take(places).sum(axis=1, out=found[start : start + _COMPARED])
    return found


def decode(codes: Codes, scales: Vectors, dimension: int) -> Vectors:
    """Return the vectors that codes stand for, whose products with a question are those of `products`."""
    levels = _in_byte()[codes].reshape(len(codes), -1)[:, :dimension]
    return _turned(levels * scales[:, None], _rotation(dimension).T)


def _turned(vectors: Vectors, rotation: Vectors) -> Vectors:
    """Return the vectors, rotated in blocks so small that OpenBLAS uses only one thread."""
    found = np.empty(vectors.shape, dtype=np.float32)
    columns = max(1, UNTHREADED // (_ROWS * len(rotation)))
    for row in range(0, len(vectors), _ROWS):
        block = vectors[row : row + _ROWS]
        for column in range(0, len(rotation), columns):
            end = column + columns
            found[row : row + _ROWS, column:end] = block @ rotation[:, column:end]
    return found


def _packed(levels: Codes) -> Codes:
    """Return levels, `_PER_BYTE` in a byte, the first in the lowest bits."""
    whole = np.zeros((len(levels), code_bytes(levels.shape[1]) * _PER_BYTE), dtype=np.uint8)
    whole[:, : levels.shape[1]] = levels
    packed = np.zeros((len(levels), whole.shape[1] // _PER_BYTE), dtype=np.uint8)
    for place in range(_PER_BYTE):
        packed |= whole[:, place::_PER_BYTE] << (place * _BITS)
    return packed


@cache
def _in_byte() -> Vectors:
    """Return the levels that each byte stands for, shape (256, `_PER_BYTE`)."""
    numbers = np.arange(256)[:, None] >> (np.arange(_PER_BYTE) * _BITS)
    found: Vectors = _LEVELS[numbers & (len(_LEVELS) - 1)]
    return found


@cache
def _rotation(dimension: int) -> Vectors:
    """Return an orthogonal matrix that spreads each number over all: some signs changed, then a cosine transform.

    It must never change: what is stored depends on it.
    """
    drawn = np.frombuffer(hashlib.shake_256(b"signs").digest(dimension), dtype=np.uint8)
    signs = np.where(drawn & 1, 1.0, -1.0)
    places = np.arange(dimension)
    waves = np.cos(np.pi * np.outer(places, places + 0.5) / dimension) * np.sqrt(2 / dimension)
    waves[0] /= np.sqrt(2)
    rotation: Vectors = (waves * signs).T.astype(np.float32)
    return rotation
