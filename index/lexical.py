"""The word index: BM25 over title and abstract. Derived from the library, disposable, and it heals itself.

The door to tantivy. A note beside the index says which library it was made from and up to which revision.
"""

import json
import math
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import tantivy

from index.library import Library

# Raise it when the analyser or the fields change: the index is then made anew.
_VERSION = 1
_WRITER_BYTES = 30_000_000
_FIELD = "text"
# Words of questions that tell nothing of what is asked for. The index keeps them: without, it ranks no better.
_STOP_WORDS = (
    "a about after again all also am an and any are as at be because been before being below between both but by can "
    "could did do does doing done during each either else ever few for from further had has have having he her here "
    "hers him his how i if in into is it its itself just me more most much my no nor not now of off on once one only "
    "or other our ours out over own paper papers please same she should show shown shows so some such than that the "
    "their theirs them then there these they this those through to too tell under until up us use used using very via "
    "was we were what when where which while who whom whose why will with within without would yet you your"
).split()


@dataclass(frozen=True, slots=True)
class _Note:
    """What an index was made from."""

    version: int
    library: str
    revision: int


class WordIndex:
    """BM25 over stemmed English words, the title counted twice; k1 1.2 and b 0.75, as tantivy has them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_current(self, library: Library) -> bool:
        """Whether the index holds the library as it is."""
        return self._note() == _note_of(library) and not library.removed() and self._opens()

    def sync(self, library: Library) -> None:
        """Bring the index to the library's revision, from nothing where it is missing, broken or another library's.

        Only the one writer may call it (`index.ingest`).
        """
        target = _note_of(library)
        note = self._note()
        if note is None or not self._opens() or replace(note, revision=target.revision) != target:
            self.clear()
            note = replace(target, revision=0)
        self.__dict__.pop("_index", None)
        # One thread: several commit as many segments, and searching many small segments is slow.
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for id_ in library.removed():
            writer.delete_documents_by_term("id", id_)
        for papers in library.changed_since(note.revision):
            for paper in papers:
                writer.delete_documents_by_term("id", paper.id)
                writer.add_document(tantivy.Document(id=paper.id, text=f"{paper.title}\n{paper.text}"))
        writer.commit()
        writer.wait_merging_threads()
        self._note_path.write_text(json.dumps(asdict(target)))

    def clear(self) -> None:
        """Delete the index; the next `sync` makes it anew."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def search(self, question: str, limit: int) -> list[tuple[str, float]]:
        """Return up to `limit` papers that share words with the question, by falling BM25 score: (id, score)."""
        terms = self.terms(question)
        if not terms:
            return []
        schema = self._index.schema
        words = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, _FIELD, term)) for term in terms]
        searcher = self._searcher()
        hits = searcher.search(tantivy.Query.boolean_query(words), limit, count=False).hits
        return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def terms(self, text: str) -> list[str]:
        """Return the different stems of `text` that are searched for, in order; stop words are left out."""
        return list(dict.fromkeys(_questions().analyze(text)))

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term, as BM25 has it; the highest for a term in no paper."""
        searcher = self._searcher()
        papers = searcher.num_docs
        held = {term: searcher.doc_freq(_FIELD, term) for term in terms}
        return {term: math.log(1 + (papers - n + 0.5) / (n + 0.5)) for term, n in held.items()}

    def _searcher(self) -> tantivy.Searcher:
        # An index that another process is making anew cannot be read for a moment; the old one can.
        with suppress(ValueError):
            self._index.reload()
        return self._index.searcher()

    @cached_property
    def _index(self) -> tantivy.Index:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(_FIELD, tokenizer_name="abstracts", index_option="freq")
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(builder.build(), path=str(self._folder))
        index.register_tokenizer("abstracts", _analyser())
        return index

    def _opens(self) -> bool:
        try:
            return bool(tantivy.Index.open(str(self._folder)))
        except ValueError:
            return False

    @property
    def _note_path(self) -> Path:
        return self._folder / "paperchat.json"

    def _note(self) -> _Note | None:
        try:
            return _Note(**json.loads(self._note_path.read_text()))
        except (OSError, ValueError, TypeError):
            return None


@cache
def _questions() -> tantivy.TextAnalyzer:
    return _analyser(tantivy.Filter.custom_stopword(_STOP_WORDS))


def _note_of(library: Library) -> _Note:
    return _Note(_VERSION, library.name, library.revision)


def _analyser(*drop: tantivy.Filter) -> tantivy.TextAnalyzer:
    """Return the analyser of the index; with `drop`, that of questions."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    steps = (tantivy.Filter.remove_long(40), tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold())
    for step in (*steps, *drop, tantivy.Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()
