"""Detects that a model repeats itself, and where to end its text. Pure.

A loop is a stretch of words that occurs three times in a row, or a longer sentence that occurs a third time. Lists and
tables repeat themselves for good reasons, so they may do so more often.
"""

import re
from dataclasses import dataclass

from index.text.plain_text import SPELLED_MARKS

_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_END = re.compile(r"[.!?…](?=\s|$)")
_ITEM = re.compile(r"\s*(?:[-*•|>#]|\d{1,3}[.)]\s|\|)")
# The longest stretch that is looked for, and the least length of a whole loop, in words.
_LONGEST, _LEAST, _LEAST_OF_THOUGHTS = 300, 24, 600
_TIMES = 3
# A repeated run of this many words counts as a sentence.
_SENTENCE = 6
_SAME_ITEMS = 6


def without_loop(text: str) -> str | None:
    """Return the text up to where it begins to repeat itself; None if it does not.

    >>> without_loop("It is fast. " + "It runs on a phone all day. " * 3)
    'It is fast. It runs on a phone all day.'
    >>> without_loop("It is very, very, very fast. It is not very, very small.") is None
    True
    """
    items = _repeated_items(text)
    prose = _prose(text)
    ends = [end for end in (items, _repeated_stretch(prose), _repeated_sentence(prose)) if end is not None]
    return text[: min(ends)].rstrip() if ends else None


def is_looping(text: str, *, thoughts: bool = False) -> bool:
    """Return whether a growing text has begun to repeat itself; only its last words are looked at.

    `thoughts`: these repeat sentences for good reasons, but not the same words without end.
    """
    tail = text[-12 * _LONGEST * _TIMES :]
    return _repeated_stretch(tail, _LEAST_OF_THOUGHTS) is not None if thoughts else without_loop(tail) is not None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


def _prose(text: str) -> str:
    """Return the text with marks, and the lines of lists and tables, blanked out: every place stays where it is."""
    lines = (" " * len(line) if _ITEM.match(line) else line for line in text.split("\n"))
    return SPELLED_MARKS.sub(lambda mark: " " * len(mark[0]), "\n".join(lines))


def _repeated_stretch(prose: str, least: int = _LEAST) -> int | None:
    """Return where the first of three or more equal stretches at the end of the text ends; `least`: words in all."""
    words = [_Word(found[0].casefold(), *found.span()) for found in _WORD.finditer(prose)]
    said = [word.text for word in words]
    for length in range(1, min(_LONGEST, len(said) // _TIMES) + 1):
        times = max(_TIMES, -(-least // length))
        last = said[-length:]
        if len(said) < times * length or said[-2 * length : -length] != last:
            continue
        if all(said[-(n + 1) * length : -n * length or None] == last for n in range(times)):
            first = len(said) - length
            while first >= length and said[first - length : first] == last:
                first -= length
            return _sentence_end(prose, words[first + length - 1].end)
    return None


def _repeated_sentence(prose: str) -> int | None:
    """Return where the text should end before a sentence of some length is said a third time."""
    said: list[str] = []
    ends: list[int] = []
    places: dict[str, list[int]] = {}
    for found in _END.finditer(prose):
        sentence = " ".join(word.casefold() for word in _WORD.findall(prose[ends[-1] if ends else 0 : found.end()]))
        said.append(sentence)
        ends.append(found.end())
        if sentence.count(" ") < _SENTENCE - 1:
            continue
        same = places.setdefault(sentence, [])
        same.append(len(said) - 1)
        if len(same) == _TIMES:
            first, second, third = same
            # The words between the first two are between the others, too, so everything after the first is cut.
            round_again = said[first:second] == said[second:third]
            return ends[second - 1] if round_again else ends[third - 1]
    return None


def _repeated_items(text: str) -> int | None:
    """Return where the first of many equal lines of a list ends, numbers in front of them aside."""
    at, before, times, first = 0, "", 0, 0
    for line in text.split("\n"):
        body = re.sub(r"^\W*(?:\d{1,3}[.)]\s+)?", "", line).casefold().strip()
        if body and _ITEM.match(line):
            times = times + 1 if body == before else 1
            first = at + len(line) if times == 1 else first
            before = body
            if times == _SAME_ITEMS:
                return first
        elif body:
            before, times = "", 0
        at += len(line) + 1
    return None


def _sentence_end(text: str, end: int) -> int:
    """Return the place after what closes a sentence after `end`: its stop and its mark."""
    closed = re.compile(r"\s*[.!?…]*\s{0,12}?").match(text, end)
    return closed.end() if closed else end
