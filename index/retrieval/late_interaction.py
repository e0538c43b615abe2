"""Late interaction (as in ColBERT): each word of a question is compared with the nearest word of each paper."""

import math
from collections.abc import Sequence

from index.collection import Stores
from index.embedding.encoder import TokenEmbeddings, Vectors
from index.embedding.word_presence import fitted_presence
from index.papers import Paper
from index.questions.phrases import is_statement
from index.retrieval.candidates import find_candidates
from index.retrieval.fusion import PAPERS_COMPARED, fuse
from index.retrieval.prepare import PreparedQuery, prepare_query
from index.stores.token_vectors import WordMatches
from index.text.words import terms


def late_interaction(stores: Stores, prepared: PreparedQuery, papers: Sequence[str]) -> WordMatches:
    """Return for each paper how near its words are to those of the question; none without token vectors.

    In a statement a word counts by the square root of its inverse document frequency. In a question or key words it
    counts by that frequency and the square of the chance that a paper which answers has the word: `effective methods
    for` frames a request, however rare its words are.
    """
    if (tokens := prepared.tokens) is None:
        return WordMatches()
    vectors, weights = _weighed(stores, prepared, tokens)
    return stores.token_vectors.matches(vectors, weights, papers) if any(weights) else WordMatches()


def _weighed(stores: Stores, prepared: PreparedQuery, tokens: TokenEmbeddings) -> tuple[Vectors, list[float]]:
    """Return the vectors of the words of a question that are not stop words, and how much each counts."""
    stems = [terms(word) for word in tokens.words]
    idf = stores.words.weights([stem for of_word in stems for stem in of_word])
    # Stop words have no stems.
    compared = [place for place, of_word in enumerate(stems) if of_word]
    rarities = [max(idf[stem] for stem in stems[place]) for place in compared]
    vectors: Vectors = tokens.vectors[compared]
    if is_statement(prepared.terms.text):
        return vectors, [math.sqrt(rarity) for rarity in rarities]
    highest = stores.words.highest_weight()
    chances = fitted_presence().chances(vectors, [rarity / highest for rarity in rarities])
    return vectors, [rarity * float(chance) ** 2 for rarity, chance in zip(rarities, chances, strict=True)]


def nearest_papers(stores: Stores, text: str, also: Sequence[str] = ()) -> dict[Paper, float]:
    """Return the similarities, -1 to 1, of a text with the papers nearest to it and with those of the ids in `also`.

    Empty if the collection has no token vectors.
    """
    prepared = prepare_query(stores, text)
    scores = fuse(find_candidates(stores, prepared, None, deep=False))
    first = sorted(scores, key=lambda paper: -scores[paper])[:PAPERS_COMPARED]
    similarities = late_interaction(stores, prepared, list(dict.fromkeys([*first, *also]))).similarities()
    return {paper: similarities[paper.id] for paper in stores.library.papers(list(similarities))}
