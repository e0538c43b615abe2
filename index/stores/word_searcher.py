"""The files of the word index, and what it finds: by score, as typed with the last word unfinished, despite typos.

A door to tantivy.
"""

import re
import shutil
from collections.abc import Callable, Collection, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from index.text.cognates import by_key, in_english
from index.text.edit_distance import edit_distance
from index.text.words import stemmer, stems, tokenizer

T = TypeVar("T")

TEXT, PAIRS, FORMS, ACRONYMS = "text", "pairs", "forms", "acronyms"
"""The fields of words: `WordIndex` says what is in them."""
NUMBER = "number"
"""The field with the numbers of papers; an index of an older release has none."""
_ID = re.compile(r"[0-9a-f]{12}")
# Of the words that begin with what was typed, only the most frequent are used: this many.
_MOST_ENDINGS = 200
# The minimum length of a word with a typo; a shorter one is just as likely to be another word.
_SHORTEST_CORRECTED = 5
# A word of fewer letters with two typos is just as likely to be another word.
_TWO_SLIPS_FROM = 9
_MOST_LOOKED_UP = 64
# Numbers from here on are not ids.
_OTHER_ID = 1 << 48


@dataclass(frozen=True, slots=True)
class LoadedWords:
    """What finds papers in one state of the index's files; another state has another one of these."""

    state: object
    schema: tantivy.Schema
    searcher: tantivy.Searcher
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
        ids = self.ids_at([address for _, address in hits])
        return [(id_, float(score)) for id_, (score, _) in zip(ids, hits, strict=True)]

    def best_within(
        self, query: tantivy.Query, reach: int, within: Collection[str]
    ) -> tuple[list[tuple[str, float]], bool]:
        """Return those of the best `reach` papers that are `within`, and whether these are all that there are."""
        hits = self.best(query, reach)
        return [paper for paper in hits if paper[0] in within], len(hits) < reach

    def count(self, query: tantivy.Query) -> int:
        """Return how many papers there are for a query, without finding them."""
        return int(getattr(self.searcher.search(query, 1, count=True), "count", 0))

    def cognates(self, written: str, words: Sequence[str]) -> dict[str, str]:
        """Map words of other languages to indexed ones that are spelled nearly like them; `written`: their field."""
        if not self.relatives:
            self.relatives.update(by_key(self.searcher.terms_with_prefix(written, "")))
        unknown = (word for word in words if not self.searcher.doc_freq(written, word.casefold()))
        return {word: english for word in unknown if (english := in_english(word, self.relatives))}

    def ids_at(self, addresses: list[tantivy.DocAddress]) -> list[str]:
        """Return the ids of the papers at these addresses, most of them by their numbers."""
        numbers: Sequence[float | None] = []
        # An index of an older release has none.
        with suppress(ValueError):
            numbers = self.searcher.fast_field_values(NUMBER, addresses)
        return [
            self._stored_id(address) if number is None or number >= _OTHER_ID else f"{int(number):012x}"
            for address, number in zip_longest(addresses, numbers)
        ]

    def _stored_id(self, address: tantivy.DocAddress) -> str:
        return str(self.searcher.doc(address)["id"][0])


def index_to_write(folder: Path) -> tantivy.Index:
    """Return the index in the folder; it is made if it is missing."""
    if index := stored_index(folder):
        return index
    folder.mkdir(parents=True, exist_ok=True)
    return _with_tokenizers(tantivy.Index(_schema(), path=str(folder)))


def stored_index(folder: Path) -> tantivy.Index | None:
    """Return the index in the folder, with the fields of its release; None if there is none that can be opened."""
    with suppress(ValueError):
        return _with_tokenizers(tantivy.Index.open(str(folder)))
    return None


def delete_index(folder: Path) -> None:
    """Delete the index in the folder. Whoever opens it just then finds all of its files or none."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    with suppress(OSError):
        folder.rename(old)
    for place in (old, folder):
        shutil.rmtree(place, ignore_errors=True)


def empty_index() -> tantivy.Index:
    """Return an index without papers, in memory: what a reader has until there are files."""
    return _with_tokenizers(tantivy.Index(_schema()))


def _with_tokenizers(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("abstracts", stemmer())
    index.register_tokenizer("as_it_is", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.register_tokenizer("forms", tokenizer())
    return index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(NUMBER, fast=True)
    builder.add_text_field(TEXT, tokenizer_name="abstracts", index_option="position")
    builder.add_text_field(PAIRS, tokenizer_name="as_it_is", index_option="freq")
    builder.add_text_field(ACRONYMS, tokenizer_name="as_it_is", index_option="basic")
    builder.add_text_field(FORMS, tokenizer_name="forms", index_option="basic")
    return builder.build()


def number_of(paper_id: str) -> int:
    """Return a number for a paper, which is read a hundred times faster than its id, and tells it.

    Only of an id of another form does it tell nothing but that.

    >>> number_of("00000000002a")
    42
    """
    return int(paper_id, 16) if _ID.fullmatch(paper_id) else _OTHER_ID


def state_of(file: Path) -> object:
    """Return what changes whenever the file is replaced, as each change of the index does."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def typed_query(loaded: LoadedWords, fields: tuple[str, str], words: str) -> tantivy.Query | None:
    """Return the query, scored by BM25 of the stems; None if nothing that can be searched for is typed.

    `fields`: that of the stems and that of the words as written.
    """
    stemmed, written = fields
    typed = tokenizer().analyze(words)
    if not typed:
        return None
    unfinished = words[-1:].isalnum()
    schema = loaded.schema
    parts = [_stem(schema, stemmed, word) for word in (typed[:-1] if unfinished else typed)]
    if unfinished:
        known = sorted(loaded.searcher.terms_with_prefix(written, typed[-1]), key=lambda term: -term[1])[:_MOST_ENDINGS]
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
