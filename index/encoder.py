"""The bundled sentence encoder: all-MiniLM-L6-v2 as an int8 ONNX file, run on the processor with no network.

The door to onnxruntime and tokenizers. Knows texts and vectors; knows no papers and no store.
"""

import os
import threading
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

MODEL_FOLDER = Path(__file__).parent / "model"
# Word pieces of one batch, padding included.
_BATCH_PIECES = 2048

Vectors = NDArray[np.float32]
Advance = Callable[[int], None]


class Encoder(Protocol):
    """Turns texts into unit vectors; the bundled model, or an endpoint that serves one."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its dimension: vectors of two fingerprints cannot be compared."""

    @property
    def max_pieces(self) -> int:
        """The longest text, in word pieces, that is encoded whole."""

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text: float32, shape (texts, dimension)."""


class BundledEncoder:
    """all-MiniLM-L6-v2, quantised to int8; 384 dimensions, at most 256 word pieces a text."""

    fingerprint = "all-MiniLM-L6-v2.int8/384"
    max_pieces = 256

    def __init__(self) -> None:
        self._loading = threading.Lock()

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, the two that frame it left out."""
        return [len(e.ids) for e in _whole_texts().encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text: float32, shape (texts, 384). Longer texts are cut at 256 word pieces."""
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(encodings), 384), dtype=np.float32)
        # Texts of like length share a batch, so that little of it is padding.
        order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        for batch in _batches(order, [len(e.ids) for e in encodings]):
            longest = len(encodings[batch[-1]].ids)
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(encodings[i].ids)] = encodings[i].ids
                mask[row, : len(encodings[i].ids)] = 1
            (vectors[batch],) = self._session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})
        return vectors

    @cached_property
    def _tokenizer(self) -> "tokenizers.Tokenizer":
        tokenizer = _load_tokenizer()
        tokenizer.enable_truncation(max_length=self.max_pieces)
        return tokenizer

    @property
    def _session(self) -> "onnxruntime.InferenceSession":
        with self._loading:
            return self._loaded_session

    @cached_property
    def _loaded_session(self) -> "onnxruntime.InferenceSession":
        # Its Linux and macOS builds report to their maker from 1.29 on, unless told not to before they are loaded.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        path = MODEL_FOLDER / "all-MiniLM-L6-v2.int8.onnx"
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def is_common_word(word: str) -> bool:
    """Return whether the bundled encoder has `word` as one piece, as it has some 20,000 words of everyday English.

    >>> [is_common_word(word) for word in ("pasta", "Horses", "tranformer", "")]
    [True, True, False, False]
    """
    return _whole_texts().token_to_id(word.casefold()) is not None


@cache
def _whole_texts() -> "tokenizers.Tokenizer":
    """Return the tokenizer that cuts no text."""
    return _load_tokenizer()


def _load_tokenizer() -> "tokenizers.Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    # The file switches on padding to and truncation at 128 pieces, which would cut most abstracts.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Cut `order` (ascending by length) into batches of at most `_BATCH_PIECES` word pieces, padding included."""
    batches: list[list[int]] = []
    for i in order:
        if batches and lengths[i] * (len(batches[-1]) + 1) <= _BATCH_PIECES:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
