"""What texts are cut into before they are searched: stems, and pairs of neighbouring ones, in one spelling.

A door to tantivy, for its analysers alone.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

import tantivy

from index.text.spelling import in_one_spelling

# Words of questions that tell nothing of what is asked for. The index keeps them: without, it ranks no better.
_STOP_WORDS = (
    "a about after again all also am an and any are as at be because been before being below between both but by can "
    "could did do does doing done during each either else ever few for from further had has have having he her here "
    "hers him his how i if in into is it its itself just me more most much my no nor not now of off on once one only "
    "or other our ours out over own paper papers please same she should show shown shows so some such than that the "
    "their theirs them then there these they this those through to too tell under until up us use used using very via "
    "was we were what when where which while who whom whose why will with within without would yet you your"
).split()


def stems(text: str) -> list[str]:
    """Return the stems of `text` as the index holds them, in order, stop words included."""
    return for_index().analyze(in_one_spelling(text))


@lru_cache(8192)
def terms(text: str) -> tuple[str, ...]:
    """Return the different stems of `text`, in order; stop words are left out. Kept: the sentences of the papers that
    are asked for come again.
    """
    return tuple(dict.fromkeys(_without_stop_words().analyze(in_one_spelling(text))))


def pairs(text: str) -> Iterator[str]:
    """Yield each two stems that stand side by side, but for two stop words."""
    for left, right in pairwise(stems(text)):
        if left not in _stop_stems() or right not in _stop_stems():
            yield f"{left}_{right}"


@cache
def for_index() -> tantivy.TextAnalyzer:
    """Return what cuts a text that is in one spelling already into stems."""
    return _analyser(tantivy.Filter.stemmer("english"))


@cache
def as_written() -> tantivy.TextAnalyzer:
    """Return what cuts a text into words with their endings."""
    return _analyser()


@cache
def _without_stop_words() -> tantivy.TextAnalyzer:
    return _analyser(tantivy.Filter.custom_stopword(_STOP_WORDS), tantivy.Filter.stemmer("english"))


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(stem for word in _STOP_WORDS for stem in stems(word))


def _analyser(*more: tantivy.Filter) -> tantivy.TextAnalyzer:
    """Return what cuts a text into lower-case words without accents, and does `more` with them."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (tantivy.Filter.remove_long(40), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), *more):
        builder = builder.filter(step)
    return builder.build()
