"""The bundled sentence encoder: all-MiniLM-L6-v2 as an int8 ONNX file, run on the processor with no network.

The door to onnxruntime and tokenizers. Knows texts, their words and vectors; knows no papers and no store.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

MODEL_FOLDER = Path(__file__).parent.parent / "model"
# Word pieces of one batch, padding included.
_BATCH_PIECES = 2048
_SENTENCE = "sentence_embedding"
_PIECES = "/m/encoder/layer.5/output/LayerNorm/LayerNormalization_output_0"
"""What the last layer gives for each word piece: float32, shape (texts, pieces, 384)."""
# The file names the sentence's vector as its one output. Protobuf merges what is repeated, so bytes behind the file add
# another: field 7 of the model (its graph) with field 12 (an output) with field 1 (a name), each with its length.
_NAMED = b"\x0a" + bytes([len(_PIECES)]) + _PIECES.encode()
_ANOTHER_OUTPUT = b"\x3a" + bytes([len(_NAMED) + 2]) + b"\x62" + bytes([len(_NAMED)]) + _NAMED
# The first dimensions of a word's vector tell nearly all: these rank as well as all 384, or as the 128 principal ones.
TOKEN_DIMENSIONS = 128

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


@dataclass(frozen=True, slots=True)
class TokenEmbeddings:
    """The words of one text as they are written, and a unit vector for each: float32, shape (words, dimension)."""

    written: Sequence[str]
    vectors: Vectors


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that tells what each word means where it stands, too."""

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        """Return what `encode` does, and the words of each text, from one run."""


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
        vectors = np.empty((len(texts), 384), dtype=np.float32)
        for batch, (sentences,) in self._run(self._tokenizer.encode_batch(list(texts)), [_SENTENCE]):
            vectors[batch] = sentences
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenEmbeddings]]:
        """Return the vectors of `encode`, and the words of each text with vectors of `TOKEN_DIMENSIONS`."""
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(texts), 384), dtype=np.float32)
        words: dict[int, TokenEmbeddings] = {}
        for batch, (sentences, pieces) in self._run(encodings, [_SENTENCE, _PIECES]):
            vectors[batch] = sentences
            words |= {i: _words(texts[i], encodings[i], pieces[row]) for row, i in enumerate(batch)}
        return vectors, [words[i] for i in range(len(texts))]

    def _run(
        self, encodings: "Sequence[tokenizers.Encoding]", outputs: Sequence[str]
    ) -> Iterator[tuple[list[int], list[Vectors]]]:
        """Yield, batch by batch, which texts are in it and these outputs of the model for them."""
        # Texts of like length share a batch, so that little of it is padding.
        order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        for batch in _batches(order, [len(e.ids) for e in encodings]):
            longest = len(encodings[batch[-1]].ids)
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(batch):
                ids[row, : len(encodings[i].ids)] = encodings[i].ids
                mask[row, : len(encodings[i].ids)] = 1
            yield batch, self._session.run(outputs, {"input_ids": ids, "attention_mask": mask})

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

        model = (MODEL_FOLDER / "all-MiniLM-L6-v2.int8.onnx").read_bytes() + _ANOTHER_OUTPUT
        return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


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


def _words(text: str, encoding: "tokenizers.Encoding", pieces: Vectors) -> TokenEmbeddings:
    """Return the words of a text: each stands for the sum of its pieces."""
    # The pieces that frame the text are of no word.
    owners = np.array([-1 if word is None else word for word in encoding.word_ids])
    starts = np.flatnonzero((owners >= 0) & (np.diff(owners, prepend=-1) != 0))
    if not len(starts):
        return TokenEmbeddings((), np.empty((0, TOKEN_DIMENSIONS), dtype=np.float32))
    last = len(owners) - 1
    vectors = np.add.reduceat(pieces[:last, :TOKEN_DIMENSIONS], starts)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ends = [*starts[1:], last]
    offsets = encoding.offsets
    written = [text[offsets[start][0] : offsets[end - 1][1]] for start, end in zip(starts, ends, strict=True)]
    return TokenEmbeddings(written, vectors)


def _batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Cut `order` (ascending by length) into batches of at most `_BATCH_PIECES` word pieces, padding included."""
    batches: list[list[int]] = []
    for i in order:
        if batches and lengths[i] * (len(batches[-1]) + 1) <= _BATCH_PIECES:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
