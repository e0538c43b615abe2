"""The bundled sentence encoder: all-MiniLM-L6-v2 as an int8 ONNX file, run on the CPU without a network.

The door to onnxruntime and tokenizers. Knows texts, words and vectors; knows no papers and no store.
"""

import os
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.embedding.encoder import TOKEN_DIMENSIONS, TokenBatch, TokenEmbeddings, Vectors
from index.embedding.token_codebook import TokenCodebook

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

T = TypeVar("T")
_Encoded = tuple[Vectors, list[TokenEmbeddings]]
MODEL_FOLDER = Path(__file__).parent.parent / "model"
CODEBOOK = MODEL_FOLDER / "token_codebook.npz"
_DIMENSIONS = 384
# Longer texts are cut.
_MOST_PIECES = 256
# Word pieces in one batch, padding included. The texts in a batch change each other's vectors a little, as int8 is
# scaled over all of it: the figures in the docs were measured with this size. 384 would take 30 MB less.
_BATCH_PIECES = 1024
# The tokenizer's own threads cost a millisecond per call, which only pays off for more texts.
_FEW_TEXTS = 4
# How many texts of a question are encoded side by side (itself and its expansion), and how many are remembered in all.
_QUESTION, _REMEMBERED = 2, 32
# The outputs of the model, as index/model/build_onnx.py names them.
_SENTENCE, _TOKENS = "sentence_embedding", "token_embeddings"


@dataclass(frozen=True, slots=True)
class _TextBatch:
    """Texts that go through the model together."""

    texts: Sequence[int]
    """Their places in the list that is encoded, the longest text last."""
    ids: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    mask: np.ndarray[tuple[int, int], np.dtype[np.int64]]


class BundledEncoder:
    """all-MiniLM-L6-v2, quantised to int8: 384 dimensions, at most 256 word pieces per text."""

    fingerprint = "all-MiniLM-L6-v2.int8/384"
    max_pieces = _MOST_PIECES

    def __init__(self) -> None:
        self._loading, self._remembering = threading.Lock(), threading.Lock()
        self._remembered: dict[str, Future[_Encoded]] = {}
        """The last texts of questions, the oldest first, encoded or about to be."""
        self._cores = ThreadPoolExecutor(os.cpu_count(), "paperchat-core")

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, not counting the two special ones around it."""
        return [len(e.ids) for e in _whole_texts().encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32, shape (texts, 384). Longer texts are cut at 256 word pieces."""

        def run(batch: _TextBatch) -> tuple[_TextBatch, Vectors]:
            (sentences,) = self._run(batch, [_SENTENCE])
            return batch, sentences

        vectors = np.empty((len(texts), _DIMENSIONS), dtype=np.float32)
        for batch, sentences in self._in_parallel(run, _batches(self._tokenize(texts))):
            vectors[batch.texts] = sentences
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> _Encoded:
        """Return the vectors of `encode`, and the words of each text in `TOKEN_DIMENSIONS`.

        A question and its expansion are remembered: the same text is encoded to find its intent, then to search.
        """
        if not 0 < len(texts) <= _QUESTION:
            return self._encode_tokens(texts)
        vectors, words = zip(*map(self._encoded_once, texts), strict=True)
        return np.concatenate(vectors), [word for (word,) in words]

    def token_batches(self, texts: Sequence[str], of: Collection[int]) -> Iterator[TokenBatch]:
        """Yield the texts as they are encoded, with the words of those at `of`; see `TokenEncoder`."""
        encodings = self._tokenize(texts)

        def run(batch: _TextBatch) -> TokenBatch:
            wanted = [(row, i) for row, i in enumerate(batch.texts) if i in of]
            sentences, *tokens = self._run(batch, [_SENTENCE, _TOKENS] if wanted else [_SENTENCE])
            words = {i: _words(texts[i], encodings[i], tokens[0][row]) for row, i in wanted}
            return TokenBatch(batch.texts, sentences, words)

        return self._in_parallel(run, _batches(encodings))

    def begin(self, text: str) -> None:
        """Start to encode a question in a thread of its own; `encode_tokens` then waits for the rest."""
        encoded, is_new = self._remember(text)
        if is_new:
            self._ahead.submit(self._fulfil, encoded, text)
            # Lets that thread run now: otherwise it begins a millisecond later, when this one waits for something.
            time.sleep(0)

    def _encoded_once(self, text: str) -> _Encoded:
        encoded, is_new = self._remember(text)
        if is_new:
            self._fulfil(encoded, text)
        return encoded.result()

    def _remember(self, text: str) -> "tuple[Future[_Encoded], bool]":
        """Return the future vector of a text, and whether the caller has to compute it."""
        with self._remembering:
            known = self._remembered.pop(text, None)
            self._remembered[text] = encoded = known or Future()
            if len(self._remembered) > _REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
        return encoded, known is None

    def _fulfil(self, encoded: "Future[_Encoded]", text: str) -> None:
        try:
            encoded.set_result(self._encode_tokens([text]))
        except BaseException as fault:
            # The next question tries again.
            with self._remembering:
                self._remembered.pop(text, None)
            encoded.set_exception(fault)
            raise

    def _encode_tokens(self, texts: Sequence[str]) -> _Encoded:
        vectors = np.empty((len(texts), _DIMENSIONS), dtype=np.float32)
        words: dict[int, TokenEmbeddings] = {}
        for batch in self.token_batches(texts, range(len(texts))):
            vectors[batch.places] = batch.vectors
            words.update(batch.words)
        return vectors, [words[i] for i in range(len(texts))]

    def _tokenize(self, texts: Sequence[str]) -> "list[tokenizers.Encoding]":
        if len(texts) <= _FEW_TEXTS:
            return [_cut_texts().encode(text) for text in texts]
        return _cut_texts().encode_batch(list(texts))

    def _run(self, batch: _TextBatch, outputs: Sequence[str]) -> list[Vectors]:
        found: list[Vectors] = self._session.run(outputs, {"input_ids": batch.ids, "attention_mask": batch.mask})
        return found

    def _in_parallel(self, run: Callable[[_TextBatch], T], batches: Sequence[_TextBatch]) -> Iterator[T]:
        """Return the results for all batches, one batch per core at a time, even if others are encoding too.

        That takes less time than giving each batch to all cores, whose threads wait for each other at every layer.
        """
        # The largest first, so that no core is left with a large one at the end.
        return self._cores.map(run, reversed(batches)) if len(batches) > 1 else map(run, batches)

    @cached_property
    def token_codebook(self) -> TokenCodebook:
        """The codebook made for this model, by `index/model/build_codebook.py`."""
        return TokenCodebook.load(CODEBOOK)

    @cached_property
    def _ahead(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_QUESTION, "paperchat-encoder")

    @property
    def _session(self) -> "onnxruntime.InferenceSession":
        with self._loading:
            return self._loaded_session

    @cached_property
    def _loaded_session(self) -> "onnxruntime.InferenceSession":
        # From 1.29 on, the Linux and macOS builds send telemetry unless this is set before the import.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # More threads would not make a question faster, and they spin after each run and slow down what comes next.
        options.intra_op_num_threads = 1
        model = str(MODEL_FOLDER / "all-MiniLM-L6-v2.int8.onnx")
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


# The vocabulary begins with some 2,000 special and single-letter pieces; its words follow, the most frequent first.
_EVERYDAY = 3000


def is_common_word(word: str) -> bool:
    """Return whether the encoder's vocabulary has `word` as one piece: some 20,000 everyday English words are.

    >>> [is_common_word(word) for word in ("pasta", "Horses", "tranformer", "")]
    [True, True, False, False]
    """
    return _cut_texts().token_to_id(word.casefold()) is not None


def is_everyday_word(word: str) -> bool:
    """Return whether `word` is among the thousand or so most frequent English words; the vocabulary is sorted so.

    >>> [is_everyday_word(word) for word in ("big", "nothing", "pasta", "quantization")]
    [True, True, False, False]
    """
    token = _cut_texts().token_to_id(word.casefold())
    return token is not None and token < _EVERYDAY


@cache
def _cut_texts() -> "tokenizers.Tokenizer":
    """Return the tokenizer used for encoding; the vocabulary is read from it, too, as a second one would take 8 MB."""
    tokenizer = _load_tokenizer()
    tokenizer.enable_truncation(max_length=_MOST_PIECES)
    return tokenizer


@cache
def _whole_texts() -> "tokenizers.Tokenizer":
    """Return a tokenizer that does not truncate, to count pieces when papers are added."""
    return _load_tokenizer()


def _load_tokenizer() -> "tokenizers.Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    # The file turns on padding to and truncation at 128 pieces, which would cut most abstracts.
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _words(text: str, encoding: "tokenizers.Encoding", tokens: Vectors) -> TokenEmbeddings:
    """Return the words of a text. A word's vector is the sum of those of its pieces, normalised."""
    # The special pieces around the text belong to no word.
    owners = np.array([-1 if word is None else word for word in encoding.word_ids])
    starts = 1 + np.flatnonzero((owners[1:] >= 0) & (owners[1:] != owners[:-1]))
    if not len(starts):
        return TokenEmbeddings((), np.empty((0, TOKEN_DIMENSIONS), dtype=np.float32))
    last = len(owners) - 1
    vectors = np.add.reduceat(tokens[:last, :TOKEN_DIMENSIONS], starts)
    vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, np.newaxis]
    ends = [*starts[1:], last]
    offsets = encoding.offsets
    words = [text[offsets[start][0] : offsets[end - 1][1]] for start, end in zip(starts, ends, strict=True)]
    return TokenEmbeddings(words, vectors)


def _batches(encodings: "Sequence[tokenizers.Encoding]") -> list[_TextBatch]:
    """Return the texts in batches of at most `_BATCH_PIECES` word pieces, padding included, shortest texts first.

    Texts of similar length share a batch, so there is little padding.
    """
    lengths = [len(encoding.ids) for encoding in encodings]
    groups: list[list[int]] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if groups and lengths[i] * (len(groups[-1]) + 1) <= _BATCH_PIECES:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [_padded(group, encodings) for group in groups]


def _padded(group: Sequence[int], encodings: "Sequence[tokenizers.Encoding]") -> _TextBatch:
    ids = np.zeros((len(group), len(encodings[group[-1]].ids)), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, i in enumerate(group):
        pieces = encodings[i].ids
        ids[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1
    return _TextBatch(group, ids, mask)
