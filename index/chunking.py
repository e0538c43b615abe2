"""Cuts abstracts into passages: chunks of whole sentences as long as the encoder reads, and windows of two sentences.

A LlamaIndex node parser. The chunks find the paper, the windows find it too and the evidence in it. Which passages pay
was measured: see tests/bench/passages.py.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, MetadataMode, NodeRelationship, TextNode

from index.papers import Paper
from index.stores.vector_store import ABSTRACTS, WINDOWS, Passage, PassageKey
from index.text.sentences import sentence_spans

_WINDOW = 2
# The encoder frames a text with two word pieces of its own.
_FRAME = 2
# However long the title, a passage has room for a sentence.
_LEAST_ROOM = 64
_TITLE_IN_FRONT = "{metadata_str}. {content}"


def document_of(paper: Paper) -> Document:
    """Return the paper as a LlamaIndex document: the abstract, with the title as metadata to put in front."""
    return Document(
        id_=paper.id,
        text=paper.abstract,
        metadata={"title": paper.title.rstrip(".")},
        metadata_template="{value}",
        text_template=_TITLE_IN_FRONT,
    )


def passage_of(node: BaseNode) -> Passage:
    """Return a node of `AbstractParser`, embedded or not yet, as the vector store takes it."""
    kind = node.metadata["kind"]
    content: dict[str, Any] = {"id_": node.node_id, "text": node.get_content(MetadataMode.NONE)}
    # What is left out has a default in LlamaIndex; all of a node's JSON is four times as long. Windows are too many and
    # too short to repeat the title in each.
    if kind == ABSTRACTS:
        content["metadata"] = {"title": node.metadata["title"]}
        content["relationships"] = {NodeRelationship.SOURCE.value: {"node_id": node.ref_doc_id}}
    text = json.dumps(content, ensure_ascii=False)
    return Passage(PassageKey.parse(node.node_id), kind, node.embedding or (), text)


class AbstractParser(NodeParser):
    """Cuts the documents of `document_of` into nodes.

    A node's text is a run of whole sentences of the abstract; its title goes in front when it is embedded; its id is a
    `PassageKey`, and its metadata `kind` tells which collection it belongs to.
    """

    encoder: Any
    """An `index.embedding.encoder.Encoder`, for its word pieces."""
    include_prev_next_rel: bool = False

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:  # noqa: ARG002
        spans = [sentence_spans(node.get_content()) for node in nodes]
        # All at once: one call of the tokenizer for many texts costs little more than one for a few.
        pieces = iter(self.encoder.count_pieces([t for n, s in zip(nodes, spans, strict=True) for t in _texts(n, s)]))
        return [
            passage
            for node, found in zip(nodes, spans, strict=True)
            for passage in _cut(node, found, list(islice(pieces, 1 + len(found))), self.encoder.max_pieces)
        ]


def _texts(document: BaseNode, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what stands in front of each passage, and the sentences."""
    front = _TITLE_IN_FRONT.format(metadata_str=document.metadata["title"], content="")
    abstract = document.get_content()
    return [front, *(abstract[start:end] for start, end in spans)]


def _cut(document: BaseNode, spans: Sequence[tuple[int, int]], pieces: Sequence[int], most: int) -> Iterator[TextNode]:
    """Yield the passages of a document, from the spans of its sentences and the word pieces of `_texts`."""
    abstract = document.get_content()
    room = max(most - _FRAME - pieces[0], _LEAST_ROOM)
    relationships = {NodeRelationship.SOURCE: document.as_related_node_info()}
    passages = [(ABSTRACTS, chunk) for chunk in _chunks(pieces[1:], room)]
    passages += [(WINDOWS, window) for window in _windows(len(spans))]
    for kind, (first, last) in passages:
        yield TextNode(
            id_=str(PassageKey(document.node_id, first, last)),
            text=abstract[spans[first][0] : spans[last - 1][1]],
            metadata={"kind": kind},
            excluded_embed_metadata_keys=["kind"],
            metadata_template="{value}",
            text_template=_TITLE_IN_FRONT,
            relationships=relationships,
        )


def _chunks(pieces: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) runs of sentences of at most `room` word pieces; a longer sentence stands alone."""
    first = used = 0
    for i, size in enumerate(pieces):
        if i > first and used + size > room:
            yield first, i
            first, used = i, 0
        used += size
    if pieces:
        yield first, len(pieces)


def _windows(sentences: int) -> Iterator[tuple[int, int]]:
    """Yield runs of `_WINDOW` sentences side by side; the last one reaches back where the number is not a multiple."""
    for first in range(0, sentences, _WINDOW):
        last = min(first + _WINDOW, sentences)
        yield max(0, last - _WINDOW), last
