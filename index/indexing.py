"""Makes the vectors of papers: cut by LlamaIndex's node parser, encoded, written to the stores.

Knows neither files nor the writer's lock: `index.ingest` is the only caller.
"""

import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.collection import Stores
from index.embedding.encoder import TOKEN_DIMENSIONS, TokenEmbeddings, Vectors
from index.papers import Paper
from index.stores.chroma.passage import Passage, joined
from index.stores.library import Pending
from index.stores.progress.waiting_papers import changed_meanwhile, passage_counts
from index.stores.token_vectors import PaperTokens
from index.stores.window_vectors import PaperWindows
from index.text.passage_key import PassageKey
from index.text.words import has_terms

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

# Papers encoded together: few at first, so that progress shows soon, then many, which needs less padding.
_FIRST_BATCH, _LARGEST_BATCH = 32, 128
# How many texts the encoder gets at a time: two full requests to an endpoint. It can be stopped after each batch.
_ENCODED_AT_ONCE = 128
# A second part begins as soon as one core has finished its share of the first; its texts are cut before that.
_PARTS_AT_ONCE = 2
_FORGOTTEN_AT_ONCE = 1000

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _PaperBatch:
    """Papers that are written together, and their vectors so far."""

    papers: Sequence[Pending]
    nodes: "Sequence[BaseNode]"
    vectors: dict[int, Vectors] = field(default_factory=dict)
    """The vectors, by the place of their node."""
    tokens: dict[int, TokenEmbeddings] = field(default_factory=dict)
    """The token vectors of whole abstracts, which late interaction compares; windows have the same words."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some texts of a batch, which are encoded together."""

    batch: _PaperBatch
    places: Sequence[int]
    texts: Sequence[str]
    is_last: bool


def index_pending(stores: Stores) -> Generator[int, None, None]:
    """Make the passages of the pending papers and yield how many papers each step has indexed.

    The first step ends when the encoder has begun: nothing is written before the second. Papers that other processes
    add or change during the run are indexed as well.
    """
    while stores.library.count_pending():
        yield from _index_those_waiting(stores)


def _index_those_waiting(stores: Stores) -> Iterator[int]:
    """Index what is pending now.

    One batch is written while the next is encoded. Stopping takes no longer than that write and a part of the texts,
    and keeps what has been written.
    """
    stopped = threading.Event()
    with ThreadPoolExecutor(1) as writer, ThreadPoolExecutor(_PARTS_AT_ONCE) as encoding:
        try:
            writing: Future[int] | None = None
            parts = _parts(stores, in_batches(stores.library.pending()))
            for part in _in_turn(encoding, partial(_encode, stores, stopped), parts):
                stores.check_ending()
                yield 0
                if part and part.is_last:
                    if writing:
                        yield writing.result()
                    writing = writer.submit(_write, stores, part.batch)
            if writing:
                yield writing.result()
        finally:
            stopped.set()


def has_all_passages(stores: Stores) -> bool:
    """Return whether the vector store has the passages that the library knows of, and no others.

    First, the passages of papers that a killed run wrote but did not mark as indexed are deleted. Those papers are
    among the longest waiting: one batch was being written, and one encoded.
    """
    if stores.vectors.count() == stores.library.count_passages():
        return True
    unfinished = [item.paper.id for item in islice(stores.library.pending(), 2 * _LARGEST_BATCH)]
    if unfinished:
        stores.vectors.delete(unfinished)
        stores.library.forget_passages(unfinished)
    return stores.vectors.count() == stores.library.count_passages() or _can_be_repaired(stores)


def _can_be_repaired(stores: Stores) -> bool:
    """Mark for indexing only the papers of which the store has too much or too little; False if most are."""
    held = Counter(stores.vectors.owners())
    wanted = passage_counts(stores.library)
    uneven = [id_ for id_ in held.keys() | wanted.keys() if held[id_] != wanted.get(id_, 0)]
    if len(uneven) * 2 > len(wanted):
        return False
    stores.vectors.delete([id_ for id_ in uneven if held[id_]])
    for start in range(0, len(uneven), _FORGOTTEN_AT_ONCE):
        stores.library.forget_passages(uneven[start : start + _FORGOTTEN_AT_ONCE])
    return stores.vectors.count() == stores.library.count_passages()


def reset_passages(stores: Stores) -> None:
    """Empty the vector store; all papers are to be indexed."""
    # In this order: if killed between the two, the next run makes the passages again instead of trusting the empty
    # store.
    stores.library.forget_passages()
    stores.vectors.reset()


def _parts(stores: Stores, batches: Iterable[Sequence[Pending]]) -> Iterator[_Part]:
    for papers in batches:
        batch = _PaperBatch(papers, nodes_of(stores, [item.paper for item in papers]))
        texts = texts_of(batch.nodes)
        # Texts of similar length, which need little padding.
        by_length = sorted(range(len(texts)), key=lambda place: pieces_of(batch.nodes[place]))
        for start in range(0, max(1, len(by_length)), _ENCODED_AT_ONCE):
            end = start + _ENCODED_AT_ONCE
            places = by_length[start:end]
            yield _Part(batch, places, [texts[place] for place in places], end >= len(by_length))


def _in_turn(workers: Executor, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R | None]:
    """Yield None when the first items are under way, then each result in order, of `_PARTS_AT_ONCE` items at a time.

    One more waits for its turn, so that no worker does.
    """
    waiting = iter(items)
    under_way = deque(workers.submit(work, item) for item in islice(waiting, _PARTS_AT_ONCE))
    yield None
    under_way.extend(workers.submit(work, item) for item in islice(waiting, 1))
    while under_way:
        yield under_way.popleft().result()
        under_way.extend(workers.submit(work, item) for item in islice(waiting, 1))


def _encode(stores: Stores, stopped: threading.Event, part: _Part) -> _Part:
    """Add the vectors of a part to its batch, and those of tokens if the encoder gives any, until it is stopped."""
    if not stores.token_encoder:
        part.batch.vectors.update(zip(part.places, stores.encoder.encode(part.texts), strict=True))
        return part
    chunks = [at for at, place in enumerate(part.places) if is_chunk(part.batch.nodes[place])]
    for encoded in stores.token_encoder.token_batches(part.texts, chunks):
        part.batch.vectors.update(zip((part.places[at] for at in encoded.places), encoded.vectors, strict=True))
        part.batch.tokens.update((part.places[at], words) for at, words in encoded.words.items())
        if stopped.is_set():
            break
    return part


def nodes_of(stores: Stores, papers: Iterable[Paper]) -> "list[BaseNode]":
    """Return the chunks and the windows of papers."""
    from index.chunking import AbstractParser, document_of

    return AbstractParser(encoder=stores.encoder)([document_of(paper) for paper in papers])


def is_chunk(node: "BaseNode") -> bool:
    """Return whether it is a chunk, and not a window."""
    from index.chunking import CHUNK

    return bool(node.metadata["kind"] == CHUNK)


def pieces_of(node: "BaseNode") -> int:
    """Return how many word pieces are encoded."""
    return int(node.metadata["pieces"])


def owner_of(node: "BaseNode") -> str:
    """Return the id of its paper."""
    return PassageKey.parse(node.node_id).paper_id


def texts_of(nodes: "Iterable[BaseNode]") -> list[str]:
    """Return the texts to encode: each passage with the title in front."""
    from llama_index.core.schema import MetadataMode

    return [node.get_content(MetadataMode.EMBED) for node in nodes]


def _write(stores: Stores, batch: _PaperBatch) -> int:
    """Write what was made of a batch, mark it as indexed, and return the number of papers.

    All at once: Chroma takes half the time for 128 vectors that it takes for 32 and again 32.
    """
    replaced = [item.paper.id for item in batch.papers if item.was_indexed]
    if replaced:
        stores.vectors.delete(replaced)
    revisions = {item.paper.id: item.revision for item in batch.papers}
    passages = _passages(batch)
    stores.vectors.upsert(passages)
    windows = ((node, batch.vectors[place]) for place, node in enumerate(batch.nodes) if not is_chunk(node))
    stores.windows.upsert(paper_windows(revisions, windows))
    if stores.token_encoder:
        tokens = ((owner_of(batch.nodes[place]), found) for place, found in sorted(batch.tokens.items()))
        stores.token_vectors.upsert(paper_tokens(revisions, tokens))
    having = {passage.key.paper_id for passage in passages}
    stores.library.mark_indexed([(item, int(item.paper.id in having)) for item in batch.papers])
    # Another process may have changed or removed some of them: what was written is of a text that is gone.
    if stores.library.store.is_shared and (changed := changed_meanwhile(stores.library, batch.papers)):
        stores.vectors.delete(changed)
        stores.library.forget_passages(changed)
    return len(batch.papers)


def _passages(batch: _PaperBatch) -> list[Passage]:
    """Return the abstracts of a batch, each with one vector."""
    parts = dict[str, list[Passage]]()
    for place, node in enumerate(batch.nodes):
        if is_chunk(node):
            key = PassageKey.parse(node.node_id)
            parts.setdefault(key.paper_id, []).append(Passage(key, batch.vectors[place]))
    return [joined(own) for own in parts.values()]


def paper_windows(revisions: Mapping[str, int], windows: "Iterable[tuple[BaseNode, Vectors]]") -> list[PaperWindows]:
    """Return the given windows, grouped by paper."""
    spans: dict[str, list[tuple[int, int]]] = {id_: [] for id_ in revisions}
    vectors: dict[str, list[Vectors]] = {id_: [] for id_ in revisions}
    for node, vector in windows:
        key = PassageKey.parse(node.node_id)
        spans[key.paper_id].append((key.first, key.last))
        vectors[key.paper_id].append(vector)
    return [PaperWindows(id_, revision, spans[id_], np.array(vectors[id_])) for id_, revision in revisions.items()]


def paper_tokens(revisions: Mapping[str, int], chunks: Iterable[tuple[str, TokenEmbeddings]]) -> list[PaperTokens]:
    """Return the token vectors of these papers, from those of the chunks of their abstracts, without stop words."""
    vectors: dict[str, list[Vectors]] = {id_: [np.empty((0, TOKEN_DIMENSIONS), np.float32)] for id_ in revisions}
    for paper_id, tokens in chunks:
        kept = np.array([has_terms(word) for word in tokens.words], dtype=bool)
        vectors[paper_id].append(tokens.vectors[kept])
    return [PaperTokens(id_, revision, np.concatenate(vectors[id_])) for id_, revision in revisions.items()]


def in_batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the papers in the batches that are encoded together; a small last batch joins the one before it."""
    iterator = iter(items)
    batch = list(islice(iterator, _FIRST_BATCH))
    while batch:
        following = list(islice(iterator, _LARGEST_BATCH))
        if len(following) < _FIRST_BATCH:
            batch, following = [*batch, *following], []
        yield batch
        batch = following
