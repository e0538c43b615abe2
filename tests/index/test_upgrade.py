"""Stores of older releases: the next catch-up makes of them what a new one would be, and encodes nothing.

A vector store of release 0.1 holds vectors and paper ids alone, as those of today do. In between, Chroma had a
LlamaIndex node beside each vector, and for a while the windows as well.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings

from index import ingest, upgrade
from index.collection import Stores
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.chroma.old_windows import WINDOWS, OldWindows
from index.stores.index_state import index_state, set_passage_counts
from index.stores.vector_store import ABSTRACTS
from index.stores.window_vectors import WindowVectorStore
from tests.conftest import SpellingEncoder, WordEncoder, paper, spelled
from tests.index.stores.paper_bytes.test_old_token_vectors import packed, write_old

KELP = paper("Kelp Nets", "Kelp grows in nets. It feeds “urchins”. {Braces} stay. Nets hold.")
NODE = "x" * 2000
TIDE = paper("Tide Tables.", "The tide is read from tables. Tables are old.")
Windows = tuple[list[str], list[list[float]]]
"""Their keys and their vectors."""


def chroma(home: Path) -> Client:
    return Client(
        settings=Settings(is_persistent=True, persist_directory=str(home / "chroma"), anonymized_telemetry=False)
    )


def downgrade(stores: Stores, home: Path, release: str) -> None:
    """Make the closed stores what a release left: 0.1 had no nodes, 0.2 and those before had windows in Chroma."""
    client, counts = chroma(home), dict[str, int]()
    old = client.get_collection(ABSTRACTS, embedding_function=None)
    metadata = {"fingerprint": (old.metadata or {})["fingerprint"]} | ({} if release == "0.1" else {"nodes": "1"})
    stored = old.get(include=["embeddings"])
    client.delete_collection(ABSTRACTS)
    rows = windows_of(stores) if release != "last" else ([], [])
    for kind, ids, vectors in ((ABSTRACTS, stored["ids"], stored["embeddings"]), (WINDOWS, *rows)):
        if not ids:
            continue
        new = client.create_collection(
            kind, metadata=metadata, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        node = {} if release == "0.1" else {"_node_content": NODE}
        new.add(
            ids=ids, embeddings=np.asarray(vectors), metadatas=[{"paper": key.partition(":")[0], **node} for key in ids]
        )
        for key in ids:
            counts[key.partition(":")[0]] = counts.get(key.partition(":")[0], 0) + 1
    client.close()
    # Nor did it leave marks in the library and in the vectors.
    with stores.library.database.begin() as db:
        db.exec_driver_sql("DROP TABLE vector_marks")
    if rows[0]:
        set_passage_counts(stores.library, counts)
        (home / "windows.db").unlink()


def vectors_of(stores: Stores) -> dict[str, list[float]]:
    """The vectors of all papers."""
    ids, vectors = stores.vectors.paper_vectors()
    return dict(zip(ids, vectors.tolist(), strict=True))


def stored_beside_vectors(home: Path) -> list[dict[str, object]]:
    """What Chroma has of each abstract besides its vector; the stores are closed."""
    client = chroma(home)
    found = client.get_collection(ABSTRACTS, embedding_function=None).get(include=["metadatas"])["metadatas"] or []
    client.close()
    return [dict(one) for one in found]


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


class TestAStoreOfRelease01:
    def test_it_is_taken_as_it_is(self, stores: Stores, encoder: WordEncoder, home: Path) -> None:
        before = vectors_of(stores)
        stores.vectors.close()
        downgrade(stores, home, "0.1")
        encoder.encoded.clear()
        assert stores.vectors.is_current()
        assert "older version" in ingest.is_behind(stores)
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded, ingest.is_behind(stores)) == (0, [], "")
        assert vectors_of(stores) == before


class Killed(BaseException):
    pass


STEPS: dict[str, tuple[type, str, int]] = {
    "begun": (ChromaFiles, "reset", 1),
    "half copied": (Collection, "add", 1),
    "copied": (Collection, "add", 2),
    "renamed once": (Path, "rename", 1),
    "renamed": (Path, "rename", 2),
    "in place": (ChromaFiles, "take_over", 1),
}
"""After which call of what a run is killed."""


class TestAStoreWithNodes:
    """As the last release has left it."""

    @pytest.fixture
    def before(self, stores: Stores, encoder: WordEncoder, home: Path) -> dict[str, list[float]]:
        """Downgrade the stores and return the vectors that they had."""
        found = vectors_of(stores)
        stores.vectors.close()
        downgrade(stores, home, "last")
        encoder.encoded.clear()
        assert "older version" in ingest.is_behind(stores)
        return found

    def check(self, stores: Stores, home: Path, before: dict[str, list[float]]) -> None:
        assert ingest.is_behind(stores) == ""
        assert vectors_of(stores) == before
        stores.vectors.close()
        assert stored_beside_vectors(home) == [{"paper": key} for key in (KELP.id, TIDE.id)]
        assert sorted(found.name for found in home.glob("chroma*")) == ["chroma", "chroma.sums.json"]

    def test_its_nodes_go_without_encoding_anything(
        self, stores: Stores, encoder: WordEncoder, home: Path, before: dict[str, list[float]]
    ) -> None:
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded) == (0, [])
        self.check(stores, home, before)

    @pytest.mark.parametrize("step", STEPS)
    def test_killed_at_any_step_the_next_start_goes_on(
        self, stores: Stores, home: Path, before: dict[str, list[float]], step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        owner, name, calls = STEPS[step]
        done, called = getattr(owner, name), list[object]()

        def dying(*given: object, **named: object) -> object:
            result = done(*given, **named)
            called.append(given)
            if len(called) == calls:
                raise Killed
            return result

        monkeypatch.setattr(ChromaFiles, "batch", 1)
        with monkeypatch.context() as doomed:
            doomed.setattr(owner, name, dying)
            with pytest.raises(Killed):
                list(ingest.catch_up(stores))
        stores.vectors.close()
        *_, last = ingest.catch_up(stores)
        assert last.total == 0
        self.check(stores, home, before)

    def test_what_was_copied_before_papers_changed_is_not_taken(
        self,
        stores: Stores,
        home: Path,
        before: dict[str, list[float]],
        add_papers: Callable[..., object],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with monkeypatch.context() as doomed:
            doomed.setattr(ChromaFiles, "take_over", raise_killed)
            with pytest.raises(Killed):
                list(ingest.catch_up(stores))
        # The older release is started once more, and has a paper's vector replaced.
        stores.vectors.close()
        client = chroma(home)
        old = client.get_collection(ABSTRACTS, embedding_function=None)
        old.update(ids=old.get(where={"paper": KELP.id})["ids"], embeddings=np.eye(1, 64, dtype=np.float32))
        client.close()
        add_papers(paper("Reef", "The reef is bare. It was not."))
        after = vectors_of(stores)
        assert after[KELP.id] == pytest.approx([1.0, *[0.0] * 63], abs=1e-3)
        assert after[TIDE.id] == before[TIDE.id]


def raise_killed(*_: object) -> None:
    raise Killed


class TestAStoreOfRelease02:
    @pytest.fixture
    def before(self, stores: Stores, encoder: WordEncoder, home: Path) -> Windows:
        """Downgrade the stores and return the windows that they had."""
        found = windows_of(stores)
        stores.vectors.close()
        downgrade(stores, home, "0.2")
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
        client = chroma(home)
        client.get_collection(WINDOWS, embedding_function=None).delete(ids=[f"{KELP.id}:1-3"])
        client.close()
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
