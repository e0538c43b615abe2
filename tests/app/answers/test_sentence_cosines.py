"""Cosines of sentences: those of abstracts are encoded once, and what is kept is bounded."""

import pytest

from app.answers.sentence_cosines import VectorCache
from tests.conftest import WordEncoder


def test_a_sentence_met_before_is_not_encoded_again():
    encoder, kept = WordEncoder(), VectorCache()
    first = kept.of(encoder, ["Bees dance.", "Ants walk.", "Bees dance."])
    assert encoder.encoded == ["Bees dance.", "Ants walk."]
    again = kept.of(encoder, ["Ants walk.", "Wasps sting."])
    assert encoder.encoded == ["Bees dance.", "Ants walk.", "Wasps sting."]
    assert (again["Ants walk."] == first["Ants walk."]).all()


def test_the_one_not_needed_for_longest_goes_first():
    encoder, kept = WordEncoder(), VectorCache(most=2)
    kept.of(encoder, ["Bees dance.", "Ants walk."])
    kept.of(encoder, ["Bees dance."])
    kept.of(encoder, ["Wasps sting."])
    encoder.encoded.clear()
    kept.of(encoder, ["Bees dance.", "Wasps sting."])
    assert encoder.encoded == []
    kept.of(encoder, ["Ants walk."])
    assert encoder.encoded == ["Ants walk."]


def test_more_than_is_kept_at_once_is_returned_whole():
    sentences = [f"Number {number}." for number in range(5)]
    assert list(VectorCache(most=2).of(WordEncoder(), sentences)) == sentences


def test_vectors_of_another_encoder_are_not_taken():
    class Other(WordEncoder):
        fingerprint = "other/64"

    kept, other = VectorCache(), Other()
    kept.of(WordEncoder(), ["Bees dance."])
    assert kept.of(other, ["Bees dance."])["Bees dance."].sum() == pytest.approx(other.encode(["Bees dance."]).sum())
    assert other.encoded[0] == "Bees dance."
