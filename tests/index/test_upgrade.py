"""Stores of older releases: the next catch-up makes of them what a new one would be, and encodes nothing.

A vector store of release 0.1 holds vectors and paper ids alone. Those before 0.3 have the windows in Chroma, too.
"""

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

from index import ingest, upgrade
from index.collection import Stores
from index.embedding.llama_embedding import PassageEmbedding
from index.rebuilding.index_state import index_state, set_passage_counts
from index.stores.chroma.old_windows import WINDOWS, OldWindows
from index.stores.vector_store import ABSTRACTS
from index.stores.window_vectors import WindowVectorStore
from tests.conftest import SpellingEncoder, WordEncoder, paper, spelled
from tests.index.stores.test_old_token_vectors import packed, write_old

KELP = paper("Kelp Nets", "Kelp grows in nets. It feeds “urchins”. {Braces} stay. Nets hold.")
TIDE = paper("Tide Tables.", "The tide is read from tables. Tables are old.")
Windows = tuple[list[str], list[list[float]]]
"""Their keys and their vectors."""


def chroma(home: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(home / "chroma"), Settings(anonymized_telemetry=False))


def nodes_of(home: Path, kind: str, question: str) -> list[NodeWithScore]:
    """What LlamaIndex finds in a collection of ours through its own Chroma integration."""
    store = ChromaVectorStore(chroma_collection=chroma(home).get_collection(kind, embedding_function=None))
    index = VectorStoreIndex.from_vector_store(store, embed_model=PassageEmbedding(encoder=WordEncoder()))
    return index.as_retriever(similarity_top_k=3).retrieve(QueryBundle(question))


def downgrade(stores: Stores, home: Path, *, nodes: bool = True) -> None:
    """Make the stores what release 0.2 left, or release 0.1, which had no `nodes`."""
    rows, counts = windows_of(stores), dict[str, int]()
    client = chroma(home)
    old = client.get_collection(ABSTRACTS, embedding_function=None)
    metadata = dict(old.metadata or {})
    if not nodes:
        del metadata["nodes"]
    stored = old.get(include=["embeddings", "metadatas"])
    client.delete_collection(ABSTRACTS)
    for kind, ids, vectors, known in (
        (ABSTRACTS, stored["ids"], stored["embeddings"], stored["metadatas"] or []),
        (WINDOWS, *rows, [{"paper": key.partition(":")[0], "_node_content": "{}"} for key in rows[0]]),
    ):
        new = client.create_collection(
            kind, metadata=metadata, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        plain = [found if nodes else {"paper": str((found or {})["paper"])} for found in known]
        new.add(ids=ids, embeddings=np.asarray(vectors), metadatas=list(plain))
        for key in ids:
            counts[key.partition(":")[0]] = counts.get(key.partition(":")[0], 0) + 1
    set_passage_counts(stores.library, counts)
    (home / "windows.db").unlink()


def windows_of(stores: Stores) -> Windows:
    """The keys and the vectors of all windows."""
    axes, found = np.eye(64, dtype=np.float32), dict[str, list[float]]()
    for axis in axes:
        for _, key, cosine in stores.windows.nearest(axis, 1000, sorted(stores.windows.revisions())):
            found.setdefault(key, []).append(cosine)
    return list(found), list(found.values())


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


class TestAStoreOfRelease01:
    def test_it_is_completed_without_encoding_anything(self, stores: Stores, encoder: WordEncoder, home: Path) -> None:
        stores.vectors.close()
        downgrade(stores, home, nodes=False)
        encoder.encoded.clear()
        assert nodes_of(home, ABSTRACTS, "kelp")[0].node.get_content() == ""
        assert stores.vectors.is_current()
        assert "older version" in ingest.is_behind(stores)
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded, ingest.is_behind(stores)) == (0, [], "")
        stores.vectors.close()
        assert nodes_of(home, ABSTRACTS, "kelp nets")[0].node.get_content() == KELP.abstract

    def test_a_paper_that_waits_to_be_indexed_is_indexed_too(
        self, stores: Stores, home: Path, add_papers: Callable[..., object]
    ) -> None:
        stores.vectors.close()
        downgrade(stores, home, nodes=False)
        add_papers(paper("Reef", "The reef is bare. It was not."))
        assert ingest.is_behind(stores) == ""
        stores.vectors.close()
        assert len({found.node.get_content() for found in nodes_of(home, ABSTRACTS, "reef")}) == 3


class Killed(BaseException):
    pass


class TestAStoreOfRelease02:
    @pytest.fixture
    def before(self, stores: Stores, encoder: WordEncoder, home: Path) -> Windows:
        """Downgrade the stores and return the windows that they had."""
        found = windows_of(stores)
        stores.vectors.close()
        downgrade(stores, home)
        encoder.encoded.clear()
        assert "older version" in ingest.is_behind(stores)
        return found

    def check(self, stores: Stores, home: Path, before: Windows) -> None:
        assert ingest.is_behind(stores) == ""
        after = windows_of(stores)
        assert sorted(after[0]) == sorted(before[0])
        known = dict(zip(*before, strict=True))
        for key, vector in zip(*after, strict=True):
            np.testing.assert_allclose(vector, known[key], atol=0.01)
        stores.vectors.close()
        assert [found.name for found in chroma(home).list_collections()] == [ABSTRACTS]
        assert {id_: state.passages for id_, state in index_state(stores.library).items()} == {KELP.id: 1, TIDE.id: 1}

    def test_windows_move_out_of_chroma_without_encoding_anything(
        self, stores: Stores, encoder: WordEncoder, home: Path, before: Windows
    ) -> None:
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded) == (0, [])
        self.check(stores, home, before)

    @pytest.mark.parametrize("step", ["windows written", "papers counted", "collection dropped"])
    def test_killed_at_any_step_the_next_start_goes_on(
        self, stores: Stores, home: Path, before: Windows, step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        module, name = {
            "windows written": (WindowVectorStore, "upsert"),
            "papers counted": (upgrade, "set_passage_counts"),
            "collection dropped": (OldWindows, "drop"),
        }[step]
        done = getattr(module, name)

        def dying(*given: object) -> None:
            done(*given)
            raise Killed

        with monkeypatch.context() as doomed:
            doomed.setattr(upgrade, "PAPERS_AT_ONCE", 1)
            doomed.setattr(module, name, dying)
            with pytest.raises(Killed):
                list(ingest.catch_up(stores))
        *_, last = ingest.catch_up(stores)
        assert last.total == 0
        self.check(stores, home, before)

    def test_of_papers_that_wait_and_that_were_removed_nothing_old_is_left(
        self, stores: Stores, before: Windows, add_papers: Callable[..., object]
    ) -> None:
        assert before[0]
        add_papers(paper("Kelp Nets", KELP.abstract + " The nets are of rope now."))
        stores.library.remove([TIDE.id])
        list(ingest.catch_up(stores))
        assert (ingest.is_behind(stores), stores.vectors.count()) == ("", 1)
        assert [key.partition(":")[2] for key in windows_of(stores)[0]] == ["0-2", "2-4"]

    def test_papers_of_which_chroma_lost_windows_are_indexed_again(
        self, stores: Stores, encoder: WordEncoder, home: Path, before: Windows
    ) -> None:
        stores.vectors.close()
        chroma(home).get_collection(WINDOWS, embedding_function=None).delete(ids=[f"{KELP.id}:1-3"])
        *_, last = ingest.catch_up(stores)
        assert last.total == 1
        assert all(text.startswith(KELP.title) for text in encoder.encoded)
        self.check(stores, home, before)


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
