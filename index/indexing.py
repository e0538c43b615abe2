"""Makes the passages and token vectors of papers: cut by LlamaIndex's node parser, encoded, written to the stores.

Knows neither files nor the writer's lock: `index.ingest` is the only caller.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.collection import Stores
from index.embedding.encoder import TOKEN_DIMENSIONS, TokenEmbeddings, TokenEncoder, Vectors
from index.papers import Paper
from index.stores.library import Pending
from index.stores.token_vectors import PaperTokens
from index.stores.vector_store import ABSTRACTS, Passage, PassageKey
from index.text.words import terms

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

# Papers encoded together: few at first, so that progress shows soon, then many, which needs less padding.
_FIRST_BATCH, _LARGEST_BATCH = 32, 128
# Parts of so many texts are encoded. What has to end before a run can be stopped: so many texts, and so many papers.
_ENCODED_AT_ONCE = 96
_ENCODED_BEFORE_STOPPING, _WRITTEN_AT_ONCE = 16, 32
# The next part begins when one core has nothing left to do for the last, and its texts are cut meanwhile.
_PARTS_AT_ONCE = 2

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Batch:
    """Papers that are written together, and what the encoder has made of them so far."""

    papers: Sequence[Pending]
    nodes: "Sequence[BaseNode]"
    vectors: dict[int, Vectors] = field(default_factory=dict)
    """By the place of their node."""
    tokens: dict[int, TokenEmbeddings] = field(default_factory=dict)
    """Of whole abstracts, whose words late interaction compares; those of windows are the same."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some texts of a batch, which are encoded together."""

    batch: _Batch
    places: Sequence[int]
    texts: Sequence[str]
    is_last: bool


def index_pending(stores: Stores) -> Iterator[int]:
    """Make the passages of the pending papers and yield how many papers each step has indexed.

    One batch is written while the next is encoded. Whoever stops in between waits for no more than a part of each, and
    what is written by then is kept.
    """
    stopped = threading.Event()
    with ThreadPoolExecutor(1) as writer, ThreadPoolExecutor(_PARTS_AT_ONCE) as encoding:
        try:
            writing: Future[int] | None = None
            parts = _parts(stores, _batches(stores.library.pending()))
            for part in _in_turn(encoding, partial(_encode, stores, stopped), parts):
                yield 0
                if part.is_last:
                    if writing:
                        yield writing.result()
                    writing = writer.submit(_write_in_parts, stores, part.batch, stopped)
            if writing:
                yield writing.result()
        finally:
            stopped.set()


def has_all_passages(stores: Stores) -> bool:
    """Return whether the vector store has the passages that the library knows of, and no others.

    What a killed run may have written of papers that it had not marked as indexed is deleted first: those are among
    the longest waiting, as one batch was being written and one encoded.
    """
    if stores.vectors.count() == stores.library.count_passages():
        return True
    unfinished = [item.paper.id for item in islice(stores.library.pending(), 2 * _LARGEST_BATCH)]
    if unfinished:
        stores.vectors.delete(unfinished)
        stores.library.forget_passages(unfinished)
    return stores.vectors.count() == stores.library.count_passages()


def outdated_token_vectors(stores: Stores) -> dict[str, int]:
    """Return the indexed papers whose token vectors are missing or old, with the revisions of their texts.

    Token vectors of papers that are not indexed are deleted.
    """
    if not stores.token_encoder:
        return {}
    stored, wanted = stores.token_vectors.revisions(), stores.library.indexed()
    if left_over := stored.keys() - wanted.keys():
        stores.token_vectors.delete(left_over)
    return {id_: revision for id_, revision in wanted.items() if stored.get(id_) != revision}


def make_token_vectors(stores: Stores, revisions: Mapping[str, int]) -> Iterator[int]:
    """Make the token vectors of papers that have passages, and yield how many papers each step has done."""
    if not (encoder := stores.token_encoder):
        return
    for ids in _batches(revisions):
        chunks = [node for node in _nodes(stores, stores.library.papers(ids)) if node.metadata["kind"] == ABSTRACTS]
        _, tokens = encoder.encode_tokens(_texts(chunks))
        of_papers = zip(map(_owner, chunks), tokens, strict=True)
        stores.token_vectors.upsert(_paper_tokens({id_: revisions[id_] for id_ in ids}, of_papers))
        yield len(ids)


def _parts(stores: Stores, batches: Iterable[Sequence[Pending]]) -> Iterator[_Part]:
    for papers in batches:
        batch = _Batch(papers, _nodes(stores, [item.paper for item in papers]))
        texts = _texts(batch.nodes)
        # Texts of similar length, which need little padding.
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, max(1, len(by_length)), _ENCODED_AT_ONCE):
            end = start + _ENCODED_AT_ONCE
            places = by_length[start:end]
            yield _Part(batch, places, [texts[place] for place in places], end >= len(by_length))


def _in_turn(workers: Executor, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield the result for each item in order, with no more than `_PARTS_AT_ONCE` of them under way."""
    under_way: deque[Future[R]] = deque()
    for item in items:
        under_way.append(workers.submit(work, item))
        if len(under_way) == _PARTS_AT_ONCE:
            yield under_way.popleft().result()
    for result in under_way:
        yield result.result()


def _encode(stores: Stores, stopped: threading.Event, part: _Part) -> _Part:
    """Add the vectors of a part to its batch, and those of tokens if the encoder gives any, until it is stopped."""
    if not stores.token_encoder:
        part.batch.vectors.update(zip(part.places, stores.encoder.encode(part.texts), strict=True))
        return part
    for start in range(0, len(part.places), _ENCODED_BEFORE_STOPPING):
        if stopped.is_set():
            break
        end = start + _ENCODED_BEFORE_STOPPING
        _encode_tokens(stores.token_encoder, part.batch, part.places[start:end], part.texts[start:end])
    return part


def _encode_tokens(encoder: TokenEncoder, batch: _Batch, places: Sequence[int], texts: Sequence[str]) -> None:
    chunks = [at for at, place in enumerate(places) if batch.nodes[place].metadata["kind"] == ABSTRACTS]
    vectors, words = encoder.encode_tokens(texts, chunks)
    batch.vectors.update(zip(places, vectors, strict=True))
    batch.tokens.update(zip((places[at] for at in chunks), words, strict=True))


def _nodes(stores: Stores, papers: Iterable[Paper]) -> "list[BaseNode]":
    from index.chunking import AbstractParser, document_of

    return AbstractParser(encoder=stores.encoder)([document_of(paper) for paper in papers])


def _owner(node: "BaseNode") -> str:
    return PassageKey.parse(node.node_id).paper_id


def _texts(nodes: "Iterable[BaseNode]") -> list[str]:
    """Return the texts to encode: each passage with the title in front."""
    from llama_index.core.schema import MetadataMode

    return [node.get_content(MetadataMode.EMBED) for node in nodes]


def _write_in_parts(stores: Stores, batch: _Batch, stopped: threading.Event) -> int:
    """Write a batch, part by part until it is stopped, and return the number of papers written."""
    passages, tokens = _passages(batch), _tokens(batch) if stores.token_encoder else []
    written = 0
    for start in range(0, len(batch.papers), _WRITTEN_AT_ONCE):
        part = batch.papers[start : start + _WRITTEN_AT_ONCE]
        ids = {item.paper.id for item in part}
        own = [passage for passage in passages if passage.key.paper_id in ids]
        written += _write(stores, part, own, [item for item in tokens if item.paper_id in ids])
        if stopped.is_set():
            break
    return written


def _passages(batch: _Batch) -> list[Passage]:
    from index.chunking import passage_of

    return [passage_of(node, batch.vectors[place]) for place, node in enumerate(batch.nodes)]


def _tokens(batch: _Batch) -> list[PaperTokens]:
    revisions = {item.paper.id: item.revision for item in batch.papers}
    chunks = sorted(batch.tokens.items())
    return _paper_tokens(revisions, ((_owner(batch.nodes[place]), tokens) for place, tokens in chunks))


def _write(stores: Stores, batch: Sequence[Pending], passages: Sequence[Passage], tokens: Sequence[PaperTokens]) -> int:
    """Write the passages and token vectors of a batch, mark it as indexed, and return the number of papers."""
    replaced = [item.paper.id for item in batch if item.was_indexed]
    if replaced:
        stores.vectors.delete(replaced)
    stores.vectors.upsert(passages)
    if tokens:
        stores.token_vectors.upsert(tokens)
    counts = {item.paper.id: 0 for item in batch}
    for passage in passages:
        counts[passage.key.paper_id] += 1
    stores.library.mark_indexed([(item, counts[item.paper.id]) for item in batch])
    return len(batch)


def _paper_tokens(revisions: Mapping[str, int], chunks: Iterable[tuple[str, TokenEmbeddings]]) -> list[PaperTokens]:
    """Return the token vectors of these papers, from those of the chunks of their abstracts, without stop words."""
    vectors: dict[str, list[Vectors]] = {id_: [np.empty((0, TOKEN_DIMENSIONS), np.float32)] for id_ in revisions}
    for paper_id, tokens in chunks:
        kept = np.array([bool(terms(word)) for word in tokens.words], dtype=bool)
        vectors[paper_id].append(tokens.vectors[kept])
    return [PaperTokens(id_, revision, np.concatenate(vectors[id_])) for id_, revision in revisions.items()]


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator, size = iter(items), _FIRST_BATCH
    while batch := list(islice(iterator, size)):
        yield batch
        size = _LARGEST_BATCH
