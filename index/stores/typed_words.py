"""What a person typed: words of which the last may be unfinished, and words with typos. A door to tantivy."""

import tantivy

from index.text.edit_distance import edit_distance
from index.text.words import stems, tokenizer

# Of the words that begin with what was typed, the most frequent so many.
_MOST_ENDINGS = 200
# A word of fewer letters with two typos is just as likely to be another word.
_TWO_SLIPS_FROM = 9


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


def nearest_form(searcher: tantivy.Searcher, field: str, typed: str) -> str | None:
    """Return the nearest indexed word within one or two edits of `typed`."""
    slips = 1 if len(typed) < _TWO_SLIPS_FROM else 2
    near = [
        (edit_distance(typed, form, slips), -papers, form)
        for form, papers in searcher.terms_with_prefix(field, typed[:2])
    ]
    return min((found for found in near if found[0] <= slips), default=(0, 0, None))[2]
