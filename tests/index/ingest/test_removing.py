"""Removing sources and papers."""

import pytest

from index import ingest
from index.collection import Stores
from index.errors import PaperchatError
from tests.conftest import WordEncoder
from tests.index.ingest.pages import card, check_whole, page, run

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


class TestRemoving:
    def test_a_removed_source_is_gone_everywhere(self, stores: Stores, encoder: WordEncoder) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2)), page("b.txt", card(2), card(3))]))
        encoder.encoded.clear()
        assert ingest.remove(stores, ["a.txt"]) == 1
        assert {item.title.split()[0] for item in stores.library.papers()} == {"Coin2ware", "Coin3ware"}
        assert encoder.encoded == []
        check_whole(stores)

    def test_the_last_paper_can_be_removed(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1))]))
        assert ingest.remove(stores, ["a.txt"]) == 1
        assert stores.vectors.count() == 0
        check_whole(stores)

    def test_an_unknown_name_removes_nothing_and_frees_the_lock(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1))]))
        with pytest.raises(PaperchatError, match=r"b\.txt"):
            ingest.remove(stores, ["a.txt", "b.txt"])
        check_whole(stores)
        assert ingest.remove(stores, ["a.txt"]) == 1


class TestByHand:
    def test_a_deleted_paper_is_found_again_after_the_undo(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        chosen = stores.library.papers()[0]
        deletion = ingest.delete(stores, [chosen.id])
        check_whole(stores)
        assert stores.words.with_topic(chosen.title) == set()
        assert ingest.undo_deletion(stores, deletion) == 1
        check_whole(stores)
        assert stores.words.with_topic(chosen.title) == {chosen.id}

    def test_an_edited_text_is_found_by_its_new_words(self, stores: Stores) -> None:
        run(ingest.add(stores, [page("a.txt", card(1), card(2))]))
        chosen = stores.library.papers()[0]
        ingest.edit(stores, chosen.id, {"abstract": "Walruses whistle at nets of rope."})
        check_whole(stores)
        assert stores.words.with_topic("walruses whistling") == {chosen.id}
        run(ingest.rebuild(stores))
        assert stores.library.papers([chosen.id])[0].abstract == "Walruses whistle at nets of rope."
