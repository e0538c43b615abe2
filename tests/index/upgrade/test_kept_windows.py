"""Stores of release 0.2 and of later versions: windows and token vectors move to where they are kept today."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import ingest, upgrade
from index.collection import Stores
from index.stores.chroma.old_windows import WINDOWS, OldWindows
from index.stores.progress.index_state import index_state
from index.stores.vector_store import ABSTRACTS
from index.stores.window_vectors import WindowVectorStore
from tests.conftest import SpellingEncoder, WordEncoder, paper, spelled
from tests.index.killing import Killed, killed_after
from tests.index.stores.paper_bytes.test_old_token_vectors import packed, write_old
from tests.index.upgrade.old_stores import KELP, TIDE, Windows, chroma, downgrade, windows_of

pytestmark = pytest.mark.slow


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
    def test_after_a_kill_at_any_step_the_next_start_continues(
        self, stores: Stores, home: Path, before: Windows, step: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        module, name = {
            "windows written": (WindowVectorStore, "upsert"),
            "papers counted": (upgrade, "set_passage_counts"),
            "collection dropped": (OldWindows, "drop"),
        }[step]
        with monkeypatch.context() as doomed:
            doomed.setattr(upgrade, "PAPERS_AT_ONCE", 1)
            doomed.setattr(module, name, killed_after(getattr(module, name)))
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

    def test_papers_whose_windows_chroma_lost_are_indexed_again(
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
        found = stores.token_vectors.matches(spelled("nets"), [1.0], [TIDE.id]).similarities()
        assert found == {TIDE.id: pytest.approx(1)}
