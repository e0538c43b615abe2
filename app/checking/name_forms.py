"""Whether a paper has a name that a sentence uses, in any of its spellings. Pure."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text.acronyms import abbreviations, letters_in_order, singular
from index.text.plain_text import GREEK_NAMES, TOKEN, in_common_letters
from index.text.words import STOP_WORDS, stem

_PLAIN = re.compile(r"[A-Z][a-z]{3,}")
_LONGEST_RUN = 5
# Sorts after every letter.
_LAST = "\U0010ffff"
_MIN_STEM, _MAX_ENDING, _MIN_ACRONYM = 4, 4, 3
# A paper may abbreviate a phrase of at most this many words that occurs at least this often.
_LONGEST_PHRASE, _AGAIN = 4, 2
# "OCT3/4" is one of two.
_EITHER = re.compile(r"(.*[^\W\d])-?(\d+)/(\d+)")
_NUMBERED = re.compile(r"([a-z]{2,})(\d+)")
# "NF-kB" and "TNF-a" are written for "NF-kappaB" and "TNF-alpha".
_GREEK = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(GREEK_NAMES, key=len, reverse=True))})(?![a-z])")
# A letter or two with a number may follow the words that a name abbreviates.
_SHORT = 2
# A word is at least this many times as long as its short form.
_SPELLED = 3
# Short forms that everybody in a field uses, also of papers that spell them out or say less.
_STANDING = {
    "ai": "artificial intelligence",
    "asr": "speech recognition",
    "cv": "computer vision",
    "gan": "adversarial network",
    "gpu": "hardware",
    "llm": "language model",
    "lm": "language model",
    "ml": "machine learning",
    "mllm": "multimodal",
    "nas": "architecture search",
    "nlp": "language",
    "qa": "question answering",
    "rag": "retrieval augmented",
    "rl": "reinforcement learning",
    "rnn": "recurrent",
    "cnn": "convolutional",
    "gnn": "graph neural",
    "rna": "mrna",
    "sota": "state of the art",
    "vae": "variational autoencoder",
    "vlm": "vision language",
    "mt": "translation",
}
# Words that say no more than "models" or "the best".
_EVERYDAY = frozenset(["ai", "sota"])
_ROMAN = {"II": "2", "III": "3", "IV": "4"}
# Where a name may begin and end: not within a word or a number.
_BEGINS, _ENDS = re.compile(r"(?<!\w)(?<!\d[.,])"), re.compile(r"(?!\w|[.,]\d)")
_GRADED = ("type", "phase", "class", "stage", "grade", "level")


@dataclass(frozen=True, slots=True)
class Forms:
    """The names and words of a paper, in lower case and one spelling."""

    joined: frozenset[str]
    """Runs of up to five neighbouring pieces of words, joined."""
    ordered: tuple[str, ...]
    """The same, sorted: what begins alike stands together."""
    pieces: frozenset[str]
    initials: tuple[str, str]
    """The first letters of all its words, and of those that are not stop words."""
    acronyms: frozenset[str]
    """What two to four neighbouring words that occur more than once abbreviate to."""
    stems: frozenset[str]
    numbered: Mapping[tuple[str, str], tuple[str, ...]]
    """The words with a number at the end, without it, by their first letter and the number."""


def forms(text: str) -> Forms:
    """Return the forms of a text, for `has_name`."""
    pieces = _pieces(text)
    joined = {"".join(run) for length in range(1, _LONGEST_RUN + 1) for run in _runs(pieces, length)}
    if _GREEK.search(in_common_letters(text)):
        latin = _pieces(_latin(in_common_letters(text)))
        joined |= {"".join(run) for length in range(1, _LONGEST_RUN + 1) for run in _runs(latin, length)}
        joined |= _abbreviated(pieces) | _abbreviated(latin)
    # The RNA of mRNA and siRNA.
    joined |= {match[1].lower() for match in re.finditer(r"\b[a-z]{1,2}([A-Z]{3,})", text)}
    both = ("".join(piece[0] for piece in pieces), "".join(piece[0] for piece in pieces if piece not in STOP_WORDS))
    joined |= {_singular(form) for form in joined}
    return Forms(
        frozenset(joined),
        tuple(sorted(joined)),
        frozenset(pieces),
        both,
        frozenset[str]().union(*map(abbreviations, _phrases(pieces))),
        frozenset(map(stem, pieces)),
        _numbered(joined),
    )


def _numbered(joined: Iterable[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for match in filter(None, map(_NUMBERED.fullmatch, joined)):
        found[match[1][0], match[2]].append(match[1])
    return {key: tuple(words) for key, words in found.items()}


def _runs(pieces: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(pieces[i : i + length]) for i in range(len(pieces) - length + 1))


def _abbreviated(pieces: Sequence[str]) -> set[str]:
    """Return the first letters of the words before a short piece, joined to it: nfkb for "nuclear factor kB"."""
    return {
        "".join(piece[0] for piece in run[:-1]) + run[-1]
        for length in range(3, _LONGEST_PHRASE + 1)
        for run in _runs(pieces, length)
        if len(run[-1]) <= _SHORT or any(run[-1].startswith(name) for name in GREEK_NAMES)
        if not STOP_WORDS.intersection(run)
    }


def _phrases(pieces: Sequence[str]) -> frozenset[tuple[str, ...]]:
    words = [_singular(piece) for piece in pieces]
    times = Counter(
        run
        for length in range(2, _LONGEST_PHRASE + 1)
        for run in _runs(words, length)
        if run[0] not in STOP_WORDS and run[-1] not in STOP_WORDS
    )
    return frozenset(run for run, count in times.items() if count >= _AGAIN)


def _latin(text: str) -> str:
    """Return a folded text with the first letter of each Greek letter's name."""
    return _GREEK.sub(lambda match: match[0][0], text)


def is_written(name: str, text: str) -> bool:
    """Return whether a text has a name just as it is written, and not as a part of another word or number.

    >>> [is_written("GPT-4", text) for text in ("use GPT-4.", "GPT-4-turbo", "GPT-4.5", "GPT-4o", "gpt-4")]
    [True, True, False, False, False]
    """
    at = text.find(name)
    while at >= 0 and not (_BEGINS.match(text, at) and _ENDS.match(text, at + len(name))):
        at = text.find(name, at + 1)
    return at >= 0


def has_name(paper: Forms, name: str) -> bool:
    """Return whether the paper has `name` in any spelling, spelled out, or as an acronym."""
    pieces = _pieces(name)
    if name.lower() in _EVERYDAY:
        return True
    if either := _EITHER.fullmatch(name):
        names = [f"{either[1]}{number}" for number in either.groups()[1:]]
        return "".join(pieces) in paper.joined or any(
            has_name(paper, one) and not _is_paired(paper, one) for one in names
        )
    if len(pieces) > 1 and pieces[-1] in GREEK_NAMES and pieces[-1] in paper.pieces:
        pieces, name = pieces[:-1], name.rpartition("-")[0]
    whole = "".join(pieces)
    latin = "".join(_pieces(_latin(in_common_letters(name))))
    if whole in paper.joined or _singular(whole) in paper.joined or latin in paper.joined:
        return True
    if _PLAIN.fullmatch(name) and _has_family(paper, whole):
        return True
    words = name.split("-")
    if len(words) > 1 and all(word.isalpha() for word in words):
        return all(has_name(paper, word) for word in words)
    return _has_short(paper, name) or _has_numbered(paper, name)


def _is_paired(paper: Forms, name: str) -> bool:
    """Return whether another number follows a name in the paper: Arp2/3 is a pair, which Arp2/7 is not."""
    whole = "".join(_pieces(name))
    first, last = bisect_left(paper.ordered, f"{whole}0"), bisect_left(paper.ordered, f"{whole}:")
    return any(form[len(whole) :].isdigit() for form in paper.ordered[first:last])


def _has_short(paper: Forms, name: str) -> bool:
    """Return whether the paper spells out an acronym, numbers it (BRCA in BRCA1), or writes type 2 for type II."""
    acronym = singular(name.replace("-", "").replace("/", "")).lower()
    if not acronym.isalpha() or _PLAIN.fullmatch(name):
        return False
    if acronym in paper.acronyms:
        return True
    if acronym in _STANDING and _STANDING[acronym].replace(" ", "") in paper.joined:
        return True
    if name in _ROMAN:
        return any(f"{word}{_ROMAN[name]}" in paper.joined for word in _GRADED)
    if len(acronym) < _MIN_ACRONYM:
        return False
    numbered = any(form[len(acronym) :].isdigit() for form in _between(paper, f"{acronym}0", f"{acronym}:"))
    return numbered or any(acronym in initials for initials in paper.initials)


def _has_numbered(paper: Forms, name: str) -> bool:
    """Return whether the paper has a numbered name in its long or short form: IL-6 and interleukin 6."""
    numbered = _NUMBERED.fullmatch("".join(_pieces(name)))
    if not numbered:
        return False
    for other in paper.numbered.get((numbered[1][0], numbered[2]), ()):
        short, long = sorted((numbered[1], other), key=len)
        if len(long) >= _SPELLED * len(short) and letters_in_order(short, long):
            return True
    return False


def _alike(paper: Forms, name: str) -> Iterator[str]:
    """Yield the words of the paper that begin like a name."""
    beginning = name[:_MIN_STEM]
    return _between(paper, beginning, f"{beginning}{_LAST}")


def _between(paper: Forms, first: str, last: str) -> Iterator[str]:
    """Yield the words of the paper from one place of the alphabet to another."""
    start, stop = bisect_left(paper.ordered, first), bisect_left(paper.ordered, last)
    return (form for form in paper.ordered[start:stop] if form in paper.pieces)


@lru_cache(maxsize=10_000)
def _singular(form: str) -> str:
    return form[:-1] if form.endswith("s") and not form.endswith("ss") and len(form) > 2 else form  # noqa: PLR2004


def _pieces(text: str) -> list[str]:
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", in_common_letters(text)) if not unicodedata.combining(sign)
    )
    text = re.sub(r"(?<=\d)[.,](?=\d)", "p", bare)
    return [piece.removesuffix("'s").lower() for piece in TOKEN.findall(text.replace("_", " "))]


def _has_family(paper: Forms, name: str) -> bool:
    """Return whether the paper has a word of the same family: Bayes and Bayesian, China and Chinese."""
    return stem(name) in paper.stems or any(_is_ending(name, word) for word in _alike(paper, name))


def _is_ending(name: str, word: str) -> bool:
    """Return whether two words differ in a short ending only."""
    shared = 0
    for one, other in zip(name, word, strict=False):
        if one != other:
            break
        shared += 1
    return shared >= _MIN_STEM and max(len(name), len(word)) - shared <= _MAX_ENDING
