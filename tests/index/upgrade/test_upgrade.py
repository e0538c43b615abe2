"""Stores of older releases: the next catch-up makes of them what a new one would be, and encodes nothing.

A vector store of release 0.1 holds vectors and paper ids alone, as those of today do. In between, Chroma had a
LlamaIndex node beside each vector, and for a while the windows as well."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from index import ingest
from index.collection import Stores
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.vector_store import ABSTRACTS
from tests.conftest import WordEncoder, paper
from tests.index.killing import Killed, killed, killed_after
from tests.index.upgrade.old_stores import KELP, TIDE, chroma, downgrade

pytestmark = pytest.mark.slow


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
        assert sorted(found.name for found in home.glob("chroma*")) == ["chroma", "chroma.lock", "chroma.sums.json"]

    def test_its_nodes_go_without_encoding_anything(
        self, stores: Stores, encoder: WordEncoder, home: Path, before: dict[str, list[float]]
    ) -> None:
        *_, last = ingest.catch_up(stores)
        assert (last.total, encoder.encoded) == (0, [])
        self.check(stores, home, before)

    @pytest.mark.parametrize("step", STEPS)
    def test_after_a_kill_at_any_step_the_next_start_continues(
        self, stores: Stores, home: Path, before: dict[str, list[float]], step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        owner, name, calls = STEPS[step]
        monkeypatch.setattr(ChromaFiles, "batch", 1)
        with monkeypatch.context() as doomed:
            doomed.setattr(owner, name, killed_after(getattr(owner, name), calls))
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
            doomed.setattr(ChromaFiles, "take_over", killed)
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
