"""Polarity: whether one sentence says "rises" where another says "falls", or denies what the other states. Pure.

Knows English words of direction and of negation, and aligns them by the words around; does no parsing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.text.plain_text import folded, tokens
from index.text.words import STOP_WORDS, stem

# Opposites by axis: words that say more, and words that say less, of the same thing.
_AXES = {
    "amount": (
        "increase raise elevate rise grow high higher highest great greater greatest enhance boost amplify "
        "upregulate expand gain promote stimulate activate induce accelerate elicit strengthen potentiate augment "
        "large larger largest overexpress exacerbate aggravate intensify abundant expansion",
        "decrease reduce low lower lowest diminish decline drop fall attenuate downregulate "
        "shrink inhibit suppress block deactivate prevent impair abolish abrogate repress hinder small "
        "smaller smallest minimize minimise lessen curtail limit weaken mitigate alleviate dampen "
        "reduction deplete silence hamper impede slow slower delay ameliorate scarce",
    ),
    "degree": ("more most greater higher larger", "less least fewer fewest lower smaller"),
    "quality": (
        "improve enhance good better best outperform surpass exceed beat superior benefit boost strengthen "
        "improvement gain effective favorable favourable ameliorate rescue",
        "degrade worsen impair bad worse worst underperform inferior harm hurt deteriorate degradation trail "
        "ineffective unfavorable unfavourable lag exacerbate aggravate",
    ),
    "speed": ("fast faster fastest accelerate quick quicker rapid speed speedup", "slow slower slowest delay slowdown"),
    "length": ("long longer longest prolong extend lengthen", "short shorter shortest shorten"),
    "sign": ("positive positively direct directly", "negative negatively inverse inversely"),
    "strength": ("strong stronger strongest robust strengthen", "weak weaker weakest fragile weaken"),
    "effort": ("easy easier simple simpler", "hard harder difficult complex"),
    "cost": ("cheap cheaper inexpensive", "expensive costly"),
    "response": (
        "sensitive sensitivity susceptible vulnerable sensitize",
        "resistant resistance resist protect",
    ),
    "sameness": ("same similar identical equal equivalent comparable", "different differ distinct dissimilar"),
    "share": ("common frequent often usually prevalent majority", "rare rarely infrequent seldom uncommon minority"),
    "need": ("necessary essential require indispensable need", "dispensable unnecessary redundant needless"),
}
# Nouns and adverbs that share a stem with a word of direction but point nowhere.
_NO_DIRECTION = re.compile(
    r"effects?|activ(?:e|ely|ity|ities)|potentials?|represent.*|.*(?:[^aeiou]ors?|lly|tly)|greatly|highly|largely"
    r"|mostly|goods?|follows?"
)
_NEGATIONS = frozenset(
    "not no never neither nor without cannot fail fails failed failing unable "
    "rarely hardly barely scarcely nothing none".split()
)
# A lack of something is as often a state ("lack of sleep") as a denial ("lack of evidence").
_LACKS = frozenset(["lack", "lacks", "lacked", "lacking", "absence"])
_LACKED = frozenset("evidence effect benefit association difference improvement correlation impact support".split())
_EFFECT_WORDS = "association effect difference change correlation impact influence relationship".split()
_CHANGES = frozenset(["amount", "quality"])
_SCOPE_OF_EFFECT = 3
# "not only", "no longer than", "whether or not" deny nothing.
_AFTER_NEGATION = frozenset(["only", "just", "necessarily", "merely", "less", "later", "more"])
_BREAKS = frozenset(["but", "while", "whereas", "although", "though", "however", "which", "and", "because"])
_PREFIXES = ("un", "in", "im", "ir", "non", "dis", "il")
_AROUND, _SCOPE = 5, 5
_LEAST_PREFIXED = 5
# One word in two: "up-regulated". And words that point nowhere in a compound: "diet-induced", "small-molecule", "large
# language model".
_PARTED = re.compile(r"\b(up|down|over|under)-(?=regulat|express|perform)", re.IGNORECASE)
_COMPOUND = re.compile(
    r"(?<=\w)-(?:induc|stimulat|activat|enhanc|limit|reduc|suppress|restrict)ed\b"
    r"|\b(?:high|low|long|short|large|small)-(?=[a-z])"
    r"|\blarge(?=\s(?:[\w-]+\s){1,2}models?\b)",
    re.IGNORECASE,
)
# What a study asks is no finding.
_ASKS = re.compile(r"\bwhether\b|\b(?:aim|objective|purpose)s?\b", re.IGNORECASE)
# How many lines may contradict; all of them may agree.
_CONTRADICTING = 2
# Shares of the sentence's words that a line has: below the one they speak of different things, above the other of one.
_LEAST_SHARED, _CLOSE = 0.4, 0.7
# Words around two directions that have to be the same: two; of a line further off most of them, or three.
_LEAST_AROUND, _MOST = 2, 0.6


@dataclass(frozen=True, slots=True)
class _Direction:
    """A word that says which way: its stem, its signs by axis, and the stems of what stands around it."""

    word: str
    signs: dict[str, int]
    around: frozenset[str]
    denied: bool


@dataclass(frozen=True, slots=True)
class Stance:
    """What a sentence says of directions and what it denies."""

    words: tuple[str, ...]
    stems: frozenset[str]
    directions: tuple[_Direction, ...]
    scopes: tuple[tuple[str, ...], ...]
    """For each negation the stems that it denies, the nearest first."""
    asks: bool = False
    """Whether it tells what was looked into, not what was found."""


@cache
def _directions() -> dict[str, dict[str, int]]:
    """Return by stem the signs of a word of direction, by axis."""
    found: dict[str, dict[str, int]] = {}
    for axis, (more, less) in _AXES.items():
        for sign, words in ((1, more), (-1, less)):
            for word in words.split():
                found.setdefault(stem(word), {})[axis] = sign
    return found


@cache
def _effects() -> frozenset[str]:
    return frozenset(map(stem, _EFFECT_WORDS))


def stance(text: str) -> Stance:
    """Return what a plain text says of directions, and what it denies."""
    words = _expanded(text)
    stems = [stem(word) for word in words]
    scopes = {i: _scope(words, i) for i in range(len(words)) if _negates(words, i)}
    denied = {j for reach in scopes.values() for j in reach}
    directions = tuple(
        _Direction(words[i], signs, _around(words, stems, i), i in denied)
        for i in range(len(words))
        if (signs := _directions().get(stems[i])) and not _NO_DIRECTION.fullmatch(words[i])
    )
    told = tuple(tuple(stems[j] for j in reach if _tells(words[j])) for reach in scopes.values())
    telling = frozenset(s for s, w in zip(stems, words, strict=True) if _tells(w))
    return Stance(tuple(words), telling, directions, told, bool(_ASKS.search(text)))


def conflict(said: Stance, held: Sequence[Stance]) -> tuple[str, str] | None:
    """Return the words that contradict each other, those of the sentence first; None where nothing does.

    `held` are the lines that come nearest, the best first: the first two contradict, any may agree. An empty word
    stands for a plain statement of what the other side denies.
    """
    best = held[0]
    share = _share(said, best)
    if share < _LEAST_SHARED:
        return None
    close = share >= _CLOSE
    return (
        _opposed(said, held, close=close)
        or _denied(said, held, close=close)
        or _prefixed(said, best)
        or _without_effect(said, held)
    )


def _share(said: Stance, line: Stance) -> float:
    return len(said.stems & line.stems) / (len(said.stems) or 1)


def _opposed(said: Stance, held: Sequence[Stance], *, close: bool) -> tuple[str, str] | None:
    contradicting = [
        line for line in held[:_CONTRADICTING] if close or (_share(said, line) >= _LEAST_SHARED and not line.asks)
    ]
    # Whether "not" stands in the second line says little: its clause may be another.
    sure = [line for line in contradicting if line is held[0]]
    for direction in said.directions:
        same = opposite = 0
        other = ""
        for line in held:
            for candidate in line.directions:
                shared = len(direction.around & candidate.around)
                if _is_of_another(candidate, direction, said, shared):
                    continue
                agrees = _agreement(direction, candidate)
                negated = direction.denied != candidate.denied
                if agrees > 0:
                    same = max(same, shared + (direction.word == candidate.word))
                elif agrees < 0 and shared > opposite and line in (sure if negated else contradicting):
                    opposite, other = shared, candidate.word if not candidate.denied else f"not {candidate.word}"
        of_all = len(direction.around)
        least = min(_LEAST_AROUND, of_all) if close else min(_LEAST_AROUND + 1, max(_LEAST_AROUND, _MOST * of_all))
        if opposite > same and opposite >= least:
            return direction.word if not direction.denied else f"not {direction.word}", other
    return None


def _is_of_another(candidate: _Direction, direction: _Direction, said: Stance, shared: int) -> bool:
    """Whether the sentence has the same word elsewhere, in words that are as near to the line's."""
    return any(
        stem(other.word) == stem(candidate.word) and len(other.around & candidate.around) >= shared
        for other in said.directions
        if other is not direction
    )


def _agreement(one: _Direction, other: _Direction) -> int:
    """Return 1 where both point the same way on an axis, -1 where they point apart, 0 without a common axis."""
    products = [one.signs[axis] * other.signs[axis] for axis in one.signs.keys() & other.signs.keys()]
    if not products:
        return 0
    # What is denied is not therefore the opposite: "does not rise" agrees with "falls", but not with "rises".
    sign = -1 if one.denied != other.denied else 1
    return sign if max(products) > 0 else -sign


def _denied(said: Stance, held: Sequence[Stance], *, close: bool) -> tuple[str, str] | None:
    """Find what one side denies and the other states.

    Where the sentence is `close` to the line, a single word that is denied on one side only tells; otherwise the other
    side must not deny anything, or say so in another way.
    """
    best = held[0]
    for denier, stater in ((said, best), (best, said)):
        lines = held if denier is said else [said]
        if not close and any(line.scopes or _is_negative(line) for line in lines):
            continue
        reached = {word for line in lines for scope in line.scopes for word in scope}
        for scope in denier.scopes:
            nearest = scope[:1] if close else scope[:2]
            if nearest and all(word in stater.stems and word not in reached for word in nearest):
                return ("not", "") if denier is said else ("", "not")
    return None


def _prefixed(said: Stance, held: Stance) -> tuple[str, str] | None:
    """Find a word against the same word with a negating prefix: stable, unstable."""
    for one, other, swap in ((said, held, False), (held, said, True)):
        bare = frozenset(other.words)
        for word in one.words:
            for prefix in _PREFIXES:
                rest = word.removeprefix(prefix)
                if rest != word and len(rest) >= _LEAST_PREFIXED and rest in bare and word not in bare:
                    if stem(rest) in one.stems or stem(word) in other.stems or one.scopes or other.scopes:
                        continue
                    return (rest, word) if swap else (word, rest)
    return None


def _without_effect(said: Stance, held: Sequence[Stance]) -> tuple[str, str] | None:
    """Find a rise or a fall where the best line says that there was no effect, and no line says which way."""
    reached = {word for scope in held[0].scopes for word in scope[:_SCOPE_OF_EFFECT]}
    if said.scopes or reached.isdisjoint(_effects()):
        return None
    for direction in said.directions:
        if _CHANGES.isdisjoint(direction.signs):
            continue
        pointing = any(_agreement(direction, other) for line in held for other in line.directions if not other.denied)
        if not pointing and len(direction.around & held[0].stems) >= max(_LEAST_AROUND, _MOST * len(direction.around)):
            return direction.word, "no effect"
    return None


def _is_negative(stance: Stance) -> bool:
    """Whether it says no in another way, with a word of less or of failure."""
    return any(min(direction.signs.values()) < 0 for direction in stance.directions)


def _expanded(text: str) -> list[str]:
    words: list[str] = []
    for word in tokens(_COMPOUND.sub("", _PARTED.sub(r"\1", folded(text)))):
        words += [word.removesuffix("n't"), "not"] if word.endswith("n't") else [word]
    return words


def _negates(words: Sequence[str], i: int) -> bool:
    follows = words[i + 1] if i + 1 < len(words) else ""
    lacks = words[i] in _LACKS and not _LACKED.isdisjoint(words[i + 1 : i + 5])
    return (words[i] in _NEGATIONS and follows not in _AFTER_NEGATION) or lacks


def _scope(words: Sequence[str], start: int) -> list[int]:
    """Return where the words stand that a negation reaches: up to five that tell something, in its own clause."""
    reached: list[int] = []
    for i in range(start + 1, len(words)):
        if words[i] in _BREAKS or len(reached) >= _SCOPE:
            break
        if _tells(words[i]) or stem(words[i]) in _directions():
            reached.append(i)
    return reached


def _around(words: Sequence[str], stems: Sequence[str], i: int) -> frozenset[str]:
    near: list[str] = []
    for side in (range(i - 1, -1, -1), range(i + 1, len(words))):
        told = [stems[j] for j in side if _tells(words[j]) and stems[j] not in _directions()]
        near += told[:_AROUND]
    return frozenset(near)


def _tells(word: str) -> bool:
    return word not in STOP_WORDS and word not in _NEGATIONS and (len(word) > 1 or word.isdigit())
