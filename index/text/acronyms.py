"""Acronyms: which ones papers define, "retrieval-augmented generation (RAG)", and what they stand for. Pure.

Definitions are found with the algorithm of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", PSB 2003: it looks for the letters of the acronym from right to left in the words
before it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.text.plain_text import TOKEN

_BRACKETS = re.compile(r"\(([^();,]{2,80})[();,]")
# At least two capitals, in at most ten letters and digits.
_ACRONYM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[^\W\d_][\w/-]{1,9}")
_PLURAL = re.compile(r"(?<=[A-Z0-9])s$")
_WORD = re.compile(r"[^\W_](?:[\w'’/-]*[^\W_])?")
# `Known as the "time to first token", or TTFT`: every word gives a letter, or it could be any `A or B`. What introduces
# the acronym is looked for first: trying eight words from each place on took half the time of adding papers.
_INTRODUCED = re.compile(
    r"\b(?:or|short|in\s+short|abbreviated(?:\s+(?:as|to))?|denoted(?:\s+(?:as|by))?|hereafter|henceforth)\b[\s:,]*"
    r"[\"“'‘`]*(?P<short>[^\W\d_][\w/-]{1,9})(?![\w-])"
)
_IN_FRONT = re.compile(r"(?P<long>(?:[^\W\d_][\w-]*\s+){1,7}[^\W\d_][\w-]*)[\"”'’]*\s*,?\s*\Z")
_SENTENCE_ENDS = re.compile(r"[.;:!?]\s")
# How many characters before the brackets a definition may begin.
_BEFORE = 200
# A prefix that may have a letter of its own in an acronym: the variational AutoEncoder of VAE.
_PREFIX = re.compile(r"(?:auto|multi|inter|micro|macro|hyper|hypo|neuro|cardio|immuno|electro|photo|trans)(?=[a-z]{4})")
# The longest phrase of a question, in words, for which to look up an acronym.
_MAX_WORDS = 6
# An acronym has a meaning if at least this share of the papers that define it agree.
_MEANT = 0.5
# Shorter phrases are too common to mean the acronym.
_MIN_LETTERS = 6


Definition = tuple[str, str, str, int]
"""An acronym, its long form, the long form's stems joined by `_`, and the number of papers that define it so."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A question in other words; empty if there are none."""

    text: str = ""
    swaps: tuple[tuple[str, str], ...] = ()
    """The replaced words, each with its replacement."""


def definitions(text: str) -> set[tuple[str, str]]:
    """Return the acronyms that a text defines, in the singular, each with its long form in lower case.

    >>> sorted(definitions("Large Language Models (LLMs) with RAG (retrieval-augmented generation) win (see Tab. 2)."))
    [('LLM', 'large language models'), ('RAG', 'retrieval-augmented generation')]
    """
    return set(_definitions(text))


def singular(acronym: str) -> str:
    """Return an acronym without its plural s.

    >>> singular("LLMs"), singular("GPS"), singular("ReLUs")
    ('LLM', 'GPS', 'ReLU')
    """
    return _PLURAL.sub("", acronym)


def abbreviations(words: Sequence[str]) -> set[str]:
    """Return the word spelled by the initials of all words; a prefix may add its own letter.

    >>> sorted(abbreviations(["variational", "autoencoder"]))
    ['va', 'vae']
    """
    found = {""}
    for word in words:
        prefix = _PREFIX.match(word)
        endings = (word[0], word[0] + word[prefix.end()]) if prefix else (word[0],)
        found = {letters + ending for letters in found for ending in endings}
    return found


def letters_in_order(acronym: str, words: str) -> bool:
    """Return whether the letters of the acronym occur in the words in their order."""
    letters = iter(words)
    return all(letter in letters for letter in acronym)


def is_spelled_out(text: str, start: int, end: int) -> bool:
    """Return whether `text[start:end]` is an acronym in brackets, right after the words it stands for.

    >>> is_spelled_out("matrix metalloproteases (MMPs) are cut", 25, 29)
    True
    """
    acronym = singular(text[start:end]).lower()
    if text[max(start - 1, 0)] != "(" or text[end : end + 1] != ")" or not acronym.isalnum():
        return False
    words = [word.lower() for word in TOKEN.findall(text[max(start - _BEFORE, 0) : start])[-len(acronym) - 1 :]]
    starts = [i for i, word in enumerate(words) if word[0] == acronym[0]]
    return any(letters_in_order(acronym, "".join(words[i:])) for i in starts)


class Acronyms:
    """The acronyms of a collection and what its papers mean by them."""

    def __init__(self, defined: Iterable[Definition]) -> None:
        """Take the definitions; what they mean together is counted for those that are asked for."""
        self._by_short: dict[str, list[Definition]] = {}
        self._by_stems: dict[str, list[Definition]] = {}
        for definition in defined:
            short, _, stems, _ = definition
            self._by_short.setdefault(short.lower(), []).append(definition)
            self._by_stems.setdefault(stems, []).append(definition)

    def usual_expansion(self, word: str) -> str:
        """Return what most papers that define this acronym mean by it; empty if there is no such meaning.

        A word in lower case matches an acronym in any case; plurals match, too.
        """
        for short in dict.fromkeys((word, singular(word), word.removesuffix("s"))):
            mean: dict[str, Counter[str]] = {}
            for written, long, stems, papers in self._by_short.get(short.lower(), ()):
                if written == short or short.islower():
                    mean.setdefault(stems, Counter())[long] += papers
            if most := _mostly({stems: longs.total() for stems, longs in mean.items()}):
                return mean[most].most_common(1)[0][0]
        return ""

    def short_for(self, stems: str) -> str:
        """Return the acronym that most papers use for words with these stems; empty if there is none."""
        shorts = Counter[str]()
        for short, _, _, papers in self._by_stems.get(stems, ()):
            shorts[short] += papers
        return _mostly(shorts)


def expand_acronyms(
    text: str, acronyms: Acronyms, stems: Callable[[str], Sequence[str]], is_plain: Callable[[str], bool]
) -> Expansion:
    """Return a question with its acronyms spelled out and its long forms abbreviated.

    `is_plain`: whether a word is an ordinary word here, although it spells an acronym.

    >>> acronyms = Acronyms([("RL", "reinforcement learning", "reinforcement_learning", 2)])
    >>> text = "Does RL need rewards? Reinforcement learning!"
    >>> expand_acronyms(text, acronyms, lambda w: [w.lower()], str.islower).text
    'Does reinforcement learning need rewards? RL!'
    """
    words = list(_WORD.finditer(text))
    stemmed = ["_".join(stems(word[0])) for word in words]
    parts: list[str] = []
    swaps: list[tuple[str, str]] = []
    place = copied = 0
    while place < len(words):
        taken, other = _abbreviated(stemmed[place : place + _MAX_WORDS], acronyms)
        if not other and not is_plain(words[place][0]):
            other = acronyms.usual_expansion(words[place][0])
        start, end = words[place].start(), words[place + taken - 1].end()
        if other:
            swaps.append((text[start:end], other))
            parts += [text[copied:start], other]
            copied = end
        place += taken
    return Expansion("".join([*parts, text[copied:]]), tuple(swaps)) if swaps else Expansion()


def _abbreviated(stems: Sequence[str], acronyms: Acronyms) -> tuple[int, str]:
    """Return the longest run of first words that has an acronym, as its length, and the acronym; else (1, "")."""
    for taken in range(len(stems), 0, -1):
        together = "_".join(stems[:taken])
        if len(together) >= _MIN_LETTERS and (short := acronyms.short_for(together)):
            return taken, short
    return 1, ""


def _mostly(papers: Mapping[str, int]) -> str:
    """Return the meaning that most of the papers agree on; empty if there is none."""
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
    for found in _INTRODUCED.finditer(text):
        short = singular(found["short"])
        if not _ACRONYM.fullmatch(short):
            continue
        if spelled := _IN_FRONT.search(text[max(0, found.start() - _BEFORE) : found.start()]):
            words = spelled["long"].lower().split()[-len(short) :]
            if short.lower() in abbreviations(words):
                yield short, " ".join(words)


def _long_form(short: str, words: Sequence[str]) -> str:
    """Return the shortest end of `words` with the letters of the acronym in order, the first one at a word's start."""
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
