"""Finds indexed papers whose token vectors or windows are missing, and rebuilds only those."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.collection import Stores
from index.indexing import in_batches, is_chunk, nodes_of, owner_of, paper_tokens, paper_windows, texts_of
from index.stores.progress.index_state import indexed_extent

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

    from index.stores.token_vectors import TokenVectorStore
    from index.stores.window_vectors import WindowVectorStore


@dataclass(frozen=True, slots=True)
class Missing:
    """The indexed papers of which something is missing or old, with the revisions of their texts."""

    token_vectors: Mapping[str, int]
    windows: Mapping[str, int]

    @property
    def papers(self) -> Mapping[str, int]:
        """All of them."""
        return {**self.token_vectors, **self.windows}


def missing_in_words(stores: Stores) -> str:
    """Return which vectors some papers lack or have from an older text, in words for people; empty if none."""
    indexed = indexed_extent(stores.library)
    if stores.token_encoder and stores.token_vectors.extent() != indexed:
        return "The token vectors are missing or behind"
    return "The windows are missing or behind" if stores.windows.extent() != indexed else ""


def missing_vectors(stores: Stores) -> Missing:
    """Return the papers whose token vectors or windows are missing; delete those of papers that are not indexed."""
    words = _outdated(stores, stores.token_vectors) if stores.token_encoder else {}
    return Missing(words, _outdated(stores, stores.windows))


def make_missing(stores: Stores, missing: Missing) -> Iterator[int]:
    """Make the missing vectors of papers that have passages, and yield how many papers each step has done."""
    for ids in in_batches(missing.papers):
        stores.check_ending()
        nodes = nodes_of(stores, stores.library.papers(ids))
        for make, wanted in ((_make_token_vectors, missing.token_vectors), (_make_windows, missing.windows)):
            if revisions := {id_: wanted[id_] for id_ in ids if id_ in wanted}:
                make(stores, revisions, [node for node in nodes if owner_of(node) in revisions])
        yield len(ids)


def _outdated(stores: Stores, store: "TokenVectorStore | WindowVectorStore") -> dict[str, int]:
    if store.extent() == indexed_extent(stores.library):
        return {}
    stored, wanted = store.revisions(), stores.library.indexed()
    if left_over := stored.keys() - wanted.keys():
        store.delete(left_over)
    return {id_: revision for id_, revision in wanted.items() if stored.get(id_) != revision}


def _make_token_vectors(stores: Stores, revisions: Mapping[str, int], nodes: "Sequence[BaseNode]") -> None:
    if not (encoder := stores.token_encoder):
        return
    chunks = [node for node in nodes if is_chunk(node)]
    _, tokens = encoder.encode_tokens(texts_of(chunks))
    stores.token_vectors.upsert(paper_tokens(revisions, zip(map(owner_of, chunks), tokens, strict=True)))


def _make_windows(stores: Stores, revisions: Mapping[str, int], nodes: "Sequence[BaseNode]") -> None:
    windows = [node for node in nodes if not is_chunk(node)]
    vectors = stores.encoder.encode(texts_of(windows)) if windows else ()
    stores.windows.upsert(paper_windows(revisions, zip(windows, vectors, strict=True)))
