"""A vector store of release 0.1 holds vectors and paper ids alone; the next catch-up adds the nodes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.api import ClientAPI
from chromadb.config import Settings
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import NodeWithScore, QueryBundle
from llama_index.vector_stores.chroma import ChromaVectorStore

from index import ingest
from index.collection import Stores
from index.embedding.llama_embedding import PassageEmbedding
from index.stores.vector_store import ABSTRACTS, WINDOWS
from tests.conftest import SpellingEncoder, WordEncoder, paper, spelled
from tests.index.stores.test_old_token_vectors import packed, write_old

KELP = paper("Kelp Nets", "Kelp grows in nets. It feeds “urchins”. {Braces} stay. Nets hold.")
TIDE = paper("Tide Tables.", "The tide is read from tables. Tables are old.")


def chroma(home: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(home / "chroma"), Settings(anonymized_telemetry=False))


def nodes_of(home: Path, kind: str, question: str) -> list[NodeWithScore]:
    """What LlamaIndex finds in a collection of ours through its own Chroma integration."""
    store = ChromaVectorStore(chroma_collection=chroma(home).get_collection(kind, embedding_function=None))
    index = VectorStoreIndex.from_vector_store(store, embed_model=PassageEmbedding(encoder=WordEncoder()))
    return index.as_retriever(similarity_top_k=3).retrieve(QueryBundle(question))


def downgrade(home: Path) -> None:
    """Make the collections what release 0.1 left."""
    client = chroma(home)
    for kind in (ABSTRACTS, WINDOWS):
        old = client.get_collection(kind, embedding_function=None)
        stored, fingerprint = old.get(include=["embeddings", "metadatas"]), (old.metadata or {})["fingerprint"]
        client.delete_collection(kind)
        new = client.create_collection(
            kind,
            metadata={"fingerprint": fingerprint},
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )
        papers = [{"paper": str((found or {})["paper"])} for found in stored["metadatas"] or ()]
        new.add(ids=stored["ids"], embeddings=np.asarray(stored["embeddings"]), metadatas=list(papers))


@pytest.fixture
def home(stores: Stores, add_papers: Callable[..., object], tmp_path: Path) -> Path:
    add_papers(KELP, TIDE)
    return tmp_path / "home"


@pytest.mark.usefixtures("home")
class TestLlamaIndexReadsOurCollections:
    def test_chunks_come_with_text_title_and_paper(self, stores: Stores, home: Path) -> None:
        stores.vectors.close()
        first, second = nodes_of(home, ABSTRACTS, "kelp nets grows in it feeds")
        assert first.node.get_content() == KELP.abstract
        assert first.node.metadata == {"title": KELP.title}
        assert first.node.ref_doc_id == KELP.id
        assert second.node.get_content() == TIDE.abstract
        assert second.node.metadata == {"title": "Tide Tables"}
        assert (first.score or 0) > (second.score or 0)

    def test_windows_come_with_their_text(self, stores: Stores, home: Path) -> None:
        stores.vectors.close()
        texts = {found.node.node_id: found.node.get_content() for found in nodes_of(home, WINDOWS, "urchins tables")}
        assert texts == {
            f"{KELP.id}:0-2": "Kelp grows in nets. It feeds “urchins”. {Braces} stay.",
            f"{KELP.id}:1-3": "It feeds “urchins”. {Braces} stay. Nets hold.",
            f"{TIDE.id}:0-2": TIDE.abstract,
        }


class TestAStoreOfRelease01:
    def test_it_is_completed_without_encoding_anything(self, stores: Stores, encoder: WordEncoder, home: Path) -> None:
        stores.vectors.close()
        downgrade(home)
        encoder.encoded.clear()
        assert nodes_of(home, ABSTRACTS, "kelp")[0].node.get_content() == ""
        assert stores.vectors.is_current()
        assert "older version" in ingest.is_behind(stores)
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded, ingest.is_behind(stores)) == (0, [], "")
        stores.vectors.close()
        assert nodes_of(home, ABSTRACTS, "kelp nets")[0].node.get_content() == KELP.abstract
        assert {found.node.get_content() for found in nodes_of(home, WINDOWS, "tide")} >= {TIDE.abstract}

    def test_a_paper_that_waits_to_be_indexed_is_indexed_too(
        self, stores: Stores, home: Path, add_papers: Callable[..., object]
    ) -> None:
        stores.vectors.close()
        downgrade(home)
        add_papers(paper("Reef", "The reef is bare. It was not."))
        assert ingest.is_behind(stores) == ""
        stores.vectors.close()
        assert len({found.node.get_content() for found in nodes_of(home, ABSTRACTS, "reef")}) == 3


class TestTokenVectorsOfRelease05:
    @pytest.fixture
    def encoder(self) -> WordEncoder:
        return SpellingEncoder()

    def test_they_are_stored_in_a_few_bytes_without_encoding_anything(
        self, stores: Stores, encoder: WordEncoder, home: Path
    ) -> None:
        words = home / "words.db"
        with closing(sqlite3.connect(words)) as db:
            ((made_from,),) = db.execute("SELECT fingerprint FROM made_from").fetchall()
        revisions = stores.token_vectors.revisions()
        words.unlink()
        old = [(paper.id, revisions[paper.id], packed(spelled("nets"))) for paper in (KELP, TIDE)]
        write_old(words, old, made_from.removesuffix("2") + "1")
        encoder.encoded.clear()
        assert "token vectors" in ingest.is_behind(stores)
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded, ingest.is_behind(stores)) == (0, [], "")
        assert stores.token_vectors.similarities(spelled("nets"), [1.0], [TIDE.id])[TIDE.id] == pytest.approx(1)
