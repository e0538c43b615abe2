"""Names groups of texts by nouns and pairs of words that one group uses and the others do not. Pure.

No list and no tagger says which words are nouns; the texts do, by what stands around a word (`_nouns`).
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from index.text.words import STOP_WORDS

_WORDS_OF_A_NAME = 3
_LONGEST_NAME = 36
# Pairs are rarer than their words and say more.
_PAIR = 1.6
_FAINT = 0.3
"""A word is left out of a name if it scores less than this share of the first one."""
_COMMON = 0.25
"""Words of more than this share of the texts, in most classes (model, data), may be part of pairs in several names."""
_SHORTEST_PLURAL = 3
_IN_TITLES = 2
"""What a term weighs more if every text of a class has it in its title: authors put there what a paper is about."""
# A word, or a separator between two words that do not form a pair. `3D` is a word, `7B` and `4x` are numbers.
_TOKEN = re.compile(r"(?:[^\W\d_]|\d(?=D\b))[\w+]*(?:-[\w+]+)*|[^\w\s]|\d\S*")
# What stands before a verb, and what stands behind one: its object begins with it.
_BEFORE_VERBS = frozenset("to we can could may might will would should cannot not it they which that who and".split())
_OBJECTS = frozenset("a an the its their our this these those it them us how whether that".split())
_VERB = 0.3
"""A word is a verb if this share of its uses has an object behind it, or a subject or `to` before it."""
_HEAD = 0.4
"""A noun stands last in its phrase in this share of its uses; an adjective hardly ever does."""
_ENOUGH = 4
"""Fewer uses of a word say nothing about it."""

Term = tuple[str, ...]
"""A word or a pair of neighbouring words, as keys."""
# Words that abstracts on any subject use about themselves.
_UNINFORMATIVE = STOP_WORDS | frozenset(
    (
        "able abstract achieve achieved achieves achieving address addressing advance advances against aim aims allow "
        "allows analysis application applications approach approaches available average base based baseline baselines "
        "best better beyond bring build called capabilities capability capable challenge challenges challenging code "
        "common comparable compared comparison conduct consistently contrast crucial current demonstrate demonstrated "
        "demonstrates demonstrating design designed despite develop developed different difficult directly diverse "
        "down effective effectively effectiveness efficient efficiently eg enable enables enabling enhance enhanced "
        "enhancing enough ensure evaluate evaluation even every existing experiment experimental experiments explore "
        "extensive extensively field finally find findings first focus following framework full fully fundamental "
        "furthermore future gap general github given good high higher highly http https ie impact important improve "
        "improved improvement improvements improves improving include including increase increasing increasingly "
        "insights instead introduce introduces investigate io issue issues key known lack large large-scale largely "
        "lead leading leads less leverage leverages leveraging like limitation limitations limited long low lower "
        "main make makes making many mean method methods multiple need needs new notably novel now number observed "
        "obtain offer offers open open-source outperform outperforming outperforms overall paper papers particular "
        "particularly per perform performance performs poor potential potentially powerful practical present presents "
        "previous prior problem problems process produce promising propose proposed proposes provide provides "
        "providing public publicly range rather recent recently release remain remains require required requires "
        "research respectively result resulting results reveal reveals second seen set several show showed showing "
        "shown shows significant significantly simple single small solution solutions specific specifically "
        "specifically-designed state-of-the-art still strong studied studies study substantial substantially suggest "
        "suggests superior support system systems task tasks technique techniques term terms three throughout "
        "together trained two typically understand understanding unified unlike useful user users utilize utilizing "
        "variety various well wide widely work works year"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and pairs of texts."""

    used: list[set[Term]]
    """The terms of each text."""
    in_title: list[set[Term]]
    """Those that its title has."""
    forms: dict[str, str]
    """How a key is spelled for people."""


def name_groups(terms: Terms, classes: Sequence[int]) -> list[str]:
    """Return a name for each class, of the texts numbered by `classes`; empty where no word is specific to it.

    Class-based tf-idf (Grootendorst 2022): tf is the share of a class's texts that use a term, and idf the logarithm of
    the ratio between that share and the share of all texts. A word goes to the class it is most specific to.
    """
    sizes = Counter(classes)
    total = len(classes)
    counts: dict[int, Counter[Term]] = {number: Counter() for number in sizes}
    in_titles: dict[int, Counter[Term]] = {number: Counter() for number in sizes}
    for used, in_title, number in zip(terms.used, terms.in_title, classes, strict=True):
        counts[number].update(used)
        in_titles[number].update(in_title)
    everywhere = Counter(chain.from_iterable(terms.used))
    spread = Counter(chain.from_iterable(counts.values()))
    common = {
        term[0]
        for term, count in everywhere.items()
        if len(term) == 1 and count > _COMMON * total and spread[term] > len(sizes) / 2
    }
    weighted: list[tuple[float, int, Term]] = []
    for number, papers_with in counts.items():
        for term, count in papers_with.items():
            share = count / sizes[number]
            weight = share * math.log(share * total / everywhere[term]) * (_PAIR if len(term) > 1 else 1)
            weight *= 1 + (_IN_TITLES - 1) * in_titles[number][term] / count
            if weight > 0 and (count > 1 or sizes[number] == 1):
                weighted.append((weight, number, term))
    weighted.sort(key=lambda entry: (-entry[0], *entry[1:]))
    chosen = _chosen(weighted, common)
    return [_spelt(chosen.get(number, []), terms.forms) for number in range(max(sizes, default=-1) + 1)]


def read_terms(texts: Sequence[str]) -> Terms:
    """Return the nouns and pairs of each text, without stop words; the first line of a text is its title."""
    read = [_TOKEN.findall(text) for text in texts]
    forms, keys = _forms(chain.from_iterable(read))
    nouns = _nouns(read, keys)
    titles = [_used(_TOKEN.findall(text.partition("\n")[0]), keys) & nouns for text in texts]
    return Terms([_used(words, keys) & nouns for words in read], titles, forms)


def _nouns(read: Iterable[Sequence[str]], keys: Mapping[str, str]) -> set[Term]:
    """Return the words and pairs that are noun phrases, by what stands around them.

    A phrase ends before a stop word, a mark or the end. Verbs have objects, and subjects or `to` before them.
    """
    count: Counter[Term] = Counter()
    last: Counter[Term] = Counter()
    as_verb: Counter[str] = Counter()
    for words in read:
        for at, word in enumerate(words):
            if not (key := keys.get(word)):
                continue
            before = words[at - 1] if at else "."
            after = words[at + 1].lower() if at + 1 < len(words) else "."
            ends = after not in keys and words[min(at + 1, len(words) - 1)] not in keys
            as_verb[key] += before.lower() in _BEFORE_VERBS or after in _OBJECTS
            for term in ((key,), (keys[before], key)) if keys.get(before) else ((key,),):
                count[term] += 1
                last[term] += ends
    verbs = {key for key, times in as_verb.items() if times > _VERB * max(count[key,], _ENOUGH)}
    rare = {term for term, times in count.items() if times < _ENOUGH}
    return {term for term in count if not verbs & set(term) and (term in rare or last[term] >= _HEAD * count[term])}


def _forms(words: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the most common spelling of each key, and the key of each word; case and a plural s make no difference."""
    spelt = Counter(words)
    lower = {word.lower() for word in spelt}
    forms: dict[str, str] = {}
    keys: dict[str, str] = {}
    for word, _ in sorted(spelt.items(), key=lambda item: (-item[1], item[0])):
        key = word.lower()
        if len(key) > 1 and key not in _UNINFORMATIVE:
            keys[word] = key[:-1] if key.endswith("s") and len(key) > _SHORTEST_PLURAL and key[:-1] in lower else key
            forms.setdefault(keys[word], word)
    return forms, keys


def _used(words: Iterable[str], keys_of: Mapping[str, str]) -> set[Term]:
    keys = [keys_of.get(word) for word in words]
    pairs = {(one, two) for one, two in pairwise(keys) if one and two and one != two}
    return {(key,) for key in keys if key} | pairs


def _spelt(chosen: Sequence[Term], forms: Mapping[str, str]) -> str:
    """Return a name as people read it, pairs first: they are the clearest by themselves."""
    name = " · ".join(" ".join(forms[key] for key in term) for term in sorted(chosen, key=len, reverse=True))
    return name[:1].upper() + name[1:]


def _initials(term: Term) -> str:
    return "".join(part[0] for word in term for part in word.split("-") if part)


def _chosen(weighted: Sequence[tuple[float, int, Term]], common: Collection[str]) -> dict[int, list[Term]]:
    """Choose the terms of each class, the most specific first; no two names share a specific word."""
    chosen: dict[int, list[Term]] = {}
    first: dict[int, float] = {}
    taken: set[str] = set()
    for weight, number, term in weighted:
        own = chosen.setdefault(number, [])
        words = set(term) - set(common)
        length = sum(len(word) + 1 for other in (*own, term) for word in other)
        acronym = len(term) == 1 and any(_initials(other) == term[0].removesuffix("s") for other in own)
        full = acronym or len(own) == _WORDS_OF_A_NAME or (own and length > _LONGEST_NAME)
        if not words or words & taken or full or weight < _FAINT * first.get(number, 0):
            continue
        first.setdefault(number, weight)
        own.append(term)
        taken |= words
    return chosen
