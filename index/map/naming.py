"""Names groups of texts by nouns and pairs of words that one group uses and the others do not. Pure."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from index.map.noun_phrases import Term, Terms

_TERMS_OF_A_NAME = 3
_LONGEST_NAME = 36
# Pairs are rarer than their words and say more.
_PAIR = 1.6
_FAINT = 0.2
"""A term is left out of a name if it weighs less than this share of the first one."""
_COMMON = 0.25
"""Words of more than this share of the texts, in most groups (model, data), may be part of terms in several names."""
_IN_TITLES = 2
"""How much more a term weighs if it is in every title of a group: titles say what a paper is about."""
_KNOWN = 0.4
"""How much a text that the name covers already still counts: the next term should cover the others."""


@dataclass(slots=True)
class _Group:
    """A group of texts while it is named."""

    size: int = 0
    used: dict[Term, set[int]] = field(default_factory=dict)
    """The texts that use each term."""
    in_titles: Counter[Term] = field(default_factory=Counter)
    weights: dict[Term, float] = field(default_factory=dict)
    name: list[Term] = field(default_factory=list)
    first: float = 0
    """The weight of the first term of the name."""
    covered: set[int] = field(default_factory=set)
    """The texts that use a term of the name."""

    def weight(self, term: Term) -> float:
        new = len(self.used[term] - self.covered) / len(self.used[term])
        return self.weights[term] * (_KNOWN + (1 - _KNOWN) * new)

    def take(self, term: Term, weight: float) -> None:
        self.first = self.first or weight
        self.name.append(term)
        self.covered |= self.used[term]

    def has_room(self, term: Term, weight: float) -> bool:
        length = sum(len(word) + 1 for other in (*self.name, term) for word in other)
        return not self.name or (length <= _LONGEST_NAME and weight >= _FAINT * self.first)


def name_groups(terms: Terms, classes: Sequence[int]) -> list[str]:
    """Return a name for each class, of the texts numbered by `classes`; empty where no word is specific to it.

    Names are spelled as within a sentence.

    Class-based tf-idf (Grootendorst 2022): tf is the share of a class's texts that use a term, and idf the logarithm of
    the ratio between that share and the share of all texts. A word goes to the class it is most specific to.
    """
    groups = _groups(terms, classes)
    _weigh(groups, Counter(chain.from_iterable(terms.used)), len(classes))
    common = _common(groups, len(classes))
    taken: set[str | Term] = set()
    for _ in range(_TERMS_OF_A_NAME):
        served: set[int] = set()
        for weight, number, term in _offers(groups):
            rare = {*term} - common
            group = groups[number]
            if number in served or {term, *rare} & taken or not group.has_room(term, weight):
                continue
            # A common word can name a group by itself (agents), but adds nothing to another word.
            if group.name and not rare:
                continue
            group.take(term, weight)
            taken |= {term, *rare}
            served.add(number)
    return [_spelt(groups[number].name, terms.forms) if number in groups else "" for number in range(_count(classes))]


def _count(classes: Sequence[int]) -> int:
    return max(classes, default=-1) + 1


def _groups(terms: Terms, classes: Sequence[int]) -> dict[int, _Group]:
    groups = {number: _Group() for number in classes}
    for text, (used, in_title, number) in enumerate(zip(terms.used, terms.in_title, classes, strict=True)):
        group = groups[number]
        group.size += 1
        group.in_titles.update(in_title)
        for term in used:
            group.used.setdefault(term, set()).add(text)
    return groups


def _weigh(groups: Mapping[int, _Group], everywhere: Counter[Term], total: int) -> None:
    for group in groups.values():
        for term, texts in group.used.items():
            count = len(texts)
            weight = count / group.size * math.log(count / group.size * total / everywhere[term])
            weight *= _PAIR if len(term) > 1 else 1
            weight *= 1 + (_IN_TITLES - 1) * group.in_titles[term] / count
            if weight > 0 and (count > 1 or group.size == 1):
                group.weights[term] = weight
        # Words that are in no title are only mentioned in passing.
        titled = {term: weight for term, weight in group.weights.items() if group.in_titles[term]}
        group.weights = titled or group.weights


def _common(groups: Mapping[int, _Group], total: int) -> set[str]:
    count: Counter[Term] = Counter()
    spread: Counter[Term] = Counter()
    for group in groups.values():
        for term, texts in group.used.items():
            count[term] += len(texts)
            spread[term] += 1
    return {
        term[0]
        for term, times in count.items()
        if len(term) == 1 and times > _COMMON * total and spread[term] > len(groups) / 2
    }


def _offers(groups: Mapping[int, _Group]) -> Iterator[tuple[float, int, Term]]:
    """Yield the terms that each group could take next, the most distinctive first."""
    offers = [(group.weight(term), number, term) for number, group in groups.items() for term in group.weights]
    yield from sorted(offers, key=lambda offer: (-offer[0], *offer[1:]))


def _spelt(chosen: Sequence[Term], forms: Mapping[Term, str]) -> str:
    """Return a name for people to read, with pairs of words first, which are the clearest."""
    return " · ".join(forms[term] for term in sorted(chosen, key=len, reverse=True))
