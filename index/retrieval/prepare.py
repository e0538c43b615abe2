"""Prepares a question once for everything that follows: its words, their weights, its expansion and its vectors."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.collection import Stores
from index.embedding.bundled_encoder import BundledEncoder, is_common_word
from index.embedding.encoder import TokenEmbeddings, Vectors
from index.questions.query import Correction, Query
from index.retrieval.fusion import PAPERS_DEPTH
from index.retrieval.query_expansion import expand_query
from index.stores.word_index import WordIndex
from index.text.acronyms import Expansion
from index.text.names import looks_like_name
from index.text.words import is_content_word, terms

# The share of the expansion in the vector of a question.
EXPANSION_SHARE = 1 / 3
# Longer questions are pasted texts: their spelling is not corrected.
_MAX_CORRECTED = 60
# `Demencia` is dementia; a shorter word is near to any.
_LONG_ENOUGH = 7
_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The words of a question as they are looked up in texts."""

    text: str
    expansion: Expansion
    weights: Mapping[str, float]
    """The inverse document frequency of each stem of the text, in order."""
    expansion_weights: Mapping[str, float]
    """The same for the stems that only the expansion has."""
    swaps: tuple[tuple[Sequence[str], frozenset[str]], ...]
    """The stems of words of the question, each with the stems that the expansion has instead."""

    @property
    def shares(self) -> dict[str, float]:
        """The weights as shares of 1."""
        return shares_of(self.weights)

    def stems_in(self, text: str) -> Sequence[str]:
        """Return the stems of a text, and those of the question that the text has in other words."""
        found = terms(text)
        return [*found, *(stem for own, other in self.swaps if other <= set(found) for stem in own)]


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A question, or one side of a comparison, as the searches need it."""

    terms: QueryTerms
    vector: Vectors
    """A unit vector; the expansion contributes a part of it."""
    tokens: TokenEmbeddings | None
    """None if the encoder gives no token vectors."""


def begin_to_encode(stores: Stores, text: str) -> None:
    """Start to encode a question, or its expansion, in a thread of its own; `prepare_query` waits for the rest."""
    if isinstance(stores.encoder, BundledEncoder) and text.strip():
        stores.encoder.begin(text)


def look_up(words: WordIndex, text: str) -> None:
    """Look up ahead what a search for this text needs of the word index, and finds done."""
    similar_words(words, text)
    keyword_search(words, query_terms(words, text), PAPERS_DEPTH)


def query_terms(words: WordIndex, text: str) -> QueryTerms:
    """Return the words of a question as they are looked up in texts."""
    return words.once(("terms", text), lambda: _query_terms(words, text))


def keyword_search(words: WordIndex, query: QueryTerms, depth: int) -> Sequence[tuple[str, float]]:
    """Return up to `depth` papers of the whole collection by BM25: (id, score)."""
    asked = query.text, depth, query.expansion.text
    return words.once(("bm25", *asked), lambda: words.search(query.text, depth, expansion=query.expansion.text))


def similar_words(words: WordIndex, text: str) -> Mapping[str, str]:
    """Return the unknown words of a text, each with the indexed word that may be meant."""
    typed = list(dict.fromkeys(part for word in _WORD.findall(text) for part in _parts(word)))
    return words.once(("similar", *typed), lambda: words.corrections(typed)) if len(typed) <= _MAX_CORRECTED else {}


def _query_terms(words: WordIndex, text: str) -> QueryTerms:
    expansion = expand_query(words, text)
    own = terms(text)
    weights = words.weights(list(dict.fromkeys([*own, *terms(expansion.text)])))
    return QueryTerms(
        text,
        expansion,
        weights={stem: weights[stem] for stem in own},
        expansion_weights={stem: weight for stem, weight in weights.items() if stem not in own},
        swaps=tuple((terms(typed), frozenset(terms(other))) for typed, other in expansion.swaps),
    )


def prepare_query(stores: Stores, text: str) -> PreparedQuery:
    """Return the question as the searches need it, encoded in one call."""
    found = query_terms(stores.words, text)
    begin_to_encode(stores, found.expansion.text)
    texts = [text, found.expansion.text] if found.expansion.text else [text]
    tokens: TokenEmbeddings | None = None
    if encoder := stores.token_encoder:
        (own, *others), (tokens, *_) = encoder.encode_tokens(texts)
    else:
        own, *others = stores.encoder.encode(texts)
    vector: Vectors = own
    for other in others:
        vector = (1 - EXPANSION_SHARE) * own + EXPANSION_SHARE * other
        vector /= math.sqrt(vector @ vector)
    return PreparedQuery(found, vector, tokens)


def shares_of(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights as shares of 1.

    >>> shares_of({"tide": 3.0, "gull": 1.0})
    {'tide': 0.75, 'gull': 0.25}
    """
    total = sum(weights.values()) or 1.0
    return {stem: weight / total for stem, weight in weights.items()}


def correct_spelling(words: WordIndex, query: Query) -> tuple[Query, tuple[Correction, ...], tuple[Correction, ...]]:
    """Return the query with unknown words replaced by similar indexed ones, the corrections, and those not wanted.

    Everyday words stay: nobody who asks for pasta means the past. A name is not a misspelt everyday word: LaTeX, late.
    """
    relatives = _relatives(words, query)
    similar = similar_words(words, query.text)
    if query.language:
        # A short word of another language is hardly a slip: `nicht` is not night.
        similar = {word: other for word, other in similar.items() if len(word) >= _LONG_ENOUGH}
    found = [
        Correction(word, other)
        for word, other in similar.items()
        if word not in relatives
        and not is_common_word(word)
        and not (looks_like_name(word, certain=True) and is_common_word(other))
    ]
    found += [Correction(*pair) for pair in relatives.items()]
    unwanted = tuple(correction for correction in found if correction.typed in query.kept)
    meant = {correction.typed: correction.searched for correction in found if correction not in unwanted}
    if not meant:
        return query, (), unwanted

    def corrected(text: str) -> str:
        kept = _WORD.sub(lambda word: "-".join(meant.get(part, part) for part in _parts(word[0])), text)
        if not relatives:
            return kept
        # Small words such as `und` would count as words that the papers lack.
        content = [word for word in kept.split() if is_content_word(word.strip("?!.,"), query.language)]
        found = [word for word in content if _is_in_papers(words, word)]
        # If some words are found, the others tell an English encoder nothing.
        return " ".join(found if 2 * len(found) >= len(content) else content)

    whole = replace(query, text=corrected(query.text), sides=tuple(map(corrected, query.sides)))
    return whole, tuple(Correction(*pair) for pair in meant.items()), unwanted


def _parts(word: str) -> list[str]:
    """Return the parts of a word that a hyphen joins, each of which may be misspelt; a name with one is whole."""
    return word.split("-") if word.islower() else [word]


def _is_in_papers(words: WordIndex, word: str) -> bool:
    return any(weight < words.highest_weight() for weight in words.weights(terms(word)).values())


def _relatives(words: WordIndex, query: Query) -> Mapping[str, str]:
    """Return the words of a topic in another language, each with the indexed ones that are spelled nearly like it."""
    typed = list(dict.fromkeys(_WORD.findall(query.text))) if query.language else []
    typed = [word for word in typed if is_content_word(word, query.language)]
    return words.cognates(typed) if 0 < len(typed) <= _MAX_CORRECTED else {}
