"""The bundled encoder itself."""

import os
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from index.embedding.bundled_encoder import MODEL_FOLDER, BundledEncoder
from index.embedding.encoder import TokenBatch

TIDE = "The tide rises and falls twice a day along the coast."
SEA = "Twice daily the sea level goes up and down at the shore."
LAW = "The court dismissed the appeal of the bank for want of evidence."


def test_vectors_are_of_unit_length(bundled: BundledEncoder) -> None:
    vectors = bundled.encode([TIDE, "x", "", LAW * 50])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_have_no_vectors(bundled: BundledEncoder) -> None:
    assert bundled.encode([]).shape == (0, 384)
    assert bundled.count_pieces([]) == []


def test_like_meanings_are_nearer_than_unlike(bundled: BundledEncoder) -> None:
    tide, sea, law = bundled.encode([TIDE, SEA, LAW])
    assert tide @ sea > 0.6
    assert tide @ law < 0.2


def test_each_text_of_a_batch_keeps_its_place(bundled: BundledEncoder) -> None:
    # Lengths go up and down, and are enough for several batches; int8 lets the batch change a vector a little.
    texts = [f"{word} " * size for word in ("tide", "court", "protein") for size in (1, 150, 7, 60, 240, 3)]
    together = bundled.encode(texts)
    for text, vector in zip(texts, together, strict=True):
        assert bundled.encode([text])[0] @ vector > 0.95


def test_the_order_of_a_batch_does_not_matter(bundled: BundledEncoder) -> None:
    texts = [TIDE, LAW * 9, "x", SEA]
    forward, backward = bundled.encode(texts), bundled.encode(texts[::-1])[::-1]
    assert np.sum(forward * backward, axis=1) == pytest.approx(1, abs=0.05)


def test_a_text_is_read_up_to_256_pieces_and_not_128(bundled: BundledEncoder) -> None:
    start, middle = "tide " * 126, "court " * 128
    assert bundled.count_pieces([start, start + middle]) == [126, 254]
    short, long, other, cut = bundled.encode([start, start + middle, start + "tide " * 128, start + middle + LAW * 20])
    assert short @ long < 0.99
    assert other @ long < 0.99
    assert long @ cut > 0.999


def test_pieces_are_counted_whole_and_without_the_frame(bundled: BundledEncoder) -> None:
    assert bundled.count_pieces(["tide", "The tide.", "", "tide " * 1000]) == [1, 3, 0, 1000]


def test_vectors_are_those_in_collections_of_release_0_1(bundled: BundledEncoder) -> None:
    stored = np.load(Path(__file__).with_name("vectors_0_1.npy"))
    for text, vector in zip([TIDE, SEA, LAW], stored, strict=True):
        # CPUs differ in the last digits; another model or another way of pooling would differ in the first.
        np.testing.assert_allclose(bundled.encode([text])[0], vector, atol=1e-3)


def test_many_equal_texts_are_encoded_as_one_is(bundled: BundledEncoder) -> None:
    # Few texts are tokenised one by one, many by the tokenizer's own threads; these are three batches.
    (one,) = bundled.encode([SEA])
    for vector in bundled.encode([SEA] * 200):
        np.testing.assert_allclose(vector, one, atol=1e-3)


def test_words_come_from_the_same_run_as_the_sentence(bundled: BundledEncoder) -> None:
    texts = [LAW * 5, "x", TIDE, ""]
    vectors, words = bundled.encode_tokens(texts)
    np.testing.assert_array_equal(vectors, bundled.encode(texts))
    assert [len(of_text.words) for of_text in words] == [65, 1, 12, 0]
    for of_text in words:
        assert of_text.vectors.shape == (len(of_text.words), 128)
        np.testing.assert_allclose(np.linalg.norm(of_text.vectors, axis=1), 1, atol=1e-5)


def test_only_the_words_that_are_wanted_are_returned(bundled: BundledEncoder) -> None:
    texts = [TIDE, SEA, LAW]
    vectors, words = bundled.encode_tokens(texts)
    (batch,) = bundled.token_batches(texts, [2, 0])
    np.testing.assert_allclose(batch.vectors, vectors[batch.places], atol=1e-5)
    assert {place: of_text.words for place, of_text in batch.words.items()} == {0: words[0].words, 2: words[2].words}
    assert next(bundled.token_batches(texts, [])).words == {}


def test_what_is_left_is_not_encoded_once_it_is_closed(
    bundled: BundledEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, run = [], onnxruntime.InferenceSession.run

    def counted(*given: object) -> object:
        runs.append(given)
        return run(*given)

    monkeypatch.setattr(onnxruntime.InferenceSession, "run", counted)
    batches = cast("Generator[TokenBatch]", bundled.token_batches([LAW * 12] * 400, []))
    next(batches)
    batches.close()
    assert len(runs) < 30


def test_each_word_comes_once_and_as_written(bundled: BundledEncoder) -> None:
    _, (words,) = bundled.encode_tokens(["Naïve GPT-4 transformerizations."])
    assert bundled.count_pieces(["transformerizations"]) > [1]
    assert list(words.words) == ["Naïve", "GPT", "-", "4", "transformerizations", "."]


def test_a_word_is_the_sum_of_its_pieces(bundled: BundledEncoder) -> None:
    text = "A transformerization"
    tokenizer = Tokenizer.from_file(str(MODEL_FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    ids = np.array([tokenizer.encode(text).ids])
    session = onnxruntime.InferenceSession(MODEL_FOLDER / "all-MiniLM-L6-v2.int8.onnx")
    (pieces,) = session.run(["token_embeddings"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    _, (words,) = bundled.encode_tokens([text])
    whole = pieces[0, 2:-1, :128].sum(axis=0)
    np.testing.assert_allclose(words.vectors[1], whole / np.linalg.norm(whole), atol=1e-4)


def test_a_word_is_nearer_to_a_like_one_than_to_another(bundled: BundledEncoder) -> None:
    _, (words, other) = bundled.encode_tokens(["The court dismissed the appeal", "A judge rejected the fish"])
    court, judge, fish = words.vectors[1], other.vectors[1], other.vectors[4]
    assert court @ judge > court @ fish + 0.1


def test_a_question_begun_ahead_is_encoded_once(bundled: BundledEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    runs, run = [], onnxruntime.InferenceSession.run

    def counted(*given: object) -> object:
        runs.append(given)
        return run(*given)

    monkeypatch.setattr(onnxruntime.InferenceSession, "run", counted)
    encoder = BundledEncoder()
    encoder.begin(TIDE)
    vectors, (words,) = encoder.encode_tokens([TIDE])
    assert encoder.encode_tokens([TIDE])[1] == [words]
    assert len(runs) == 1
    np.testing.assert_allclose(vectors, bundled.encode([TIDE]), atol=1e-5)


def test_a_question_that_could_not_be_encoded_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    encoder = BundledEncoder()
    with monkeypatch.context() as failing:
        failing.setattr(onnxruntime.InferenceSession, "run", fail)
        encoder.begin(TIDE)
        with pytest.raises(MemoryError):
            encoder.encode_tokens([TIDE])
    assert encoder.encode_tokens([TIDE])[0].shape == (1, 384)


def test_it_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "__init__", refuse)
    assert BundledEncoder().encode([TIDE]).shape == (1, 384)


def test_telemetry_of_the_runtime_is_off_before_it_is_loaded() -> None:
    script = """
import os, sys
from index.embedding.bundled_encoder import BundledEncoder

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            print(os.environ.get("ORT_DISABLE_TELEMETRY"))

sys.meta_path.insert(0, Watch())
BundledEncoder().encode(["tide"])
"""
    root = Path(__file__).parents[3]
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root, env=environment
    )
    assert done.stdout == "1\n"


def test_a_question_that_was_just_encoded_is_not_encoded_again() -> None:
    encoder = BundledEncoder()
    (first, (words,)), (again, (same_words,)) = (encoder.encode_tokens(["What turns with the tide?"]) for _ in range(2))
    assert same_words is words
    assert np.array_equal(first, again)
