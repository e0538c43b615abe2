"""What the word index finds once it is loaded: by score, as typed with the last word unfinished, and despite typos.

A door to tantivy.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from index.text.cognates import by_key, in_english
from index.text.edit_distance import edit_distance
from index.text.words import stems, tokenizer

T = TypeVar("T")

# Of the words that begin with what was typed, the most frequent so many.
_MOST_ENDINGS = 200
# The minimum length of a word with a typo; a shorter one is just as likely to be another word.
_SHORTEST_CORRECTED = 5
# A word of fewer letters with two typos is just as likely to be another word.
_TWO_SLIPS_FROM = 9
_MOST_REMEMBERED, _MOST_LOOKED_UP = 50_000, 64


@dataclass(frozen=True, slots=True)
class LoadedWords:
    """What finds papers in one state of the index's files; another state has another one of these."""

    state: object
    searcher: tantivy.Searcher
    ids: dict[tuple[int, int], str] = field(default_factory=dict)
    """Of the papers found before, by where they are stored: reading an id takes longer than finding the paper."""
    looked_up: dict[Hashable, Any] = field(default_factory=dict)
    """What was looked up for the last questions (`WordIndex.once`)."""

    relatives: dict[str, str] = field(default_factory=dict)
    """The indexed words by what they share with other languages (`cognates`), once they were asked for."""

    def once(self, key: Hashable, look_up: Callable[[], T]) -> T:
        """Return what `look_up` returns, and what it returned before for an equal key."""
        known: T | None = self.looked_up.get(key)
        if known is None:
            known = look_up()
            if len(self.looked_up) > _MOST_LOOKED_UP:
                self.looked_up.clear()
            self.looked_up[key] = known
        return known

    def best(self, query: tantivy.Query, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` papers by descending score: (id, score)."""
        hits = self.searcher.search(query, min(limit, max(1, self.searcher.num_docs)), count=False).hits
        if len(self.ids) > _MOST_REMEMBERED:
            self.ids.clear()
        return [(self._id(address), float(score)) for score, address in hits]

    def cognates(self, written: str, words: Sequence[str]) -> dict[str, str]:
        """Map words of other languages to indexed ones that are spelled nearly like them; `written`: their field."""
        if not self.relatives:
            self.relatives.update(by_key(self.searcher.terms_with_prefix(written, "")))
        unknown = (word for word in words if not self.searcher.doc_freq(written, word.casefold()))
        return {word: english for word in unknown if (english := in_english(word, self.relatives))}

    def _id(self, address: tantivy.DocAddress) -> str:
        place = address.segment_ord, address.doc
        id_ = self.ids.get(place)
        if id_ is None:
            id_ = self.ids[place] = str(self.searcher.doc(address)["id"][0])
        return id_


def state_of(file: Path) -> object:
    """Return what changes whenever the file is replaced, as each change of the index does."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


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


def corrections_of(searcher: tantivy.Searcher, fields: tuple[str, str], words: Sequence[str]) -> dict[str, str]:
    """Map each unknown word to the nearest indexed one; `fields`: of the stems, and of the words as written."""
    stemmed, written = fields
    meant = {}
    for word in words:
        typed = "".join(tokenizer().analyze(word))
        known = any(searcher.doc_freq(stemmed, stem) for stem in stems(word))
        if len(typed) >= _SHORTEST_CORRECTED and not known and (form := nearest_form(searcher, written, typed)):
            meant[word] = form
    return meant


def nearest_form(searcher: tantivy.Searcher, field: str, typed: str) -> str | None:
    """Return the nearest indexed word within one or two edits of `typed`."""
    slips = 1 if len(typed) < _TWO_SLIPS_FROM else 2
    near = [
        (edit_distance(typed, form, slips), -papers, form)
        for form, papers in searcher.terms_with_prefix(field, typed[:2])
    ]
    return min((found for found in near if found[0] <= slips), default=(0, 0, None))[2]
