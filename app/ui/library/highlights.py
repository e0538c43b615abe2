"""Cuts a text where the words of a search match, in any form and as the beginning of a word. Pure."""

import re
from dataclasses import dataclass

from index.text.words import STOP_WORDS, stem

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text, and whether it matches."""

    text: str
    matches: bool = False


def highlighted(text: str, words: str) -> tuple[TextPart, ...]:
    """Return the text in parts.

    >>> highlighted("Diffusion of ink", "diffuse in")
    (TextPart(text='Diffusion', matches=True), TextPart(text=' of ink', matches=False))
    """
    typed = [word.casefold() for word in _WORD.findall(words)]
    begun = typed[-1] if typed and words[-1:].isalnum() and typed[-1] not in STOP_WORDS else ""
    stems = {stem(word) for word in typed if word not in STOP_WORDS}
    parts: list[TextPart] = []
    end = 0
    for word in _WORD.finditer(text) if stems or begun else ():
        folded = word[0].casefold()
        if stem(folded) in stems or (begun and folded.startswith(begun)):
            if end < word.start():
                parts.append(TextPart(text[end : word.start()]))
            parts.append(TextPart(word[0], matches=True))
            end = word.end()
    return (*parts, TextPart(text[end:])) if end < len(text) or not parts else tuple(parts)
