"""Searches among vectors."""

from collections.abc import Iterator
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from index.stores import vector_store as storing
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.chroma.chroma_server import ChromaServer
from index.stores.chroma.coded_vectors import CodedVectors
from index.stores.vector_store import VectorStore
from index.text.passage_key import PassageKey
from tests.index.stores.vector_store.axes import EAST, NORTH, UP, nearest, passage

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow


def test_a_key_is_read_back() -> None:
    for key in (PassageKey("0123456789ab", 0, 12), PassageKey("f" * 12, 3, 5)):
        assert PassageKey.parse(str(key)) == key


class TestSearching:
    def test_the_nearest_come_first_with_their_cosines(self, store: VectorStore) -> None:
        store.upsert([passage("up", UP), passage("east", EAST), passage("between", [0.8, 0.6, 0])])
        found = store.search(np.asarray(EAST, dtype=np.float32), 10)
        assert [paper_id for paper_id, _, _ in found] == ["east", "between", "up"]
        assert [cosine for _, _, cosine in found] == pytest.approx([1, 0.8, 0], abs=1e-5)
        assert PassageKey.parse(found[0][1]) == PassageKey("east", 0, 2)

    def test_the_limit_is_respected(self, store: VectorStore) -> None:
        store.upsert([passage(f"p{n}", [1, n / 10, 0]) for n in range(9)])
        assert nearest(store, EAST, limit=2) == ["p0", "p1"]

    def test_an_empty_store_has_no_hits(self, store: VectorStore) -> None:
        assert nearest(store, EAST) == []
        assert store.count() == 0

    def test_a_missing_store_has_no_hits_and_can_be_rebuilt(self, tmp_path: Path) -> None:
        store = VectorStore(ChromaFiles(tmp_path / "nowhere"), "test/3")
        assert not (tmp_path / "nowhere").exists()
        assert nearest(store, EAST) == []
        store.reset()
        store.upsert([passage("east", EAST)])
        assert nearest(store, EAST) == ["east"]
        store.close()


class TestWithin:
    @pytest.fixture(autouse=True)
    def filled(self, store: VectorStore) -> None:
        """Papers p0 to p29, each farther from the east than the one before."""
        near_to_far = [(f"p{n:02}", [1 / hypot(1, n / 10), n / 10 / hypot(1, n / 10), 0.0]) for n in range(30)]
        store.upsert([passage(name, vector) for name, vector in near_to_far])

    @staticmethod
    def within(store: VectorStore, limit: int, *papers: str) -> list[str]:
        found = store.search(np.asarray(EAST, dtype=np.float32), limit, frozenset(papers))
        return [paper_id for paper_id, _, _ in found]

    @pytest.fixture(params=["compare coded", "compare all", "filter", "search further"])
    def strategy(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each of the four ways to search only some papers."""
        very_few, few = {"filter": (0, 1000), "search further": (0, 0)}.get(request.param, (50, 1000))
        monkeypatch.setattr(storing, "CODED_FOR_ONE_FOUND", 10 if request.param == "compare coded" else 0)
        for chroma in (ChromaFiles, ChromaServer):
            monkeypatch.setattr(chroma, "compared", very_few)
        monkeypatch.setattr(storing, "FEW_PAPERS", few)

    @pytest.mark.usefixtures("strategy")
    def test_the_nearest_of_these_papers_are_found_even_if_far_away(self, store: VectorStore) -> None:
        assert self.within(store, 2, "p29", "p27", "p28") == ["p27", "p28"]
        assert self.within(store, 9, "p29", "p00", "unknown") == ["p00", "p29"]
        assert self.within(store, 9, "unknown") == []

    @pytest.mark.usefixtures("strategy")
    def test_each_strategy_gives_the_same_cosines(self, store: VectorStore) -> None:
        found = store.search(np.asarray(EAST, dtype=np.float32), 9, frozenset(["p00", "p10"]))
        assert [(paper_id, key) for paper_id, key, _ in found] == [("p00", "p00:0-2"), ("p10", "p10:0-2")]
        assert [cosine for *_, cosine in found] == pytest.approx([1.0, 0.5**0.5], abs=2e-3)

    @pytest.mark.parametrize("store", ["by Chroma", "by a server"], indirect=True)
    def test_among_many_papers_the_search_stops_at_the_maximum_of_passages(
        self, store: VectorStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for chroma in (ChromaFiles, ChromaServer):
            monkeypatch.setattr(chroma, "compared", 1)
        monkeypatch.setattr(storing, "FEW_PAPERS", 1)
        monkeypatch.setattr(storing, "CODED_FOR_ONE_FOUND", 0)
        monkeypatch.setattr(storing, "MAX_PASSAGES", 8)
        assert self.within(store, 2, "p07", "p08") == ["p07"]

    @pytest.mark.parametrize("store", ["by Chroma", "by a server"], indirect=True)
    def test_among_many_papers_one_search_reaches_as_far_as_needed(
        self, store: VectorStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for chroma in (ChromaFiles, ChromaServer):
            monkeypatch.setattr(chroma, "compared", 1)
        monkeypatch.setattr(storing, "FEW_PAPERS", 1)
        monkeypatch.setattr(storing, "CODED_FOR_ONE_FOUND", 0)
        asked, query = list[int](), Collection.query

        def noted(self: Collection, **given: Any) -> object:
            asked.append(given["n_results"])
            return query(self, **given)

        monkeypatch.setattr(Collection, "query", noted)
        every_fifth = [f"p{n:02}" for n in range(4, 30, 5)]
        assert self.within(store, 3, *every_fifth) == ["p04", "p09", "p14"]
        found = store.search(np.asarray(EAST, dtype=np.float32), 3, frozenset(every_fifth), enough=1)
        assert [paper_id for paper_id, _, _ in found] == ["p04"]
        # A tenth more than needed, and at least twice the limit.
        assert asked == [16, 6]

    def test_no_papers_have_no_passages(self, store: VectorStore) -> None:
        assert self.within(store, 5) == []

    @pytest.mark.usefixtures("strategy")
    def test_a_missing_store_has_no_hits(self, tmp_path: Path) -> None:
        store = VectorStore(ChromaFiles(tmp_path / "nowhere"), "test/3")
        assert self.within(store, 5, "p00", "p01") == []
        store.close()


class TestPapers:
    def test_a_paper_is_the_mean_of_its_chunks(self, store: VectorStore) -> None:
        store.upsert(
            [
                *(passage("a", vector, first=n) for n, vector in enumerate([EAST, NORTH])),
                passage("b", UP),
            ]
        )
        ids, vectors = store.paper_vectors()
        half = 0.5**0.5
        assert ids == ["a", "b"]
        assert vectors.dtype == np.float32
        assert vectors == pytest.approx(np.array([[half, half, 0], UP]), abs=1e-5)

    def test_only_these_papers_are_returned(self, store: VectorStore) -> None:
        store.upsert([passage(name, EAST) for name in "abc"])
        ids, vectors = store.paper_vectors(["c", "a", "unknown"])
        assert (ids, vectors.shape) == (["a", "c"], (2, 3))

    def test_no_papers_have_no_vectors(self, store: VectorStore) -> None:
        ids, vectors = store.paper_vectors()
        assert (ids, vectors.shape) == ([], (0, 0))
        assert store.near_papers([]) == {}
        assert store.near_papers(["unknown"]) == {}

    def test_near_papers_come_nearest_first_once_and_without_the_paper_itself(self, store: VectorStore) -> None:
        store.upsert(
            [
                passage("a", EAST),
                passage("near", [0.8, 0.6, 0]),
                passage("near", [0.6, 0.8, 0], first=2),
                passage("far", UP),
            ]
        )
        near = store.near_papers(["a", "far"])
        assert [other for other, _ in near["a"]] == ["near", "far"]
        assert [cosine for _, cosine in near["a"]] == pytest.approx([0.8, 0], abs=1e-5)
        assert {other for other, _ in near["far"]} == {"a", "near"}


class TestCodedVectors:
    """Those of a large collection, which the file has as well."""

    @pytest.fixture
    def files(self, tmp_path: Path) -> ChromaFiles:
        return ChromaFiles(tmp_path / "chroma")

    @pytest.fixture
    def large(self, files: ChromaFiles) -> Iterator[VectorStore]:
        opened = VectorStore(files, "test/3", most_in_memory=2)
        opened.reset()
        yield opened
        opened.close()

    @staticmethod
    def coded(files: ChromaFiles) -> CodedVectors:
        assert files.vector_file
        return CodedVectors(files.vector_file)

    def test_only_a_large_collection_has_them(self, large: VectorStore, files: ChromaFiles) -> None:
        large.upsert([passage("up", UP), passage("east", EAST)])
        assert not self.coded(files).exist()
        large.upsert([passage("north", NORTH)])
        assert self.coded(files).papers() == ["east", "north", "up"]
        large.delete(["up", "east"])
        large.complete_coded_vectors()
        assert not self.coded(files).exist()

    def test_they_follow_what_is_deleted_and_stored_again(self, large: VectorStore, files: ChromaFiles) -> None:
        large.upsert([passage("up", UP), passage("east", EAST), passage("north", NORTH), passage("west", [-1, 0, 0])])
        large.delete(["up", "west"])
        large.upsert([passage("west", EAST)])
        assert self.coded(files).papers() == ["east", "north", "west"]
        assert TestWithin.within(large, 9, "west", "north", "up") == ["west", "north"]

    def test_without_some_papers_they_are_not_used_until_they_are_completed(
        self, large: VectorStore, files: ChromaFiles
    ) -> None:
        large.upsert([passage("up", UP), passage("east", EAST), passage("north", NORTH)])
        # A writer who is killed between the two.
        self.coded(files).delete(["east"])
        reader = VectorStore(files, "test/3", most_in_memory=2)
        assert TestWithin.within(reader, 9, "north", "east") == ["east", "north"]
        large.complete_coded_vectors()
        assert self.coded(files).papers() == ["east", "north", "up"]

    def test_a_new_index_has_none_of_the_old_ones(self, large: VectorStore, files: ChromaFiles) -> None:
        large.upsert([passage("up", UP), passage("east", EAST), passage("north", NORTH)])
        large.reset()
        assert not self.coded(files).exist()
