"""The query of a search as one types: all words must occur, and the last one may be unfinished. A door to tantivy."""

import tantivy

from index.text.words import stems, tokenizer

# Of the words that begin with what was typed, the most frequent so many.
_MOST_ENDINGS = 200


def typed_query(
    searcher: tantivy.Searcher, schema: tantivy.Schema, fields: tuple[str, str], words: str
) -> tantivy.Query | None:
    """Return the query, scored by BM25 of the stems; None if nothing that can be searched for is typed.

    `fields`: that of the stems and that of the words as written.
    """
    stemmed, written = fields
    typed = tokenizer().analyze(words)
    if not typed:
        return None
    unfinished = words[-1:].isalnum()
    parts = [_stem(schema, stemmed, word) for word in (typed[:-1] if unfinished else typed)]
    if unfinished:
        known = sorted(searcher.terms_with_prefix(written, typed[-1]), key=lambda term: -term[1])[:_MOST_ENDINGS]
        begun = tantivy.Query.term_set_query(schema, written, [term for term, _ in known])
        # A whole word counts more than the beginning of another one.
        begun = tantivy.Query.const_score_query(begun, 0.01)
        parts.append(tantivy.Query.disjunction_max_query([begun, _stem(schema, stemmed, typed[-1])]))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])


def _stem(schema: tantivy.Schema, field: str, word: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, "".join(stems(word)) or word)
