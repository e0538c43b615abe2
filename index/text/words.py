"""Words for search and for comparing: stems, pairs of neighbouring stems, stop words. One stemmer (Snowball) for all.

The door to tantivy's text analysers, which are loaded at the first use.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text.spelling import in_one_spelling

if TYPE_CHECKING:
    import tantivy

STOP_WORDS = frozenset(
    (
        "a about above across after again al all also although am among an and any are as at be because been before "
        "being below between both but by can cannot could did do does doing done due during each e.g either else et "
        "ever few for from further had has have having he hence her here hers him his how however i i.e if in into is "
        "it its itself just may me might more moreover most much must my neither no nor not of off often on once "
        "one only onto or other our ours out over own same she should since so some such than that the their theirs "
        "them then there thereby therefore these they this those though through thus to too toward towards under until "
        "up upon us use used uses using very via was we were what when where whereas whether which while who whom "
        "whose why will with within without would yet you your yours"
    ).split()
)
"""English function words."""
# Words of a request rather than of its topic. The index keeps these and the stop words: leaving them out does not
# improve the ranking.
_REQUEST_WORDS = ("now", "paper", "papers", "please", "show", "shown", "shows", "tell")

_JOINED = re.compile(r"\w[-‐‑/]\w")


def stems(text: str) -> list[str]:
    """Return the stems of `text` as the index stores them, in order, stop words included."""
    return stemmer().analyze(in_one_spelling(text))


# The languages other than English of which tantivy knows the stop words.
_WITH_STOP_WORDS = frozenset("danish dutch finnish french german italian norwegian portuguese spanish swedish".split())


@lru_cache(65536)
def stem(word: str) -> str:
    """Return the stem of a single word; a word without letters is its own stem.

    >>> [stem(word) for word in ("improves", "improvement", "policy", "police", "generate", "general")]
    ['improv', 'improv', 'polici', 'polic', 'generat', 'general']
    """
    return "".join(stems(word.removesuffix("'s"))) or word


@lru_cache(8192)
def terms(text: str) -> tuple[str, ...]:
    """Return the different stems of `text`, in order, without stop words and words of request.

    Cached, because the sentences of the same papers are needed again and again.
    """
    return tuple(dict.fromkeys(_topic_stemmer().analyze(in_one_spelling(text))))


# Stop words that change the meaning of the word after them: off policy.
_FIRST_PART = re.compile(r"\b(few|off|one) (\w+)", re.IGNORECASE)


def compounds(text: str) -> list[list[str]]:
    """Return the stems of each word with a hyphen or slash of which `terms` leaves one part or none.

    Many write `few shot` for `few-shot`.

    >>> compounds("few-shot learning on-device"), compounds("before/after"), compounds("self-supervised text-to-image")
    ([['few', 'shot'], ['on', 'devic']], [['befor', 'after']], [])
    >>> compounds("Few shot learning"), compounds("the few papers")
    ([['few', 'shot']], [])
    """
    text = _FIRST_PART.sub(lambda first: f"{first[1]}-{first[2]}" if has_terms(first[2]) else first[0], text)
    words = [word for word in text.split() if _JOINED.search(word) and len(terms(word)) <= 1]
    return [parts for word in words if len(parts := stems(word)) > 1]


@lru_cache(65536)
def has_terms(word: str) -> bool:
    """Return whether a single word has `terms`; remembered for longer than those, as words of abstracts recur.

    >>> [has_terms(word) for word in ("whale", "the", "paper", "-")]
    [True, False, False, False]
    """
    return bool(_topic_stemmer().analyze(in_one_spelling(word)))


def is_content_word(word: str, language: str) -> bool:
    """Return whether a word is not a stop word of a language, given by its English name.

    >>> is_content_word("Wellen", "German"), is_content_word("und", "German"), is_content_word("und", "Klingon")
    (True, False, True)
    """
    return bool(_words_of(language).analyze(word))


@cache
def _words_of(language: str) -> "tantivy.TextAnalyzer":
    import tantivy

    name = language.lower()
    return _analyser(*([tantivy.Filter.stopword(name)] if name in _WITH_STOP_WORDS else []))


def pairs(text: str) -> Iterator[str]:
    """Yield each pair of neighbouring stems, except pairs of two stop words."""
    yield from pairs_in_one_spelling(in_one_spelling(text))


def pairs_in_one_spelling(text: str) -> Iterator[str]:
    """Yield the `pairs` of a text that is in one spelling already."""
    ignored = _ignored_stems()
    for left, right in pairwise(stemmer().analyze(text)):
        if left not in ignored or right not in ignored:
            yield f"{left}_{right}"


@cache
def stemmer() -> "tantivy.TextAnalyzer":
    """Return the analyser that cuts a text, already in one spelling, into stems."""
    import tantivy

    return _analyser(tantivy.Filter.stemmer("english"))


@cache
def tokenizer() -> "tantivy.TextAnalyzer":
    """Return the analyser that cuts a text into words and keeps their endings."""
    return _analyser()


@cache
def _topic_stemmer() -> "tantivy.TextAnalyzer":
    import tantivy

    ignored = tantivy.Filter.custom_stopword([*sorted(STOP_WORDS), *_REQUEST_WORDS])
    return _analyser(ignored, tantivy.Filter.stemmer("english"))


@cache
def _ignored_stems() -> frozenset[str]:
    return frozenset(stem for word in (*STOP_WORDS, *_REQUEST_WORDS) for stem in stems(word))


def _analyser(*more: "tantivy.Filter") -> "tantivy.TextAnalyzer":
    """Return an analyser that cuts a text into lower-case words without accents, followed by `more` filters."""
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(40), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), *more):
        builder = builder.filter(step)
    return builder.build()
