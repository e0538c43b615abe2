"""The word index: BM25 over title and abstract. Derived from the library and rebuilt if it is lost.

A door to tantivy. A note beside the index names the library and the revision that it was made from.
"""

import math
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import tantivy

from index.stores.library import Library
from index.stores.progress.gone_papers import gone_since
from index.stores.progress.indexed_words import WordsNote, count_not_followed, not_followed, note_of
from index.stores.word_searcher import (
    ACRONYMS,
    FORMS,
    PAIRS,
    TEXT,
    LoadedWords,
    corrections_of,
    delete_index,
    empty_index,
    index_to_write,
    number_of,
    state_of,
    stored_index,
    typed_query,
)
from index.text import words as text_words
from index.text.acronyms import Acronyms
from index.text.word_fields import definition_of, word_fields

T = TypeVar("T")

# Raise it when the analyser or the fields change: the index is then rebuilt.
_VERSION = 4
_WRITER_BYTES = 30_000_000
PAPERS_AT_ONCE = 500
"""So many are written between two looks at whether to stop."""
PAPERS_KEPT_TOGETHER = 5000
"""A run that is stopped loses at most so many."""
# The weight of a pair of neighbouring words, in addition to its two words.
_PAIRS_WEIGHT = 0.2
EXPANSION_WEIGHT = 0.2
"""The weight of a word that only the expansion has."""
# A topic of up to this many words is mentioned if they are near each other, with up to `_SLOP` words in between.
_MAX_NEAR, _SLOP = 4, 4
# `Bayesian optimisation` is one thing: `Bayesian personalised ranking optimisation` does not mention it.
_PAIR = 2
HITS_FOR_A_TERM = 10
"""The search finds this many of the best papers in the time that it takes to look up one that a filter leaves."""
# The best papers are searched for as many more as would be needed if a filter kept the same share of each rank.
_MARGIN, _FURTHER = 1.3, 8
# What tantivy says of a file that is there before it was written.
_IN_THE_WAY = "FileAlreadyExists"


class WordIndex:
    """BM25 (k1 1.2, b 0.75) over stemmed English words, the title counted twice, and over pairs of neighbouring words.

    The pairs distinguish `neural machine translation` from three words that happen to be in one text. Four fields: the
    stems with their positions, the pairs, the words as written (for corrections), and the acronyms that the papers
    define.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._meta = folder, folder / "meta.json"
        self._last_loaded: LoadedWords | None = None
        self._acronyms: tuple[LoadedWords, Acronyms] | None = None

    def is_current(self, library: Library) -> bool:
        """Return whether the index matches the library."""
        return WordsNote.read(self._note_path) == note_of(library, _VERSION) and not library.removed() and self._opens()

    def sync(self, library: Library) -> None:
        """Bring the index up to the library's revision; rebuild it if it is missing, broken or another library's.

        Only `index.ingest`, the one writer, may call this.
        """
        deque(self.syncing(library), 0)

    def syncing(self, library: Library) -> Iterator[tuple[int, int]]:
        """Do what `sync` does; yield now and then how many papers are written, and of how many.

        Stopped in between, most of these are kept, and the next run goes on from there.
        """
        target = note_of(library, _VERSION)
        note = WordsNote.read(self._note_path)
        if note is None or not note.is_reached_by_changes(target) or not self._opens():
            self.clear()
            note = replace(target, revision=0)
        try:
            yield from self._write(library, note, target)
        except FileExistsError:
            self.clear()
            yield from self._write(library, replace(target, revision=0), target)
        target.write(self._note_path)

    def _write(self, library: Library, note: WordsNote, target: WordsNote) -> Iterator[tuple[int, int]]:
        """Write what changed since a note; raise FileExistsError if a file that a killed run has left is in the way."""
        # One thread: several would write as many segments, and many small segments are slow to search.
        writer = index_to_write(self._folder).writer(heap_size=_WRITER_BYTES, num_threads=1)
        for id_ in (*library.removed(), *gone_since(library, note.revision)):
            writer.delete_documents_by_term("id", id_)
        total, written, kept, last = count_not_followed(library, note), 0, 0, ""
        for ids in not_followed(library, note, PAPERS_AT_ONCE):
            if written - kept >= PAPERS_KEPT_TOGETHER:
                _commit(writer)
                replace(note, part_revision=target.revision, part_id=last).write(self._note_path)
                kept = written
            if written:
                yield written, total
            for paper in library.papers(ids):
                writer.delete_documents_by_term("id", paper.id)
                fields = word_fields(paper.title, paper.abstract)
                writer.add_document(tantivy.Document(id=paper.id, number=number_of(paper.id), **fields))
            written, last = written + len(ids), ids[-1]
        _commit(writer)
        writer.wait_merging_threads()

    def clear(self) -> None:
        """Delete the index; the next `sync` rebuilds it."""
        delete_index(self._folder)

    def search(
        self,
        question: str,
        limit: int,
        within: Collection[str] | None = None,
        expansion: str = "",
        *,
        pairs_too: bool = True,
    ) -> list[tuple[str, float]]:
        """Return up to `limit` papers that share words with the question, by descending BM25 score: (id, score).

        `within`: only papers with these ids. `expansion`: the question in other words, which count less.
        `pairs_too`: whether pairs of neighbouring words count; without them this is plain BM25.
        """
        terms = text_words.terms(question)
        if not terms:
            return []
        schema = self._loaded().schema
        words = [tantivy.Query.term_query(schema, TEXT, term) for term in terms]
        together = dict.fromkeys(text_words.pairs(question)) if pairs_too else ()
        pairs = [tantivy.Query.term_query(schema, PAIRS, pair) for pair in together]
        boosted = [tantivy.Query.boost_query(pair, _PAIRS_WEIGHT) for pair in pairs]
        others = [term for term in text_words.terms(expansion) if term not in terms]
        boosted += [
            tantivy.Query.boost_query(tantivy.Query.term_query(schema, TEXT, term), EXPANSION_WEIGHT) for term in others
        ]
        either = [(tantivy.Occur.Should, query) for query in (*words, *boosted)]
        return self._ranked(tantivy.Query.boolean_query(either), limit, within)

    def as_typed(
        self, words: str, limit: int | None = None, within: Collection[str] | None = None
    ) -> tuple[list[str], int]:
        """Return the papers that have all these words, the last one perhaps unfinished, best first, and their number.

        Without a limit, all of them. `within`: only papers with these ids; the number is that of all.
        """
        loaded = self._loaded()
        query = typed_query(loaded, (TEXT, FORMS), words)
        if query is None:
            return [], 0
        number = loaded.count(query)
        return [id_ for id_, _ in self._ranked(query, max(1, limit or number), within)], number

    def with_phrase(self, words: str, within: Collection[str] | None = None) -> set[str]:
        """Return the ids of the papers that have this phrase, compared by stems."""
        return self._all(self._phrase(words), within) if text_words.stems(words) else set()

    def has_phrase(self, words: str) -> bool:
        """Return whether any paper has this phrase, compared by stems."""
        return bool(self._ranked(self._phrase(words), 1)) if text_words.stems(words) else False

    def with_topic(self, topic: str, within: Collection[str] | None = None, *, loosely: bool = False) -> set[str]:
        """Return the ids of the papers that mention `topic`, compared by stems and without stop words.

        The words of a topic of two must follow each other (`loosely`: be near each other), those of three or four must
        be near each other, and more can be anywhere in the paper. The parts of `few-shot` must be there as well.
        """
        terms = text_words.terms(topic)
        schema = self._loaded().schema
        # Of `few-shot`, the terms are those of any shot.
        joined = text_words.compounds(topic)
        queries = [tantivy.Query.phrase_query(schema, TEXT, list(parts), slop=_SLOP * loosely) for parts in joined]
        if 1 < len(terms) <= _MAX_NEAR:
            is_pair = len(terms) == len(text_words.stems(topic)) == _PAIR
            slop = 0 if is_pair and not loosely else _SLOP
            queries.append(tantivy.Query.phrase_query(schema, TEXT, list(terms), slop=slop))
        else:
            queries += [tantivy.Query.term_query(schema, TEXT, term) for term in terms]
        if not queries:
            return set()
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
        return self._all(query, within)

    def corrections(self, words: Sequence[str]) -> dict[str, str]:
        """Map each unknown word to the nearest indexed word within one or two edits, the most frequent of equal ones.

        The first two letters must match; only words of at least 9 letters may have two edits.
        """
        return corrections_of(self._searcher(), (TEXT, FORMS), words)

    def cognates(self, words: Sequence[str]) -> dict[str, str]:
        """Map words of another language to indexed ones that are spelled nearly like them, where there are any."""
        return self._loaded().cognates(FORMS, words)

    def acronyms(self) -> Acronyms:
        """Return the acronyms that the papers define, cached until the index is written again."""
        loaded = self._loaded()
        if self._acronyms is None or self._acronyms[0] is not loaded:
            defined = loaded.searcher.terms_with_prefix(ACRONYMS, "")
            self._acronyms = loaded, Acronyms(definition_of(term, papers) for term, papers in defined)
        return self._acronyms[1]

    def once(self, key: Hashable, look_up: Callable[[], T]) -> T:
        """Return what `look_up` finds in the index, and what it found before for an equal key and the same papers."""
        return self._loaded().once(key, look_up)

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, as in BM25; it is highest for a term in no paper."""
        searcher = self._searcher()
        papers, found = searcher.num_docs, {term: searcher.doc_freq(TEXT, term) for term in terms}
        return {term: math.log(1 + (papers - n + 0.5) / (n + 0.5)) for term, n in found.items()}

    def highest_weight(self) -> float:
        """Return the inverse document frequency of a term that no paper has."""
        return math.log(2 * self._searcher().num_docs + 2)

    def _phrase(self, words: str) -> tantivy.Query:
        terms, schema = text_words.stems(words), self._loaded().schema
        if len(terms) > 1:
            return tantivy.Query.phrase_query(schema, TEXT, list(terms))
        return tantivy.Query.term_query(schema, TEXT, terms[0])

    def _all(self, query: tantivy.Query, within: Collection[str] | None) -> set[str]:
        return {id_ for id_, _ in self._ranked(query, max(1, self._loaded().count(query)), within)}

    def _ranked(
        self, query: tantivy.Query, limit: int, within: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        loaded = self._loaded()
        if within is None:
            return loaded.best(query, limit)
        papers = loaded.searcher.num_docs
        # The number of hits that are needed grows as that of the papers shrinks, whose look-up costs less.
        if len(within) ** 2 * HITS_FOR_A_TERM < limit * papers:
            chosen = tantivy.Query.term_set_query(loaded.schema, "id", list(within))
            unscored = tantivy.Query.const_score_query(chosen, 0.0)
            both = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, unscored)])
            return loaded.best(both, limit)
        reach = int(_MARGIN * limit * papers / len(within)) + 1
        while True:
            found, are_all = loaded.best_within(query, reach, within)
            if len(found) >= limit or are_all:
                return found[:limit]
            reach *= _FURTHER

    def _loaded(self) -> LoadedWords:
        """Return the present state of the index, loaded."""
        written, last = state_of(self._meta), self._last_loaded
        if last and last.state == written:
            return last
        index = stored_index(self._folder)
        # While the index is rebuilt, its files are missing for a moment; what was loaded before can still be read.
        if index is None and last:
            return last
        state, readable = (written, index) if index else (None, empty_index())
        self._last_loaded = loaded = LoadedWords(state, readable.schema, readable.searcher())
        return loaded

    def _searcher(self) -> tantivy.Searcher:
        return self._loaded().searcher

    def _opens(self) -> bool:
        return stored_index(self._folder) is not None

    @property
    def _note_path(self) -> Path:
        return self._folder / "paperchat.json"


def _commit(writer: tantivy.IndexWriter) -> None:
    try:
        writer.commit()
    except ValueError as fault:
        if _IN_THE_WAY in str(fault):
            raise FileExistsError from fault
        raise
