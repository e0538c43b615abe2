"""Splits abstracts into passages: chunks of whole sentences that fit the encoder, and windows of two sentences.

A LlamaIndex node parser. Chunks and windows both help to find a paper; windows also locate the evidence in it.
tests/bench/retrieval/passages.py measures what each is worth.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode

from index.papers import Paper
from index.text.passage_key import PassageKey
from index.text.sentences import sentence_spans

CHUNK, WINDOW = "chunk", "window"
"""What a node is, `kind` in its metadata."""
_SENTENCES = 2
"""How many sentences a window has."""
# The encoder adds two special word pieces to each text.
_SPECIAL_PIECES = 2
# Leave room for a sentence, even after a long title.
_MINIMUM_ROOM = 64
_WITH_TITLE = "{metadata_str}. {content}"


def document_of(paper: Paper) -> Document:
    """Return the paper as a LlamaIndex document: the abstract as text, the title as metadata that precedes it."""
    return Document(
        id_=paper.id,
        text=paper.abstract,
        metadata={"title": paper.title.rstrip(".")},
        metadata_template="{value}",
        text_template=_WITH_TITLE,
    )


class AbstractParser(NodeParser):
    """Splits the documents of `document_of` into nodes.

    A node's text is a run of whole sentences of the abstract. For embedding, the title precedes it. Its id is a
    `PassageKey`. In its metadata, `kind` is `CHUNK` or `WINDOW`, and `pieces` is how many word pieces are embedded.
    """

    encoder: Any
    """An `index.embedding.encoder.Encoder`, for its word pieces."""
    include_prev_next_rel: bool = False

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:  # noqa: ARG002
        spans = [sentence_spans(node.get_content()) for node in nodes]
        # One call for all texts: the tokenizer takes barely longer for many than for a few.
        pieces = iter(self.encoder.count_pieces([t for n, s in zip(nodes, spans, strict=True) for t in _texts(n, s)]))
        return [
            passage
            for node, found in zip(nodes, spans, strict=True)
            for passage in _cut(node, found, list(islice(pieces, 1 + len(found))), self.encoder.max_pieces)
        ]


def _texts(document: BaseNode, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the text that precedes each passage when it is embedded, and the sentences."""
    title = _WITH_TITLE.format(metadata_str=document.metadata["title"], content="")
    abstract = document.get_content()
    return [title, *(abstract[start:end] for start, end in spans)]


def _cut(
    document: BaseNode, spans: Sequence[tuple[int, int]], pieces: Sequence[int], max_pieces: int
) -> Iterator[TextNode]:
    """Yield the passages of a document, given its sentence spans and the number of word pieces of each of `_texts`."""
    abstract = document.get_content()
    room = max(max_pieces - _SPECIAL_PIECES - pieces[0], _MINIMUM_ROOM)
    relationships = {NodeRelationship.SOURCE: document.as_related_node_info()}
    passages = [(CHUNK, chunk) for chunk in _chunks(pieces[1:], room)]
    passages += [(WINDOW, window) for window in _windows(len(spans))]
    for kind, (first, last) in passages:
        yield TextNode(
            id_=str(PassageKey(document.node_id, first, last)),
            text=abstract[spans[first][0] : spans[last - 1][1]],
            metadata={"kind": kind, "pieces": pieces[0] + sum(pieces[1 + first : 1 + last])},
            excluded_embed_metadata_keys=["kind", "pieces"],
            metadata_template="{value}",
            text_template=_WITH_TITLE,
            relationships=relationships,
        )


def _chunks(pieces: Sequence[int], room: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) runs of sentences of at most `room` word pieces; a longer sentence is a separate run."""
    first = used = 0
    for i, size in enumerate(pieces):
        if i > first and used + size > room:
            yield first, i
            first, used = i, 0
        used += size
    if pieces:
        yield first, len(pieces)


def _windows(sentences: int) -> Iterator[tuple[int, int]]:
    """Yield consecutive runs of `_SENTENCES` sentences; the last one overlaps if the count is not a multiple."""
    for first in range(0, sentences, _SENTENCES):
        last = min(first + _SENTENCES, sentences)
        yield max(0, last - _SENTENCES), last
