"""Makes the passages and token vectors of papers: cut by LlamaIndex's node parser, encoded, written to the stores.

Knows neither files nor the writer's lock: `index.ingest` is the only caller.
"""

import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.collection import Stores
from index.embedding.encoder import TOKEN_DIMENSIONS, TokenEmbeddings, Vectors
from index.papers import Paper
from index.stores.library import Pending
from index.stores.token_vectors import PaperTokens
from index.stores.vector_store import ABSTRACTS, Passage, PassageKey
from index.text.words import terms

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

# Papers encoded together: few at first, so that progress shows soon, then many, which needs less padding.
_FIRST_BATCH, _LARGEST_BATCH = 32, 128
# What has to end before a run can be stopped: so many texts, so many papers.
_ENCODED_AT_ONCE, _WRITTEN_AT_ONCE = 192, 32

T = TypeVar("T")


def index_pending(stores: Stores) -> Iterator[int]:
    """Make the passages of the pending papers and yield how many papers each step has indexed.

    One batch is written while the next is encoded. Whoever stops in between waits for no more than a part of each, and
    what is written by then is kept.
    """
    stopped = threading.Event()
    with ThreadPoolExecutor(1) as writer:
        try:
            writing: Future[int] | None = None
            for batch in _batches(stores.library.pending()):
                passages, tokens = yield from _encoded(stores, batch)
                if writing:
                    yield writing.result()
                writing = writer.submit(_write_in_parts, stores, batch, passages, tokens, stopped)
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
        owners = (PassageKey.parse(chunk.node_id).paper_id for chunk in chunks)
        stores.token_vectors.upsert(
            _paper_tokens({id_: revisions[id_] for id_ in ids}, zip(owners, tokens, strict=True))
        )
        yield len(ids)


def _encoded(stores: Stores, batch: Sequence[Pending]) -> Generator[int, None, tuple[list[Passage], list[PaperTokens]]]:
    """Return the passages of a batch, and its token vectors if the encoder gives any; yield 0 between its parts."""
    from index.chunking import passage_of

    nodes = _nodes(stores, [item.paper for item in batch])
    texts = _texts(nodes)
    vectors: dict[int, Vectors] = {}
    tokens: dict[int, TokenEmbeddings] = {}
    # Texts of similar length, which need little padding.
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(by_length), _ENCODED_AT_ONCE):
        places = by_length[start : start + _ENCODED_AT_ONCE]
        # Late interaction compares the words of whole abstracts; those of windows are the same.
        chunks = [at for at, place in enumerate(places) if nodes[place].metadata["kind"] == ABSTRACTS]
        of_texts, of_words = _vectors_of(stores, [texts[place] for place in places], chunks)
        vectors.update(zip(places, of_texts, strict=True))
        tokens.update(zip((places[at] for at in chunks), of_words, strict=bool(of_words)))
        yield 0
    passages = [passage_of(node, vectors[place]) for place, node in enumerate(nodes)]
    if not stores.token_encoder:
        return passages, []
    own = [(passage.key.paper_id, tokens[place]) for place, passage in enumerate(passages) if place in tokens]
    return passages, _paper_tokens({item.paper.id: item.revision for item in batch}, own)


def _vectors_of(
    stores: Stores, texts: Sequence[str], chunks: Sequence[int]
) -> tuple[Vectors, Sequence[TokenEmbeddings]]:
    """Return the vectors of texts, and those of the tokens of the texts at `chunks`, if the encoder gives any."""
    if stores.token_encoder:
        return stores.token_encoder.encode_tokens(texts, chunks)
    return stores.encoder.encode(texts), ()


def _nodes(stores: Stores, papers: Iterable[Paper]) -> "list[BaseNode]":
    from index.chunking import AbstractParser, document_of

    return AbstractParser(encoder=stores.encoder)([document_of(paper) for paper in papers])


def _texts(nodes: "Iterable[BaseNode]") -> list[str]:
    """Return the texts to encode: each passage with the title in front."""
    from llama_index.core.schema import MetadataMode

    return [node.get_content(MetadataMode.EMBED) for node in nodes]


def _write_in_parts(
    stores: Stores,
    batch: Sequence[Pending],
    passages: Sequence[Passage],
    tokens: Sequence[PaperTokens],
    stopped: threading.Event,
) -> int:
    """Write a batch, part by part until it is stopped, and return the number of papers written."""
    written = 0
    for start in range(0, len(batch), _WRITTEN_AT_ONCE):
        part = batch[start : start + _WRITTEN_AT_ONCE]
        ids = {item.paper.id for item in part}
        own = [passage for passage in passages if passage.key.paper_id in ids]
        written += _write(stores, part, own, [item for item in tokens if item.paper_id in ids])
        if stopped.is_set():
            break
    return written


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
