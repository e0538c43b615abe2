"""Writes papers into the word index. A door to tantivy."""

import tantivy

from index.papers import Paper
from index.stores.gone_papers import gone_since
from index.stores.library import Library
from index.text import words as text_words
from index.text.acronyms import definitions
from index.text.spelling import in_one_spelling

_WRITER_BYTES = 30_000_000
# What tantivy says of a file that is there before it was written.
_IN_THE_WAY = "FileAlreadyExists"


def write_papers(index: tantivy.Index, library: Library, since: int) -> bool:
    """Write what changed since a revision; False if a file that a killed run has left is in the way."""
    # One thread: several would write as many segments, and many small segments are slow to search.
    writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
    for id_ in (*library.removed(), *gone_since(library, since)):
        writer.delete_documents_by_term("id", id_)
    for papers in library.changed_since(since):
        for paper in papers:
            writer.delete_documents_by_term("id", paper.id)
            writer.add_document(_document(paper))
    try:
        writer.commit()
    except ValueError as fault:
        if _IN_THE_WAY not in str(fault):
            raise
        return False
    writer.wait_merging_threads()
    return True


def _document(paper: Paper) -> tantivy.Document:
    pairs = " ".join([*text_words.pairs(paper.title), *text_words.pairs(paper.abstract)])
    text = in_one_spelling(f"{paper.title}\n{paper.text}")
    defined = definitions(f"{paper.title}. {paper.abstract}")
    acronyms = " ".join(
        f"{short}={long.replace(' ', '_')}={'_'.join(text_words.stems(long))}" for short, long in defined
    )
    return tantivy.Document(id=paper.id, text=text, pairs=pairs, forms=paper.text, acronyms=acronyms)
