"""Token vectors are made with the papers."""

from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import BaseNode

from index import ingest
from index.collection import Stores, open_stores
from index.indexing import is_chunk, nodes_of, texts_of
from index.papers import Paper
from tests.conftest import SpellingEncoder, WordEncoder, paper, spelled
from tests.index.ingest.pages import Add, card, check_whole, count_passages, page, run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


def chunks_of(stores: Stores, one: Paper) -> list[BaseNode]:
    """The parts of an abstract that are encoded each."""
    return [node for node in nodes_of(stores, [one]) if is_chunk(node)]


LONG = paper("Moss", "Moss grows on the stone. " * 60 + "A newt sleeps below.")

BARE = paper("Fern", "")


class TestWords:
    @pytest.fixture
    def encoder(self) -> WordEncoder:
        return SpellingEncoder()

    @staticmethod
    def nearness(stores: Stores, word: str) -> dict[str, float]:
        """How near the nearest word of each paper comes to this one."""
        ids = [item.id for item in stores.library.papers()]
        return stores.token_vectors.matches(spelled(word), [1.0], ids).similarities()

    def with_phrase(self, stores: Stores, word: str) -> set[str]:
        near = self.nearness(stores, word)
        return {item.title for item in stores.library.papers() if near.get(item.id, 0) > 0.99}

    def test_they_are_kept_of_all_chunks_and_of_no_stop_word(self, stores: Stores, add_papers: Add) -> None:
        add_papers(LONG, paper("Dunes", "The wind moves them."))
        assert len(texts_of(chunks_of(stores, LONG))) > 1
        assert self.with_phrase(stores, "moss") == self.with_phrase(stores, "newt") == {"Moss"}
        assert self.with_phrase(stores, "dunes") == self.with_phrase(stores, "wind") == {"Dunes"}
        assert self.with_phrase(stores, "the") == set()

    def test_a_text_is_encoded_once_for_both(self, stores: Stores, add_papers: Add, encoder: WordEncoder) -> None:
        add_papers(LONG)
        chunks = len(chunks_of(stores, LONG))
        assert len(encoder.encoded) == count_passages(stores) - 1 + chunks > 1 + chunks > 2

    def test_the_parts_of_a_long_abstract_have_one_vector(
        self, stores: Stores, add_papers: Add, encoder: WordEncoder
    ) -> None:
        add_papers(LONG)
        parts = encoder.encode(texts_of(chunks_of(stores, LONG)))
        assert stores.vectors.count() == stores.library.count_passages() == 1
        (found,) = stores.vectors.paper_vectors()[1]
        np.testing.assert_allclose(found, parts.mean(axis=0) / np.linalg.norm(parts.mean(axis=0)), atol=1e-5)

    def test_a_paper_without_an_abstract_has_none_and_is_not_waited_for(self, stores: Stores, add_papers: Add) -> None:
        add_papers(LONG, BARE)
        assert self.nearness(stores, "fern").keys() == {LONG.id}
        assert ingest.is_behind(stores) == ""

    def test_an_edited_abstract_has_its_new_words(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        run(ingest.add(stores, [page("a.txt", card(1), card(2, "at dawn"))]))
        assert self.with_phrase(stores, "dawn") == {"Coin2ware for the reef"}
        assert self.with_phrase(stores, "dusk") == {"Coin1ware for the dune"}
        check_whole(stores)

    def test_a_removed_paper_has_none(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1)), page("b.txt", card(2))]))
        gone = paper("Coin2ware for the reef", "").id
        assert gone in stores.token_vectors.revisions()
        ingest.remove(stores, ["b.txt"])
        assert gone not in stores.token_vectors.revisions()
        check_whole(stores)

    def test_a_collection_without_them_is_caught_up_from_its_chunks_alone(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path
    ) -> None:
        old = open_stores(tmp_path / "home", WordEncoder())
        run(ingest.add(old, [page("a.txt", *map(card, range(20)))]))
        assert ingest.is_search_behind(old) == ""
        old.close()
        passages = count_passages(stores)
        assert "token vectors" in ingest.is_behind(stores)
        last = run(ingest.catch_up(stores))
        assert (last.done, last.total) == (20, 20)
        assert len(encoder.encoded) == 20 < passages == count_passages(stores)
        assert self.with_phrase(stores, "limpet") == {"Coin5ware for the limpet", "Coin15ware for the limpet"}
        check_whole(stores)
        new = open_stores(tmp_path / "new", encoder)
        run(ingest.add(new, [page("a.txt", *map(card, range(20)))]))
        assert self.nearness(new, "limpet") == self.nearness(stores, "limpet")
        new.close()

    def test_new_papers_and_old_ones_are_done_together(self, stores: Stores, tmp_path: Path) -> None:
        old = open_stores(tmp_path / "home", WordEncoder())
        run(ingest.add(old, [page("a.txt", *map(card, range(5)))]))
        old.close()
        steps = list(ingest.add(stores, [page("b.txt", card(7), card(8))]))
        assert list(dict.fromkeys((step.done, step.total) for step in steps[1:])) == [(0, 7), (2, 7), (7, 7)]
        check_whole(stores)

    @pytest.mark.parametrize("left", [b"no database" * 999, b""])
    def test_a_broken_token_store_is_noticed_and_rebuilt(
        self, stores: Stores, encoder: WordEncoder, tmp_path: Path, left: bytes
    ) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        encoder.encoded.clear()
        (tmp_path / "home" / "words.db").write_bytes(left)
        assert "token vectors" in ingest.is_behind(stores)
        run(ingest.catch_up(stores))
        assert len(encoder.encoded) == 2
        check_whole(stores)

    def test_an_encoder_without_words_keeps_none(self, tmp_path: Path) -> None:
        plain = open_stores(tmp_path / "plain", WordEncoder())
        run(ingest.add(plain, [page("a.txt", card(1))]))
        assert not (tmp_path / "plain" / "words.db").exists()
        check_whole(plain)
        plain.close()
