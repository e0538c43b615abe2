"""Adds, removes and rebuilds: the only writer of the library and of the stores derived from it.

Each step can be killed: the library is written in transactions and knows what is not indexed yet, so the next run goes
on from there.
"""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import filelock
import numpy as np

from index.collection import Stores
from index.embedding.encoder import TOKEN_DIMENSIONS, TokenEmbeddings, TokenEncoder, Vectors
from index.errors import LibraryBusyError
from index.map import paper_map
from index.papers import Problem
from index.sources import read
from index.stores.library import Pending
from index.stores.merging import Counts
from index.stores.token_vectors import PaperTokens
from index.stores.vector_store import ABSTRACTS, Passage, PassageKey
from index.text.words import terms
from index.upgrade import add_missing_nodes

# Papers that are encoded together: few at first, to see progress soon, then many, which is faster.
_FIRST_BATCH, _LARGEST_BATCH = 16, 128

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Input:
    """A file to add, or why it cannot be read."""

    name: str
    data: bytes = b""
    fault: str = ""
    path: str = ""
    """Where it is, which tells files of one name apart; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result of adding one file."""

    name: str
    counts: Counts
    problems: tuple[Problem, ...]
    failed: bool = False
    """The file could not be opened, or is no list of papers: nothing of it was added."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an addition or a rebuild is. The last one of a run has `done == total`."""

    files: tuple[FileReport, ...]
    done: int
    """Papers indexed in this run."""
    total: int
    """Papers to index in this run."""
    seconds: float
    """Since the indexing began."""


def gather(paths: Iterable[Path]) -> Iterator[Input]:
    """Yield the files and the `*.txt` files in folders, at any depth; one that cannot be read comes with its fault."""
    for path in paths:
        if path.is_dir():
            inside = sorted(found for found in path.rglob("*.txt") if found.is_file())
            yield from gather(inside)
            if not inside:
                yield Input(path.name or str(path), fault="no .txt files in this folder")
            continue
        try:
            yield Input(path.name, path.read_bytes(), path=str(path.resolve()))
        except OSError as fault:
            yield Input(str(path), fault=f"cannot be read: {fault.strerror or fault}")


def gather_uploads(paths: Iterable[Path]) -> Iterator[Input]:
    """Yield uploaded files. They lie in a temporary place, so a file of the same name is the same source."""
    for item in gather(paths):
        yield replace(item, path="")


def add(stores: Stores, inputs: Iterable[Input]) -> Iterator[Progress]:
    """Add papers and index them, telling how far it is. Raises LibraryBusyError while another process writes."""
    reports: list[FileReport] = []
    with _writing(stores):
        for item in inputs:
            reports.append(_add_one(stores, item))
            yield Progress(tuple(reports), 0, stores.library.count_pending(), 0)
        # Opening Chroma takes a second, which adding nothing but known papers must not.
        if stores.library.count_pending():
            yield from _catch_up(stores, tuple(reports))


def remove(stores: Stores, names: Sequence[str]) -> int:
    """Remove papers by id and sources by name; return the number of papers that are gone."""
    with _writing(stores):
        removed = stores.library.remove(names)
        for _ in _catch_up(stores, ()):
            pass
    return removed


def rebuild(stores: Stores) -> Iterator[Progress]:
    """Make the vectors and the words anew from the library."""
    with _writing(stores):
        stores.words.clear()
        _start_afresh(stores)
        yield from _catch_up(stores, (), map_anew=True)


def catch_up(stores: Stores) -> Iterator[Progress]:
    """Do what is left to do: papers not indexed yet, and stores that are missing or of another encoder."""
    with _writing(stores):
        yield from _catch_up(stores, ())


def is_behind(stores: Stores) -> str:
    """Return why the derived stores are not what the library says, in words for people; empty if they are."""
    if reason := _vectors_behind(stores):
        return reason
    if stores.library.count_pending():
        return "Some papers are not indexed yet"
    if not stores.words.is_current(stores.library):
        return "The word index is missing or behind"
    if stores.token_encoder and stores.token_vectors.revisions() != stores.library.indexed():
        return "The word vectors are missing or behind"
    return "" if paper_map.is_current(stores) else "The map is missing or behind"


def _vectors_behind(stores: Stores) -> str:
    if not stores.vectors.is_current():
        return "The vector store is missing or was made by another encoder"
    if stores.vectors.count() != stores.library.count_passages():
        return "The vector store has lost passages"
    return "" if stores.vectors.has_nodes() else "The vector store was made by an older version"


def _add_one(stores: Stores, item: Input) -> FileReport:
    if item.fault:
        return FileReport(item.name, Counts(), (Problem(item.name, None, item.fault),), failed=True)
    reading = read(item.data, item.name, datetime.now(UTC).date())
    counts = stores.library.upsert(reading.entries, item.path or item.name)
    return FileReport(item.name, counts, reading.problems, failed=reading.refused)


def _start_afresh(stores: Stores) -> None:
    # In this order, so that a kill between the two leaves passages to be made and not a store thought full.
    stores.library.forget_passages()
    stores.vectors.reset()


def _catch_up(stores: Stores, reports: tuple[FileReport, ...], *, map_anew: bool = False) -> Iterator[Progress]:
    """Bring vectors, words and the map to the state of the library."""
    library, vectors = stores.library, stores.vectors
    # TokenEmbeddings first: they take seconds where vectors take minutes, and a paper can be found by them alone.
    removed = library.removed()
    stores.words.sync(library)
    if not vectors.is_current() or vectors.count() != library.count_passages():
        _start_afresh(stores)
    elif removed:
        vectors.delete(removed)
    library.purge(removed)
    add_missing_nodes(stores)
    lacking = _lacking_words(stores)
    total, done, start = library.count_pending() + len(lacking), 0, time.monotonic()
    yield Progress(reports, 0, total, 0)
    if total:
        for count in chain(_index_pending(stores), _make_words(stores, lacking)):
            done += count
            # The last step is told when the map is there, too.
            if done < total:
                yield Progress(reports, done, total, time.monotonic() - start)
    paper_map.update_map(stores, vectors.paper_vectors, vectors.near_papers, anew=map_anew)
    if total:
        yield Progress(reports, done, total, time.monotonic() - start)


def _index_pending(stores: Stores) -> Iterator[int]:
    """Make the passages of the pending papers, yielding how many papers are done; one batch is written while the next
    is encoded.
    """
    from llama_index.core.ingestion import run_transformations

    from index.chunking import AbstractParser, document_of, passage_of
    from index.embedding.llama_embedding import PassageEmbedding

    listener = _Listener(stores.token_encoder) if stores.token_encoder else None
    steps = [AbstractParser(encoder=stores.encoder), PassageEmbedding(encoder=listener or stores.encoder)]
    with ThreadPoolExecutor(1) as writer:
        writing: Future[int] | None = None
        for batch in _batches(stores.library.pending()):
            nodes = run_transformations([document_of(item.paper) for item in batch], steps)
            passages = [passage_of(node) for node in nodes]
            words: list[PaperTokens] = []
            if listener:
                heard = zip(passages, listener.take(), strict=True)
                chunks = [(passage.key.paper_id, words) for passage, words in heard if passage.kind == ABSTRACTS]
                words = _paper_words({item.paper.id: item.revision for item in batch}, chunks)
            if writing:
                yield writing.result()
            writing = writer.submit(_store, stores, batch, passages, words)
        if writing:
            yield writing.result()


class _Listener:
    """An encoder that keeps the words of all texts that it encodes, in their order."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder
        self._heard: list[TokenEmbeddings] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors, words = self._encoder.encode_tokens(texts)
        self._heard += words
        return vectors

    def take(self) -> list[TokenEmbeddings]:
        """Return the words of the texts since the last call."""
        heard, self._heard = self._heard, []
        return heard


def _store(stores: Stores, batch: Sequence[Pending], passages: Sequence[Passage], words: Sequence[PaperTokens]) -> int:
    """Write the passages and the words of a batch and note it; return the number of papers."""
    replaced = [item.paper.id for item in batch if item.was_indexed]
    if replaced:
        stores.vectors.delete(replaced)
    stores.vectors.upsert(passages)
    if words:
        stores.token_vectors.upsert(words)
    counts = {item.paper.id: 0 for item in batch}
    for passage in passages:
        counts[passage.key.paper_id] += 1
    stores.library.mark_indexed([(item, counts[item.paper.id]) for item in batch])
    return len(batch)


def _lacking_words(stores: Stores) -> dict[str, int]:
    """Return the indexed papers whose words are missing, with the revisions of their texts, and forget the words of
    all that are not indexed. Collections that were made before words were kept lack all of them.
    """
    if not stores.token_encoder:
        return {}
    held, wanted = stores.token_vectors.revisions(), stores.library.indexed()
    if left_over := held.keys() - wanted.keys():
        stores.token_vectors.delete(left_over)
    return {id_: revision for id_, revision in wanted.items() if held.get(id_) != revision}


def _make_words(stores: Stores, lacking: Mapping[str, int]) -> Iterator[int]:
    """Make the words of papers whose passages are there, yielding how many papers are done."""
    from llama_index.core.schema import MetadataMode

    from index.chunking import AbstractParser, document_of

    if not (encoder := stores.token_encoder):
        return
    parser = AbstractParser(encoder=encoder)
    for ids in _batches(lacking):
        nodes = parser([document_of(paper) for paper in stores.library.papers(ids)])
        chunks = [node for node in nodes if node.metadata["kind"] == ABSTRACTS]
        _, words = encoder.encode_tokens([chunk.get_content(MetadataMode.EMBED) for chunk in chunks])
        owners = (PassageKey.parse(chunk.node_id).paper_id for chunk in chunks)
        revisions = {id_: lacking[id_] for id_ in ids}
        stores.token_vectors.upsert(_paper_words(revisions, zip(owners, words, strict=True)))
        yield len(ids)


def _paper_words(revisions: Mapping[str, int], chunks: Iterable[tuple[str, TokenEmbeddings]]) -> list[PaperTokens]:
    """Return the words of these papers, from those of the chunks of their abstracts; stop words are left out."""
    vectors: dict[str, list[Vectors]] = {id_: [np.empty((0, TOKEN_DIMENSIONS), np.float32)] for id_ in revisions}
    for paper_id, words in chunks:
        telling = np.array([bool(terms(word)) for word in words.words], dtype=bool)
        vectors[paper_id].append(words.vectors[telling])
    return [PaperTokens(id_, revision, np.concatenate(vectors[id_])) for id_, revision in revisions.items()]


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator, size = iter(items), _FIRST_BATCH
    while batch := list(islice(iterator, size)):
        yield batch
        size = min(2 * size, _LARGEST_BATCH)


@contextmanager
def _writing(stores: Stores) -> Iterator[None]:
    """Be the one writer. The lock goes with the process, however it ends; the note beside it says whose it is."""
    holder = stores.lock.with_suffix(".pid")
    try:
        with filelock.FileLock(stores.lock, timeout=0):
            holder.write_text(str(os.getpid()))
            yield
            holder.unlink(missing_ok=True)
    except filelock.Timeout:
        pid = holder.read_text() if holder.exists() else "unknown"
        raise LibraryBusyError(
            f"Another paperchat (process {pid}) is writing to this library.", "Wait until it is done, or stop it."
        ) from None
