"""Words with a hyphen whose parts are small words are found as a whole."""

import pytest

from index.stores.library import Library
from index.stores.word_index import WordIndex
from tests.conftest import paper
from tests.index.stores.word_index.indexed import put

# Writes stores to disk.
pytestmark = pytest.mark.slow


def test_a_word_with_a_hyphen_keeps_its_small_words(library: Library, words: WordIndex) -> None:
    few = paper("Few-Shot Nets", "We learn from a few or ten shots.")
    zero = paper("Zero-Shot Nets", "A shot in the dark, off the coast of policies.")
    off = paper("Off Policy Nets", "What if they learn off-policy?")
    put(library, few, zero, off)
    words.sync(library)
    one_of_them = {
        "few-shot": few,
        "few shot": few,
        "off policy nets": off,
        "few-shot nets": few,
        "zero-shot": zero,
        "off-policy": off,
        "what-if": off,
    }
    assert {topic: words.with_topic(topic) for topic in one_of_them} == {
        topic: {meant.id} for topic, meant in one_of_them.items()
    }
    assert words.with_topic("in-context") == set()
    assert words.with_topic("shot") == {few.id, zero.id}
