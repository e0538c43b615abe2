"""On which line of a draft a sentence begins. Pure.

A sentence is known only as prose, without markup and citations; it is found by its first words, in their order.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import islice

_WORD = re.compile(r"[^\W_]+")
# How many words of a sentence are compared, and with how many words of the draft, where markup comes between them.
_COMPARED, _WINDOW = 8, 24
# The share of the words that must be there, and how many places are tried in each direction: all of them take 2 ms,
# far less than checking the sentence.
_ENOUGH, _TRIED = 0.75, 500


class SentencePlaces:
    """The words of a draft, with their lines."""

    def __init__(self, text: str) -> None:
        """Read the draft as it is written."""
        lines = enumerate(text.splitlines(), 1)
        words = [(word.casefold(), number) for number, line in lines for word in _WORD.findall(line)]
        self._words = [word for word, _ in words]
        self._lines = [number for _, number in words]
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self._words):
            self._places[word].append(place)
        self._next = 0

    def line_of(self, sentence: str) -> int | None:
        r"""Return the line on which a sentence begins, preferably after the one before; None if it is not found.

        >>> places = SentencePlaces("# Terns\n\nTerns \\emph{do} dive.\nTerns eat [@x].")
        >>> [places.line_of(text) for text in ("Terns do dive.", "Terns eat.", "Gulls sing.")]
        [3, 4, None]
        """
        words = [word.casefold() for word in islice(_WORD.findall(sentence), _COMPARED)]
        if not words:
            return None
        places = self._places.get(words[0], [])
        after = bisect_left(places, self._next)
        # Footnotes come last in the prose, but are anywhere in the draft.
        tried = (*places[after : after + _TRIED], *places[: min(after, _TRIED)])
        first = next((place for place in tried if self._has(words, place)), None)
        if first is None:
            return None
        # A heading just before it may begin with the same word, so the last place nearby counts.
        near = places[bisect_left(places, first) : bisect_left(places, first + _COMPARED)]
        place = max(one for one in near if self._has(words, one))
        self._next = place + 1
        return self._lines[place]

    def _has(self, words: list[str], place: int) -> bool:
        """Return whether enough of the words follow in order from this place."""
        following = self._words[place : place + _WINDOW]
        at = found = 0
        for word in words:
            if word in following[at:]:
                at, found = following.index(word, at) + 1, found + 1
        return found >= _ENOUGH * len(words)
