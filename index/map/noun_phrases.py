"""Reads the noun phrases of texts: nouns and pairs of words. Pure.

No list and no tagger says which words are nouns; the texts do, by what stands around a word (`_nouns`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from index.text.acronyms import definitions, singular
from index.text.words import STOP_WORDS

_SHORTEST_PLURAL = 3
_WORDS_OF_A_TERM = 2
# A word, or a separator between two words that do not form a pair. `3D` is a word, `7B` and `4x` are numbers.
_TOKEN = re.compile(r"(?:[^\W\d_]|\d(?=D\b))[\w+]*(?:-[\w+]+)*|[^\w\s]|\d\S*")
# What stands before a verb, and what stands after one: its object begins with it.
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
# Those of the words below that are nouns: what stands before them is not the last word of its phrase.
_FRAME_NOUNS = frozenset(
    (
        "analysis application applications approach approaches baseline baselines capabilities capability challenge "
        "challenges code experiment experiments field finding findings framework improvement improvements insights "
        "issue issues limitation limitations method methods paper papers performance problem problems process "
        "research result results solution solutions studies study support system systems task tasks technique "
        "techniques work works"
    ).split()
)
# Words that abstracts on any subject use about themselves.
_UNINFORMATIVE = STOP_WORDS | frozenset(
    (
        "able abstract achieve achieved achieves achieving address addressing advance advances against aim aims allow "
        "allows analysis application applications approach approaches available average base based baseline baselines "
        "best better beyond bring build called capabilities capability capable challenge challenges challenging code "
        "common comparable compared comparison conduct consistently contrast crucial current demonstrate demonstrated "
        "demonstrates demonstrating design designed despite develop developed different difficult directly diverse "
        "down effective effectively effectiveness efficient efficiently eg enable enables enabling enhance enhanced "
        "enhancing enough ensure evaluate evaluates evaluating evaluation even every existing experiment experimental "
        "experiments explore extensive extensively field finally find findings first focus following framework full "
        "fully fundamental furthermore future gap general github given good high higher highly http https ie impact "
        "important improve improved improvement improvements improves improving include including increase increasing "
        "increasingly insights instead introduce introduces investigate io issue issues key known lack large large- "
        "scale largely lead leading leads less leverage leverages leveraging like limitation limitations limited long "
        "low lower main make makes making many mean method methods multiple need needs new notably novel now number "
        "observed obtain offer offers open open-source outperform outperforming outperforms overall paper papers "
        "particular particularly per perform performance performs poor potential potentially powerful practical "
        "present presents previous prior problem problems process produce promising propose proposed proposes provide "
        "provides providing public publicly range rather recent recently release remain remains require required "
        "requires research respectively result resulting results reveal reveals second seen set several show showed "
        "showing shown shows significant significantly simple single small solution solutions specific specifically "
        "specifically-designed state-of-the-art still strong studied studies study substantial substantially suggest "
        "suggests superior support surpass surpasses surpassing system systems task tasks technique techniques term "
        "terms three throughout together trained two typically understand understanding unified unlike useful user "
        "users utilize utilizing variety various versus vs well wide widely work works year"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and pairs of texts."""

    used: list[set[Term]]
    """The terms of each text."""
    in_title: list[set[Term]]
    """Those that its title has."""
    forms: dict[Term, str]
    """How a term is spelled for people."""


def read_terms(texts: Sequence[str]) -> Terms:
    """Return the nouns and pairs of each text, without stop words; the first line of a text is its title."""
    long_forms = _long_forms(texts)
    parts = [text.partition("\n") for text in texts]
    titles = [_tokens(title, long_forms) for title, _, _ in parts]
    rest = [_tokens(text, long_forms) for _, _, text in parts]
    read = [[*title, ".", *words] for title, words in zip(titles, rest, strict=True)]
    forms, keys = _forms(chain.from_iterable(read), chain.from_iterable(rest))
    nouns = _nouns(read, keys)
    used, in_title = ([_used(words, keys) & nouns for words in which] for which in (read, titles))
    return Terms(used, in_title, _spelt(nouns, forms, keys, rest))


def _long_forms(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return the long forms of acronyms that are one word or a pair: RL is reinforcement learning."""
    meant: dict[str, Counter[str]] = {}
    for text in texts:
        for acronym, long_form in definitions(text):
            meant.setdefault(acronym, Counter())[long_form] += 1
    read = {acronym: _TOKEN.findall(counted.most_common(1)[0][0]) for acronym, counted in meant.items()}
    return {acronym: words for acronym, words in read.items() if len(words) <= _WORDS_OF_A_TERM}


def _tokens(text: str, long_forms: Mapping[str, Sequence[str]]) -> list[str]:
    found = _TOKEN.findall(text)
    return [word for token in found for word in long_forms.get(singular(token), (token,))]


def _nouns(read: Iterable[Sequence[str]], keys: Mapping[str, str]) -> set[Term]:
    """Return the words and pairs that are noun phrases, judged by the words around them.

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
            ends = after not in _FRAME_NOUNS and words[min(at + 1, len(words) - 1)] not in keys
            as_verb[key] += before.lower() in _BEFORE_VERBS or after in _OBJECTS
            for term in ((key,), (keys[before], key)) if keys.get(before) else ((key,),):
                count[term] += 1
                last[term] += ends
    verbs = {key for key, times in as_verb.items() if times > _VERB * max(count[key,], _ENOUGH)}
    rare = {term for term, times in count.items() if times < _ENOUGH}
    return {term for term in count if not verbs & set(term) and (term in rare or last[term] >= _HEAD * count[term])}


def _forms(words: Iterable[str], in_sentences: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the most common spelling of each key, and the key of each word.

    Case, hyphens and a plural s make no difference. Titles have capitals of their own, so sentences decide first.
    """
    spelt = Counter(words)
    written = Counter(in_sentences)
    lower = {word.lower().replace("-", "") for word in spelt}
    forms: dict[str, str] = {}
    keys: dict[str, str] = {}
    for word, _ in sorted(spelt.items(), key=lambda item: (-written[item[0]], -item[1], item[0])):
        key = word.lower().replace("-", "")
        if len(key) > 1 and key not in _UNINFORMATIVE and word.lower() not in _UNINFORMATIVE:
            keys[word] = key[:-1] if key.endswith("s") and len(key) > _SHORTEST_PLURAL and key[:-1] in lower else key
            forms.setdefault(keys[word], word)
    return forms, keys


def _spelt(
    nouns: Iterable[Term], forms: Mapping[str, str], keys: Mapping[str, str], sentences: Iterable[Sequence[str]]
) -> dict[Term, str]:
    """Return how each term is spelled. A pair ends as it mostly does: a model is singular, language models are not."""
    ends: dict[Term, Counter[str]] = {}
    for words in sentences:
        for one, two in pairwise(words):
            if one in keys and two in keys:
                ends.setdefault((keys[one], keys[two]), Counter())[two] += 1
    spelt = {}
    for term in nouns:
        *start, last = (forms[key] for key in term)
        end = ends[term].most_common(1)[0][0] if start and term in ends else last
        spelt[term] = " ".join((*start, end))
    return spelt


def _used(words: Iterable[str], keys_of: Mapping[str, str]) -> set[Term]:
    keys = [keys_of.get(word) for word in words]
    pairs = {(one, two) for one, two in pairwise(keys) if one and two and one != two}
    return {(key,) for key in keys if key} | pairs
