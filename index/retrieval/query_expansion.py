"""Query expansion: acronyms spelled out, and long names replaced by their acronyms, as the papers define them."""

from index.embedding.bundled_encoder import is_common_word
from index.stores.word_index import WordIndex
from index.text.acronyms import Expansion, expand_acronyms
from index.text.words import stems, terms

# Longer questions are pasted texts, which have enough words of their own.
MAX_WORDS = 60


def expand_query(words: WordIndex, text: str) -> Expansion:
    """Return the question with some of its words replaced by those that the papers use; empty if there are none."""
    if len(text.split()) > MAX_WORDS:
        return Expansion()
    # In lower case, "it" and "gas" are ordinary words.
    expansion = expand_acronyms(text, words.acronyms(), stems, lambda word: word.islower() and is_common_word(word))
    return expansion if set(terms(expansion.text)) - set(terms(text)) else Expansion()
