"""LlamaIndex reads our collection through its own Chroma integration, with the texts that the library has."""

from collections.abc import Callable
from pathlib import Path

import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters
from llama_index.vector_stores.chroma import ChromaVectorStore

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.llama_embedding import PassageEmbedding
from index.papers import Entry
from index.stores.chroma.chroma_server import ChromaAddress
from index.stores.chroma.collection_with_texts import CollectionWithTexts
from tests.chroma_process import chroma_process
from tests.conftest import WordEncoder, paper

KELP = paper("Kelp Nets", "Kelp grows in nets. It feeds “urchins”. {Braces} stay. Nets hold.")
TIDE = paper("Tide Tables.", "The tide is read from tables. Tables are old.")
LONG = paper("Dunes", " ".join(f"Dune {number} moves in the wind of the sea today." for number in range(60)))


def store_of(stores: Stores) -> ChromaVectorStore:
    return ChromaVectorStore(chroma_collection=CollectionWithTexts(stores.library, stores.vectors))


def found(stores: Stores, question: str, **options: object) -> list[NodeWithScore]:
    index = VectorStoreIndex.from_vector_store(store_of(stores), embed_model=PassageEmbedding(encoder=WordEncoder()))
    return index.as_retriever(**{"similarity_top_k": 3} | options).retrieve(QueryBundle(question))


def check(stores: Stores) -> None:
    first, second = found(stores, "kelp nets grows in it feeds")
    assert first.node.get_content() == KELP.abstract
    assert first.node.metadata == {"title": KELP.title}
    assert first.node.ref_doc_id == KELP.id
    assert list(first.node.relationships) == [NodeRelationship.SOURCE]
    assert second.node.get_content() == TIDE.abstract
    assert second.node.metadata == {"title": "Tide Tables"}
    assert (first.score or 0) > (second.score or 0)


def test_passages_come_with_text_title_and_paper(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(KELP, TIDE)
    check(stores)


@pytest.mark.slow
def test_those_of_a_chroma_server_do_as_well(tmp_path: Path) -> None:
    with chroma_process(tmp_path / "server") as server:
        stores = open_stores(tmp_path / "home", WordEncoder(), ChromaAddress(server.url))
        stores.library.upsert([Entry(one, line) for line, one in enumerate((KELP, TIDE), 1)])
        for _ in ingest.catch_up(stores):
            pass
        check(stores)
        stores.close()


def test_a_long_abstract_is_one_node_with_all_of_its_text(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(LONG)
    (whole,) = store_of(stores).get_nodes(None)
    assert whole.get_content() == LONG.abstract


def test_chromas_own_filters_work(stores: Stores, add_papers: Callable[..., object]) -> None:
    add_papers(KELP, TIDE)
    only = MetadataFilters(filters=[MetadataFilter(key="paper", value=TIDE.id)])
    assert [one.node.ref_doc_id for one in found(stores, "kelp nets", filters=only)] == [TIDE.id]


def test_a_text_that_is_not_indexed_yet_or_gone_breaks_nothing(
    stores: Stores, add_papers: Callable[..., object]
) -> None:
    add_papers(KELP, TIDE)
    stores.library.remove([TIDE.id])
    assert {one.node.get_content() for one in found(stores, "tide tables")} == {KELP.abstract, ""}


def test_without_a_vector_store_nothing_is_found(stores: Stores) -> None:
    assert found(stores, "kelp") == []
    assert store_of(stores).get_nodes(None) == []
