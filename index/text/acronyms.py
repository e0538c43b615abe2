"""Acronyms that papers define, "retrieval-augmented generation (RAG)", and questions reworded with them. Pure.

The algorithm of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text",
PSB 2003: the letters of the acronym are looked for from right to left in the words before it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_BRACKETS = re.compile(r"\(([^();,]{2,80})[();,]")
# At least two capitals, among at most ten letters and figures.
_ACRONYM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[^\W\d_][\w/-]{1,9}")
_PLURAL = re.compile(r"(?<=[A-Z0-9])s$")
_WORD = re.compile(r"[^\W_](?:[\w'’/-]*[^\W_])?")
_SENTENCE_ENDS = re.compile(r"[.;:!?]\s")
# How far before the brackets a definition may begin, in characters.
_BEFORE = 200
# The longest thing that an acronym in a question is looked up for, in words.
_MOST_WORDS = 6
# What an acronym stands for in at least this share of the papers that define it is what a question means by it.
_MEANT = 0.5
# Shorter words that are put short as a whole are too common to mean the acronym.
_LEAST_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Expansion:
    """A question in other words; empty where there are none."""

    text: str = ""
    swaps: tuple[tuple[str, str], ...] = ()
    """What was said, and what it was put into."""


def definitions(text: str) -> set[tuple[str, str]]:
    """Return the acronyms that a text defines, singular, with what they stand for, in small letters.

    >>> sorted(definitions("Large Language Models (LLMs) with RAG (retrieval-augmented generation) win (see Tab. 2)."))
    [('LLM', 'large language models'), ('RAG', 'retrieval-augmented generation')]
    """
    return set(_definitions(text))


def singular(acronym: str) -> str:
    """Return an acronym without the s of its plural.

    >>> singular("LLMs"), singular("GPS"), singular("ReLUs")
    ('LLM', 'GPS', 'ReLU')
    """
    return _PLURAL.sub("", acronym)


class Acronyms:
    """The acronyms of a collection, with what its papers mean by them."""

    def __init__(self, defined: Iterable[tuple[str, str, str, int]]) -> None:
        """Take what is `defined`: acronym, what it stands for, stems of that joined by `_`, number of papers."""
        meant: dict[str, dict[tuple[str, str], Counter[str]]] = {}
        shorts: dict[str, Counter[str]] = {}
        for short, long, stems, papers in defined:
            meant.setdefault(short.lower(), {}).setdefault((short, stems), Counter())[long] += papers
            shorts.setdefault(stems, Counter())[short] += papers
        self._meant = meant
        self._shorts = shorts

    def stands_for(self, word: str) -> str:
        """Return what most papers that define this acronym mean by it; empty if none does. Written in small letters
        it is found in any case, as are plurals.
        """
        for short in dict.fromkeys((word, singular(word), word.removesuffix("s"))):
            senses = self._meant.get(short.lower(), {})
            mean = {stems: longs for (written, stems), longs in senses.items() if written == short or short.islower()}
            if most := _mostly({stems: longs.total() for stems, longs in mean.items()}):
                return mean[most].most_common(1)[0][0]
        return ""

    def short_for(self, stems: str) -> str:
        """Return the acronym that most papers that define one use for words of these stems; empty for none."""
        return _mostly(self._shorts.get(stems, {}))


def expand_acronyms(
    text: str, acronyms: Acronyms, stems: Callable[[str], Sequence[str]], is_plain: Callable[[str], bool]
) -> Expansion:
    """Return a question with its acronyms spelled out, and with what has an acronym put short.

    `is_plain`: whether a word means itself, even if it is an acronym in capitals.

    >>> acronyms = Acronyms([("RL", "reinforcement learning", "reinforcement_learning", 2)])
    >>> text = "Does RL need rewards? Reinforcement learning!"
    >>> expand_acronyms(text, acronyms, lambda w: [w.lower()], str.islower).text
    'Does reinforcement learning need rewards? RL!'
    """
    words = list(_WORD.finditer(text))
    said = ["_".join(stems(word[0])) for word in words]
    parts: list[str] = []
    swaps: list[tuple[str, str]] = []
    place = copied = 0
    while place < len(words):
        taken, other = _put_short(said[place : place + _MOST_WORDS], acronyms)
        if not other and not is_plain(words[place][0]):
            other = acronyms.stands_for(words[place][0])
        start, end = words[place].start(), words[place + taken - 1].end()
        if other:
            swaps.append((text[start:end], other))
            parts += [text[copied:start], other]
            copied = end
        place += taken
    return Expansion("".join([*parts, text[copied:]]), tuple(swaps)) if swaps else Expansion()


def _put_short(stems: Sequence[str], acronyms: Acronyms) -> tuple[int, str]:
    """Return how many of the first words have an acronym, the more the better, and it; (1, "") if none has."""
    for taken in range(len(stems), 0, -1):
        together = "_".join(stems[:taken])
        if len(together) >= _LEAST_LETTERS and (short := acronyms.short_for(together)):
            return taken, short
    return 1, ""


def _mostly(papers: Mapping[str, int]) -> str:
    """Return what most of the papers have; empty if there is no such thing."""
    most = max(papers, key=lambda one: papers[one], default="")
    return most if most and papers[most] >= _MEANT * sum(papers.values()) else ""


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    for found in _BRACKETS.finditer(text):
        inside = _WORD.findall(found[1])
        in_front = text[max(0, found.start() - _BEFORE) : found.start()]
        before = _WORD.findall(_SENTENCE_ENDS.split(in_front)[-1].rpartition(")")[2])
        if len(inside) == 1 and _ACRONYM.fullmatch(inside[0]):
            short, words = inside[0], before
        elif before and _ACRONYM.fullmatch(before[-1]):
            short, words = before[-1], inside
        else:
            continue
        short = singular(short)
        long = _long_form(short, words[-min(len(short) + 5, 2 * len(short)) :])
        if len(long) > len(short) and short.lower() not in long.split():
            yield short, long


def _long_form(short: str, words: Sequence[str]) -> str:
    """Return the shortest end of `words` that holds the letters of the acronym in order, the first one at a start."""
    text = " ".join(words).lower()
    at = len(text)
    letters = [letter for letter in short.lower() if letter.isalnum()]
    for left, letter in zip(range(len(letters) - 1, -1, -1), reversed(letters), strict=True):
        at = text.rfind(letter, 0, at)
        while not left and at > 0 and text[at - 1].isalnum():
            at = text.rfind(letter, 0, at)
        if at < 0:
            return ""
    return text[at:]
