from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core.schema import MetadataMode, TextNode

from index.chunking import CHUNK, WINDOW, AbstractParser, document_of
from index.embedding.bundled_encoder import BundledEncoder
from index.embedding.encoder import Encoder
from index.papers import Paper
from index.text.passage_key import PassageKey
from index.text.sentences import sentence_spans
from tests.conftest import WordEncoder, paper

SENTENCES = [
    "We surf.",
    "Is the tide at 4.5 m, e.g. at dusk?",
    "Nets " * 60 + "hold.",
    "It “ends”!",
    "Wet " * 400 + ".",
]


def cut(item: Paper, encoder: Encoder | None = None) -> list[TextNode]:
    nodes = AbstractParser(encoder=encoder or WordEncoder()).get_nodes_from_documents([document_of(item)])
    return [node for node in nodes if isinstance(node, TextNode)]


def spans(nodes: list[TextNode], kind: str) -> list[tuple[int, int]]:
    keys = [PassageKey.parse(node.node_id) for node in nodes if node.metadata["kind"] == kind]
    return [(key.first, key.last) for key in keys]


@given(st.lists(st.sampled_from(SENTENCES), max_size=12).map(" ".join))
@settings(max_examples=40)
def test_every_sentence_is_in_a_chunk_and_in_a_window(abstract: str) -> None:
    item = paper("Tide Nets", abstract)
    sentences = sentence_spans(abstract)
    nodes = cut(item)
    for kind in (CHUNK, WINDOW):
        covered = {i for first, last in spans(nodes, kind) for i in range(first, last)}
        assert covered == set(range(len(sentences)))
    for node in nodes:
        key = PassageKey.parse(node.node_id)
        assert key.paper_id == item.id
        assert node.text == abstract[sentences[key.first][0] : sentences[key.last - 1][1]]
    assert len({node.node_id for node in nodes if node.metadata["kind"] == WINDOW}) == len(spans(nodes, WINDOW))


def test_windows_have_two_sentences_and_the_last_overlaps() -> None:
    assert spans(cut(paper("Tide", "One. Two. Three. Four.")), WINDOW) == [(0, 2), (2, 4)]
    assert spans(cut(paper("Tide", "One. Two. Three.")), WINDOW) == [(0, 2), (1, 3)]


def test_chunks_follow_one_another_without_overlap() -> None:
    chunks = spans(cut(paper("Tide", " ".join(["The tide comes in slowly today."] * 200))), CHUNK)
    assert len(chunks) > 2
    assert all(left[1] == right[0] for left, right in pairwise(chunks))


def test_one_sentence_is_one_chunk_and_one_window() -> None:
    nodes = cut(paper("Tide", "Only this."))
    assert [(node.metadata["kind"], node.text) for node in nodes] == [
        (CHUNK, "Only this."),
        (WINDOW, "Only this."),
    ]


def test_no_abstract_gives_no_passage() -> None:
    assert cut(paper("Tide", "")) == []


def test_the_title_is_prepended_only_for_encoding() -> None:
    node, _ = cut(paper("Tide Nets.", "Only {this}."))
    assert node.get_content(MetadataMode.EMBED) == "Tide Nets. Only {this}."
    assert node.get_content(MetadataMode.NONE) == "Only {this}."


@pytest.mark.parametrize("title", ["{braces} and {0} and {metadata_str}", "100% $title\\n", "“Tide”: {content}"])
def test_templates_do_not_see_braces_of_papers(title: str) -> None:
    node, _ = cut(paper(title, f"Abstract of {title}."))
    assert node.get_content(MetadataMode.EMBED) == f"{title}. Abstract of {title}."


def test_papers_are_cut_in_order() -> None:
    items = [paper(f"Tide {n}", f"Number {n}.") for n in range(5)]
    nodes = AbstractParser(encoder=WordEncoder()).get_nodes_from_documents([document_of(item) for item in items])
    ids = [PassageKey.parse(node.node_id).paper_id for node in nodes]
    assert list(dict.fromkeys(ids)) == [item.id for item in items]


def test_a_chunk_with_its_title_is_read_whole(bundled: BundledEncoder) -> None:
    texts = [
        node.get_content(MetadataMode.EMBED)
        for words in range(12)
        for node in cut(paper("sea" + " sea" * words, "Sea is up. " * 90), bundled)
    ]
    sizes = bundled.count_pieces(texts)
    # The encoder adds two pieces of its own.
    assert max(sizes) + 2 <= bundled.max_pieces
    # Nor is room wasted: a sentence has four pieces.
    assert max(sizes) + 2 > bundled.max_pieces - 4


@given(st.lists(st.sampled_from([*SENTENCES[:3], "A naïve 3D re-run of GPT-4.1 (v2) won."]), max_size=40).map(" ".join))
@settings(max_examples=15)
def test_random_chunks_are_read_whole(bundled: BundledEncoder, abstract: str) -> None:
    nodes = cut(paper("Tide Nets: On 3D Reefs", abstract), bundled)
    sizes = bundled.count_pieces([node.get_content(MetadataMode.EMBED) for node in nodes])
    assert max(sizes, default=0) + 2 <= bundled.max_pieces


def test_a_title_beyond_measure_leaves_room_for_a_sentence() -> None:
    chunks = spans(cut(paper("tide " * 500, "The tide comes in. " * 40)), CHUNK)
    assert all(last - first > 1 for first, last in chunks)


def test_a_huge_abstract_is_cut_into_many() -> None:
    item = paper("Tide", "The tide is high and the nets are full of kelp. " * 3000)
    nodes = cut(item)
    assert len(spans(nodes, WINDOW)) == 1500
    assert max(len(node.text.split()) for node in nodes) <= 254
