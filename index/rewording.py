"""A question in other words: its acronyms spelled out, and what has an acronym put short, as the papers define them."""

from collections.abc import Callable, Sequence

from index.acronyms import Rewording, reworded
from index.analyser import stems
from index.encoder import is_common_word
from index.lexical import WordIndex

# Longer questions are pasted texts, which hold enough words of their own.
_MOST_WORDS = 60


def rewording_of(words: WordIndex, text: str) -> Rewording:
    """Return the question in the other words that the papers have for some of its own."""
    if len(text.split()) > _MOST_WORDS:
        return Rewording()
    # In small letters, "it" and "gas" mean themselves.
    other = reworded(text, words.acronyms(), stems, lambda word: word.islower() and is_common_word(word))
    return other if set(words.terms(other.text)) - set(words.terms(text)) else Rewording()


def reader_of(words: WordIndex, rewording: Rewording) -> Callable[[str], Sequence[str]]:
    """Return what reads the stems of a text, and adds those that the question has for what stands there."""
    swaps = [(words.terms(said), frozenset(words.terms(other))) for said, other in rewording.swaps]

    def read(text: str) -> Sequence[str]:
        there = words.terms(text)
        return [*there, *(stem for said, other in swaps if other <= set(there) for stem in said)]

    return read if swaps else words.terms
