"""A question in other words: its acronyms spelled out, and what has an acronym put short, as the papers define them."""

from collections.abc import Callable, Sequence

from index.embedding.bundled_encoder import is_common_word
from index.stores.word_index import WordIndex
from index.text.acronyms import Expansion, expand_acronyms
from index.text.words import stems

# Longer questions are pasted texts, which hold enough words of their own.
_MOST_WORDS = 60


def expand_query(words: WordIndex, text: str) -> Expansion:
    """Return the question in the other words that the papers have for some of its own."""
    if len(text.split()) > _MOST_WORDS:
        return Expansion()
    # In small letters, "it" and "gas" mean themselves.
    other = expand_acronyms(text, words.acronyms(), stems, lambda word: word.islower() and is_common_word(word))
    return other if set(words.terms(other.text)) - set(words.terms(text)) else Expansion()


def reader_of(words: WordIndex, expansion: Expansion) -> Callable[[str], Sequence[str]]:
    """Return what reads the stems of a text, and adds those that the question has for what stands there."""
    swaps = [(words.terms(said), frozenset(words.terms(other))) for said, other in expansion.swaps]

    def read(text: str) -> Sequence[str]:
        there = words.terms(text)
        return [*there, *(stem for said, other in swaps if other <= set(there) for stem in said)]

    return read if swaps else words.terms
