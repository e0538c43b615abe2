"""Writes a tiny entailment model: an ONNX graph that adds up what each word says about three labels.

ONNX files are protocol buffers. The few messages of this one are written by hand: no test needs the package onnx.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import tokenizers
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

_INT64, _FLOAT = 7, 1


def write_model(
    folder: Path, words: Mapping[str, Sequence[float]], labels: Sequence[str], length: int | None = None
) -> None:
    """Write a model; `words`: what each adds to the logits of the labels; `length`: how many tokens it must get."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {word: place for place, word in enumerate(["[PAD]", "[UNK]", "[SEP]", *words])}
    tokenizer = tokenizers.Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 - a word of a vocabulary
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing("$A [SEP]", "$A [SEP] $B:1 [SEP]:1", [("[SEP]", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(labels))}))
    rows = [[0.0] * len(labels)] * 3 + [list(row) for row in words.values()]
    (folder / "model.onnx").write_bytes(_model(rows, length or "length"))


def _varint(number: int) -> bytes:
    parts = bytearray()
    while True:
        parts.append((number & 0x7F) | (0x80 if number > 0x7F else 0))
        number >>= 7
        if not number:
            return bytes(parts)


def _field(number: int, value: int | bytes | str) -> bytes:
    """A field of a message: a whole number, or bytes with their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _value(name: str, element: int, *sizes: str | int) -> bytes:
    dimensions = b"".join(_field(1, _field(1, size) if isinstance(size, int) else _field(2, size)) for size in sizes)
    return _field(1, name) + _field(2, _field(1, _field(1, element) + _field(2, dimensions)))


def _node(operator: str, inputs: Sequence[str], output: str, attributes: bytes = b"") -> bytes:
    named = b"".join(_field(1, one) for one in inputs)
    return named + _field(2, output) + _field(4, operator) + attributes


def _model(rows: Sequence[Sequence[float]], length: int | str) -> bytes:
    width = len(rows[0])
    table = b"".join(struct.pack("<f", value) for row in rows for value in row)
    weights = _field(1, len(rows)) + _field(1, width) + _field(2, _FLOAT) + _field(8, "table") + _field(9, table)
    axes = _field(5, _field(1, "axes") + _field(8, 1) + _field(20, 7))
    flat = _field(5, _field(1, "keepdims") + _field(3, 0) + _field(20, 2))
    graph = (
        _field(1, _node("Gather", ["table", "input_ids"], "words"))
        + _field(1, _node("ReduceSum", ["words"], "logits", axes + flat))
        + _field(2, "tiny")
        + _field(5, weights)
        + _field(11, _value("input_ids", _INT64, "batch", length))
        + _field(12, _value("logits", _FLOAT, "batch", width))
    )
    return _field(1, 7) + _field(7, graph) + _field(8, _field(2, 11))
