"""Polarity: whether one sentence says "rises" where another says "falls", or denies what the other states. Pure.

Knows English words of direction and negation, and aligns them by the words around them; does no parsing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from app.checking.directions import NO_DIRECTION, signs_by_stem
from index.text.plain_text import in_common_letters, tokens
from index.text.words import STOP_WORDS, stem

_NEGATIONS = frozenset(
    "not no never neither nor without cannot fail fails failed failing unable "
    "rarely hardly barely scarcely nothing none".split()
)
# A lack may be a condition ("lack of sleep") or a denial ("lack of evidence").
_LACKS = frozenset(["lack", "lacks", "lacked", "lacking", "absence"])
_LACKED = frozenset("evidence effect benefit association difference improvement correlation impact support".split())
_EFFECT_WORDS = "association effect difference change correlation impact influence relationship".split()
_CHANGES = frozenset(["amount", "quality"])
_SCOPE_OF_EFFECT = 3
# "not only" and "no longer than" deny nothing.
_AFTER_NEGATION = frozenset(["only", "just", "necessarily", "merely", "less", "later", "more"])
_BREAKS = frozenset(["but", "while", "whereas", "although", "though", "however", "which", "and", "because"])
_PREFIXES = ("un", "in", "im", "ir", "non", "dis", "il")
_AROUND, _SCOPE = 5, 5
# Look no further than this many words, so that the work grows with the text.
_FAR = 40
_MIN_PREFIXED = 5
# One word in two parts: "up-regulated". And words that show no direction in a compound: "diet-induced",
# "small-molecule", "large language model".
_PARTED = re.compile(r"\b(up|down|over|under)-(?=regulat|express|perform)", re.IGNORECASE)
_COMPOUND = re.compile(
    r"(?<=\w)-(?:induc|stimulat|activat|enhanc|limit|reduc|suppress|restrict)ed\b"
    r"|\b(?:high|low|long|short|large|small)-(?=[a-z])"
    r"|\blarge(?=\s(?:[\w-]+\s){1,2}models?\b)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:rather than|as opposed to)\b", re.IGNORECASE)
# The question of a study is not a finding.
_ASKS = re.compile(r"\bwhether\b|\b(?:aim|objective|purpose)s?\b", re.IGNORECASE)
# Only this many lines may contradict a sentence; any line may agree with it.
_CONTRADICTING = 2
# Shares of a sentence's words in a line: below the first they are about different things, from the second the same.
_MIN_SHARED, _CLOSE = 0.4, 0.7
# How many words around two directions must agree: two; for a less similar line, most of them or three.
_MIN_AROUND, _MOST = 2, 0.6


@dataclass(frozen=True, slots=True)
class _Direction:
    """A word of direction: the word, its signs by axis, and the stems of the words around it."""

    word: str
    signs: dict[str, int]
    around: frozenset[str]
    denied: bool


@dataclass(frozen=True, slots=True)
class Stance:
    """The directions in a sentence, and what it denies."""

    words: tuple[str, ...]
    stems: frozenset[str]
    directions: tuple[_Direction, ...]
    scopes: tuple[tuple[str, ...], ...]
    """For each negation, the stems it denies, the nearest first."""
    asks: bool = False
    """It says what was investigated, not what was found."""


@cache
def _effects() -> frozenset[str]:
    return frozenset(map(stem, _EFFECT_WORDS))


def stance(text: str) -> Stance:
    """Return the directions in a plain text, and what it denies."""
    words = _expanded(text)
    stems = [stem(word) for word in words]
    scopes = {i: _scope(words, i) for i in range(len(words)) if _negates(words, i)}
    denied = {j for reach in scopes.values() for j in reach}
    directions = tuple(
        _Direction(words[i], signs, _around(words, stems, i), i in denied)
        for i in range(len(words))
        if (signs := signs_by_stem().get(stems[i])) and not NO_DIRECTION.fullmatch(words[i])
    )
    denied_stems = tuple(tuple(stems[j] for j in reach if _is_content(words[j])) for reach in scopes.values())
    content = frozenset(s for s, w in zip(stems, words, strict=True) if _is_content(w))
    return Stance(tuple(words), content, directions, denied_stems, bool(_ASKS.search(text)))


def conflict(claim: Stance, lines: Sequence[Stance]) -> tuple[str, str] | None:
    """Return the words that contradict each other, those of the sentence first; None if nothing does.

    `lines` are the closest lines, the best first: the first two may contradict, any may agree. An empty word means a
    plain statement that the other side denies.
    """
    best = lines[0]
    share = _share(claim, best)
    if share < _MIN_SHARED:
        return None
    close = share >= _CLOSE
    return (
        _opposed(claim, lines, close=close)
        or _denied(claim, lines, close=close)
        or _prefixed(claim, best)
        or _without_effect(claim, lines)
    )


def one_sided_denial(
    claim: Stance, line: Stance, title: frozenset[str] = frozenset()
) -> Literal["denies", "denied"] | None:
    """Return which of two sentences denies what the other states in the same words; None if neither does.

    "denies": the claim has a "not" that the line does not have. `title`: stems of the title, which the line need not
    repeat.
    """
    own = claim.stems - title or claim.stems
    if len(own & line.stems) < _CLOSE * len(own):
        return None
    if claim.scopes and not line.scopes and _states_what(claim, line):
        return "denies"
    return "denied" if line.scopes and not claim.scopes and _states_what(line, claim) else None


def _states_what(denier: Stance, stater: Stance) -> bool:
    """Return whether one side has the word that the other denies first."""
    return any(scope and scope[0] in stater.stems for scope in denier.scopes)


def _share(claim: Stance, line: Stance) -> float:
    return len(claim.stems & line.stems) / (len(claim.stems) or 1)


def _opposed(claim: Stance, lines: Sequence[Stance], *, close: bool) -> tuple[str, str] | None:
    contradicting = [
        line for line in lines[:_CONTRADICTING] if close or (_share(claim, line) >= _MIN_SHARED and not line.asks)
    ]
    # A "not" in the second line means little: it may be about something else.
    sure = [line for line in contradicting if line is lines[0]]
    for direction in claim.directions:
        same = opposite = 0
        other = ""
        for line in lines:
            for candidate in line.directions:
                shared = len(direction.around & candidate.around)
                if _is_of_another(candidate, direction, claim, shared):
                    continue
                agrees = _agreement(direction, candidate)
                negated = direction.denied != candidate.denied
                if agrees > 0:
                    same = max(same, shared + (direction.word == candidate.word))
                elif agrees < 0 and shared > opposite and line in (sure if negated else contradicting):
                    opposite, other = shared, candidate.word if not candidate.denied else f"not {candidate.word}"
        of_all = len(direction.around)
        least = min(_MIN_AROUND, of_all) if close else min(_MIN_AROUND + 1, max(_MIN_AROUND, _MOST * of_all))
        if opposite > same and opposite >= least:
            return direction.word if not direction.denied else f"not {direction.word}", other
    return None


def _is_of_another(candidate: _Direction, direction: _Direction, claim: Stance, shared: int) -> bool:
    """Return whether the sentence has the same word elsewhere, in a context as similar to the line's."""
    return any(
        stem(other.word) == stem(candidate.word) and len(other.around & candidate.around) >= shared
        for other in claim.directions
        if other is not direction
    )


def _agreement(one: _Direction, other: _Direction) -> int:
    """Return 1 if both point the same way on an axis, -1 if they point apart, 0 without a common axis."""
    products = [one.signs[axis] * other.signs[axis] for axis in one.signs.keys() & other.signs.keys()]
    if not products:
        return 0
    # A denial is not the opposite: "does not rise" agrees with "falls", but not with "rises".
    sign = -1 if one.denied != other.denied else 1
    return sign if max(products) > 0 else -sign


def _denied(claim: Stance, lines: Sequence[Stance], *, close: bool) -> tuple[str, str] | None:
    """Find what one side denies and the other states.

    If the sentence is `close` to the line, a single word denied on one side only is enough; otherwise the other side
    must contain no denial in any form.
    """
    best = lines[0]
    for denier, stater in ((claim, best), (best, claim)):
        others = lines if denier is claim else [claim]
        if not close and any(line.scopes or _is_negative(line) for line in others):
            continue
        reached = {word for line in others for scope in line.scopes for word in scope}
        for scope in denier.scopes:
            nearest = scope[:1] if close else scope[:2]
            if nearest and all(word in stater.stems and word not in reached for word in nearest):
                return ("not", "") if denier is claim else ("", "not")
    return None


def _prefixed(claim: Stance, line: Stance) -> tuple[str, str] | None:
    """Find a word opposite the same word with a negating prefix: stable, unstable."""
    for one, other, swap in ((claim, line, False), (line, claim, True)):
        bare = frozenset(other.words)
        for word in one.words:
            for prefix in _PREFIXES:
                rest = word.removeprefix(prefix)
                if rest != word and len(rest) >= _MIN_PREFIXED and rest in bare and word not in bare:
                    if stem(rest) in one.stems or stem(word) in other.stems or one.scopes or other.scopes:
                        continue
                    return (rest, word) if swap else (word, rest)
    return None


def _without_effect(claim: Stance, lines: Sequence[Stance]) -> tuple[str, str] | None:
    """Find a rise or fall where the best line says there was no effect and no line gives a direction."""
    reached = {word for scope in lines[0].scopes for word in scope[:_SCOPE_OF_EFFECT]}
    if claim.scopes or reached.isdisjoint(_effects()):
        return None
    for direction in claim.directions:
        if _CHANGES.isdisjoint(direction.signs):
            continue
        pointing = any(_agreement(direction, other) for line in lines for other in line.directions if not other.denied)
        if not pointing and len(direction.around & lines[0].stems) >= max(_MIN_AROUND, _MOST * len(direction.around)):
            return direction.word, "no effect"
    return None


def _is_negative(stance: Stance) -> bool:
    """Return whether it is negative in another way, with a word for less or for failure."""
    return any(min(direction.signs.values()) < 0 for direction in stance.directions)


def _expanded(text: str) -> list[str]:
    words: list[str] = []
    text = _INSTEAD.sub("not", in_common_letters(text))
    for word in tokens(_COMPOUND.sub("", _PARTED.sub(r"\1", text))):
        words += [word.removesuffix("n't"), "not"] if word.endswith("n't") else [word]
    return words


def _negates(words: Sequence[str], i: int) -> bool:
    follows = words[i + 1] if i + 1 < len(words) else ""
    if words[max(i - 1, 0) : i + 1] == ["if", "not"]:
        return False
    lacks = words[i] in _LACKS and not _LACKED.isdisjoint(words[i + 1 : i + 5])
    return (words[i] in _NEGATIONS and follows not in _AFTER_NEGATION) or lacks


def _scope(words: Sequence[str], start: int) -> list[int]:
    """Return the positions of the words that a negation reaches: up to five content words in its own clause."""
    reached: list[int] = []
    for i in range(start + 1, min(start + 1 + _FAR, len(words))):
        if words[i] in _BREAKS or len(reached) >= _SCOPE:
            break
        if _is_content(words[i]) or stem(words[i]) in signs_by_stem():
            reached.append(i)
    return reached


def _around(words: Sequence[str], stems: Sequence[str], i: int) -> frozenset[str]:
    near: list[str] = []
    for side in (range(i - 1, max(i - 1 - _FAR, -1), -1), range(i + 1, min(i + 1 + _FAR, len(words)))):
        context = (stems[j] for j in side if _is_content(words[j]) and stems[j] not in signs_by_stem())
        near += islice(context, _AROUND)
    return frozenset(near)


def _is_content(word: str) -> bool:
    return word not in STOP_WORDS and word not in _NEGATIONS and (len(word) > 1 or word.isdigit())
