"""Words of other languages that are spelled nearly like the English ones: Halluzinationen, segmentación. Pure.

There is no dictionary: two words are relatives if they differ only in what usually differs between languages.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

# Letters that stand for each other, and endings that do; in this order.
_SAME = tuple(
    (re.compile(pattern), letters)
    for pattern, letters in (
        (r"ierung(?=en$|$)", "ation"),
        (r"(?:itaeten|itaet|itaten|itat|ites?|idad(?:es)?|ity|ities)$", "it"),
        (r"(?:enz(?:en)?|[ae]nces?|en[cz]ias?)$", "anc"),
        (r"(?:isch\w{0,2}|iques?|ic[ao]s?|ical|ics?)$", "ic"),
        (r"(?:ie|ien|ia|ias|ies|y)$", "i"),
        (r"(?:e[nrms]?|[as]|[ao]s|n(?<=nen))$", ""),
        (r"ph", "f"),
        (r"sch|ch|ck|qu|[ckqsz]", "c"),
        (r"ti(?=on)", "ci"),
        (r"th", "t"),
        (r"[yj]", "i"),
        (r"w", "v"),
        (r"x", "cc"),
        (r"(.)\1+", r"\1"),
    )
)
_SHORTEST = 5
# A longer word is not a compound, and trying to split it would take quadratic time.
_LONGEST = 60
# A key of few letters says little: the words must begin alike, and a part of a compound has more of them than two.
_SHORT_KEY, _SHORTEST_KEY = 4, 3
# The parts of a compound: Diffusions-modelle, Insulin-resistenz.
_SHORTEST_PART = 4
_LINKS = ("", "s", "es", "n", "en")


def cognate_key(word: str) -> str:
    """Return the part of a word that its relatives in other languages share.

    >>> cognate_key("Halluzinationen") == cognate_key("hallucinations")
    True
    >>> cognate_key("Segmentierung") == cognate_key("segmentation") == cognate_key("segmentación")
    True
    """
    small = unicodedata.normalize("NFD", word.casefold())
    key = "".join(letter for letter in small if not unicodedata.combining(letter))
    for pattern, letters in _SAME:
        key = pattern.sub(letters, key)
    return key


def by_key(forms: Iterable[tuple[str, int]]) -> dict[str, str]:
    """Return the most frequent of the English words with each key; `forms`: words and how many papers have them."""
    found: dict[str, tuple[int, str]] = {}
    for form, papers in forms:
        if len(form) >= _SHORTEST_PART and form.isalpha():
            key = cognate_key(form)
            found[key] = max(found.get(key, (0, "")), (papers, form))
    return {key: form for key, (_, form) in found.items()}


def in_english(word: str, known: Mapping[str, str]) -> str:
    """Return the English relative of a word, or those of its two parts; empty if there is none. `known`: `by_key`.

    >>> known = by_key([("diffusion", 9), ("models", 9), ("hallucinations", 2)])
    >>> in_english("Diffusionsmodellen", known), in_english("Halluzination", known), in_english("Brustkrebs", known)
    ('diffusion models', 'hallucinations', '')
    """
    if not _SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
        return ""
    key = cognate_key(word)
    if (whole := known.get(key)) and (len(key) > _SHORT_KEY or whole[0] == word[0].casefold()):
        return whole
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        key = cognate_key(word[at:])
        last = known.get(key) if len(key) >= _SHORTEST_KEY else None
        first = next((known[key] for link in _LINKS if (key := _first_part(word[:at], link)) in known), "")
        if first and last:
            return f"{first} {last}"
    return ""


def _first_part(part: str, link: str) -> str:
    """Return the key of the first part of a compound without its linking letters; empty if it is too short."""
    bare = part.removesuffix(link) if part.endswith(link) else ""
    return cognate_key(bare) if len(bare) >= _SHORTEST_PART else ""
