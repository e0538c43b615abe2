"""Stores that are lost or damaged are rebuilt."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import ingest
from index.collection import Stores, open_stores
from index.embedding.encoder import Vectors
from index.retrieval.search import search
from tests.conftest import WordEncoder, paper
from tests.index.ingest.pages import card, check_whole, count_passages, page, run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


class TestHealing:
    @pytest.fixture(autouse=True)
    def filled(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.add(stores, [page("a.txt", *map(card, range(5)))]))
        encoder.encoded.clear()

    def test_nothing_is_done_when_nothing_is_to_do(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.catch_up(stores))
        assert ingest.is_behind(stores) == ""
        assert run(ingest.catch_up(stores)).total == 0
        assert encoder.encoded == []

    def test_a_deleted_vector_store_is_noticed_and_rebuilt(self, stores: Stores, tmp_path: Path) -> None:
        stores.vectors.close()
        shutil.rmtree(tmp_path / "home" / "chroma")
        assert "vector store is missing" in ingest.is_behind(stores)
        assert (run(ingest.catch_up(stores)).done) == 5
        check_whole(stores)

    def test_a_vector_store_deleted_while_open_is_noticed_and_rebuilt(self, stores: Stores, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "home" / "chroma")
        assert "vector store is missing" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        check_whole(stores)

    def test_a_broken_vector_store_is_noticed_and_rebuilt(self, stores: Stores, tmp_path: Path) -> None:
        stores.vectors.close()
        (tmp_path / "home" / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 999)
        assert "vector store" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        check_whole(stores)

    def test_lost_passages_are_noticed_and_made_again(self, stores: Stores) -> None:
        stores.vectors.delete([paper("Coin3ware for the gull", "").id])
        assert "lost passages" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        check_whole(stores)

    def test_lost_windows_are_noticed_and_made_again_alone(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path
    ) -> None:
        before = count_passages(stores)
        (tmp_path / "home" / "windows.db").write_bytes(b"no database" * 999)
        assert "windows are missing" in ingest.is_behind(stores)
        assert run(ingest.catch_up(stores)).total == 5
        assert count_passages(stores) == before == len(encoder.encoded) + stores.vectors.count()
        check_whole(stores)

    def test_a_deleted_word_index_is_noticed_and_rebuilt(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path
    ) -> None:
        shutil.rmtree(tmp_path / "home" / "tantivy")
        assert "word index" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        assert encoder.encoded == []
        check_whole(stores)

    def test_what_the_library_alone_knows_is_indexed(self, stores: Stores) -> None:
        stores.library.remove([paper("Coin3ware for the gull", "").id])
        assert ingest.is_behind(stores) != ""
        run(ingest.catch_up(stores))
        check_whole(stores)
        assert stores.library.count() == 4

    def test_another_encoder_s_vectors_are_replaced(self, stores: Stores, tmp_path: Path) -> None:
        class Other(WordEncoder):
            fingerprint = "other/32"

            def encode(self, texts: Sequence[str]) -> Vectors:
                half: Vectors = super().encode(texts)[:, :32] + np.float32(0.01)
                return half

        stores.close()
        other = open_stores(tmp_path / "home", Other())
        assert "another encoder" in ingest.is_behind(other)
        assert run(ingest.catch_up(other)).done == 5
        assert ingest.is_behind(other) == ""
        assert search(other, "Coin3ware").hits[0].paper.title == "Coin3ware for the gull"
        other.close()

    def test_a_rebuild_makes_everything_again(self, stores: Stores, encoder: WordEncoder) -> None:
        before = count_passages(stores)
        last = run(ingest.rebuild(stores))
        assert (last.done, last.total) == (5, 5)
        assert count_passages(stores) == before
        assert len(encoder.encoded) == before
        check_whole(stores)
