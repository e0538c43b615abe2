import os
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from index.errors import PaperchatError, StoreUnreachableError
from index.stores import vector_store as storing
from index.stores.chroma.chroma_client import ChromaClient
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.chroma.chroma_server import ChromaAddress, ChromaServer
from index.stores.chroma.passage import Passage
from index.stores.vector_store import VectorStore
from index.text.passage_key import PassageKey
from tests.chroma_process import ChromaProcess, chroma_process

# Writes stores to disk, again and again.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
EAST, NORTH, UP = [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    with chroma_process(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(params=["in memory", "by Chroma", "in memory of a server", "by a server"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VectorStore]:
    """A store in files or on a server, which compares all passages in memory or has Chroma do it."""
    files = "server" not in request.param
    chroma: ChromaClient = ChromaFiles(tmp_path / "chroma") if files else on(request.getfixturevalue("server"))
    opened = VectorStore(chroma, "test/3", 100 if "memory" in request.param else 0)
    opened.reset()
    yield opened
    opened.close()


def on(server: ChromaProcess, library: str = "") -> ChromaServer:
    """Return the collections of a library on the server, by default of a new one."""
    return ChromaServer(ChromaAddress(server.url), library or uuid.uuid4().hex)


def passage(paper_id: str, vector: Sequence[float], *, first: int = 0) -> Passage:
    return Passage(PassageKey(paper_id, first, first + 2), list(vector))


def nearest(store: VectorStore, vector: Sequence[float], limit: int = 10) -> list[str]:
    return [paper_id for paper_id, _, _ in store.search(np.asarray(vector, dtype=np.float32), limit)]


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

    @pytest.fixture(params=["compare all", "filter", "search further"])
    def strategy(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each of the three ways to search only some papers."""
        very_few, few = {"compare all": (50, 1000), "filter": (0, 1000), "search further": (0, 0)}[request.param]
        monkeypatch.setattr(storing, "VERY_FEW_PAPERS", very_few)
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
        assert [cosine for *_, cosine in found] == pytest.approx([1.0, 0.5**0.5])

    @pytest.mark.parametrize("store", ["by Chroma", "by a server"], indirect=True)
    def test_among_many_papers_the_search_stops_at_the_maximum_of_passages(
        self, store: VectorStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(storing, "VERY_FEW_PAPERS", 1)
        monkeypatch.setattr(storing, "FEW_PAPERS", 1)
        monkeypatch.setattr(storing, "MAX_PASSAGES", 8)
        assert self.within(store, 2, "p07", "p08") == ["p07"]

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


class TestWriting:
    def test_the_same_passages_twice_count_once(self, store: VectorStore) -> None:
        passages = [passage("a", EAST), passage("a", NORTH, first=2), passage("b", UP)]
        store.upsert(passages)
        store.upsert(passages)
        assert store.count() == 3

    def test_a_passage_stored_again_has_its_new_vector(self, store: VectorStore) -> None:
        store.upsert([passage("a", EAST), passage("b", NORTH)])
        store.upsert([passage("a", UP)])
        assert nearest(store, UP, limit=1) == ["a"]
        ((_, _, cosine),) = store.search(np.asarray(UP, dtype=np.float32), 1)
        assert cosine == pytest.approx(1, abs=1e-5)

    def test_deleting_takes_all_passages_of_the_papers_and_no_others(self, store: VectorStore) -> None:
        store.upsert([passage("a", EAST, first=n) for n in range(3)])
        store.upsert([passage("a", EAST), passage("b", EAST), passage("c", NORTH)])
        store.delete(["a", "c", "unknown"])
        assert store.count() == 1
        assert nearest(store, EAST) == ["b"]

    def test_empty_input_is_accepted(self, store: VectorStore) -> None:
        store.upsert([])
        store.delete([])
        assert store.count() == 0

    def test_more_than_a_batch(self, store: VectorStore) -> None:
        store.upsert([passage(f"p{n}", [1, n / 1000, 0]) for n in range(2100)])
        assert store.count() == 2100
        assert nearest(store, EAST, limit=1) == ["p0"]

    def test_vectors_are_read_in_pages_and_none_is_left_out(
        self, store: VectorStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store.upsert([passage(f"p{n}", [1, n / 1000, 0]) for n in range(2100)])
        pages, get = list[int](), Collection.get

        def counted(*given: Any, **asked: Any) -> Any:
            found = get(*given, **asked)
            pages.append(len(found["ids"]))
            return found

        monkeypatch.setattr(Collection, "get", counted)
        assert sorted(store.paper_vectors()[0]) == sorted(f"p{n}" for n in range(2100))
        assert sum(pages) == 2100
        assert max(pages) <= 1000

    def test_a_reset_store_is_empty(self, store: VectorStore) -> None:
        store.upsert([passage("a", EAST)])
        store.reset()
        assert store.count() == 0
        assert nearest(store, EAST) == []
        assert store.is_current()


class TestFile:
    @pytest.fixture(params=[100, 0], ids=["in memory", "by Chroma"])
    def store(self, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VectorStore]:
        opened = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3", request.param)
        opened.reset()
        yield opened
        opened.close()

    def test_passages_are_there_when_opened_again(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.close()
        again = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3")
        assert again.is_current()
        assert nearest(again, EAST) == ["a"]
        again.close()

    def test_a_store_of_another_fingerprint_is_not_current(self, store: VectorStore, tmp_path: Path) -> None:
        assert store.is_current()
        store.close()
        other = VectorStore(ChromaFiles(tmp_path / "chroma"), "other/3")
        assert not other.is_current()
        other.reset()
        assert other.is_current()
        other.close()
        assert not store.is_current()

    def test_another_fingerprint_may_have_another_dimension(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.close()
        other = VectorStore(ChromaFiles(tmp_path / "chroma"), "other/2")
        other.reset()
        other.upsert([passage("a", [0, 1])])
        assert nearest(other, [0, 1]) == ["a"]
        other.close()

    def test_a_missing_store_is_not_current_and_not_created(self, tmp_path: Path) -> None:
        assert not VectorStore(ChromaFiles(tmp_path / "nowhere"), "test/3").is_current()
        assert not (tmp_path / "nowhere").exists()

    def test_an_empty_folder_is_not_current(self, tmp_path: Path) -> None:
        (tmp_path / "chroma").mkdir()
        store = VectorStore(ChromaFiles(tmp_path / "chroma"), "test/3")
        assert not store.is_current()
        store.close()

    def test_a_store_deleted_while_open_is_not_current_and_can_be_rebuilt(
        self, store: VectorStore, tmp_path: Path
    ) -> None:
        store.upsert([passage("a", EAST)])
        shutil.rmtree(tmp_path / "chroma")
        assert not store.is_current()
        store.reset()
        assert store.is_current()
        assert store.count() == 0

    def test_a_broken_store_is_reported_and_can_be_rebuilt(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.close()
        (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 999)
        # Twice: a client that failed to open must not stay half open.
        for _ in range(2):
            assert not store.is_current()
            with pytest.raises(PaperchatError, match="chroma") as caught:
                nearest(store, EAST)
            assert "paperchat rebuild" in caught.value.hint
        store.reset()
        assert store.is_current()
        store.upsert([passage("a", EAST)])
        assert nearest(store, EAST) == ["a"]

    def test_a_lost_neighbour_index_is_reported(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage(f"p{n}", [1, n, 0]) for n in range(1500)])
        store.close()
        for file in (tmp_path / "chroma").glob("*/*"):
            file.write_bytes(b"x")
        with pytest.raises(PaperchatError) as caught:
            nearest(store, EAST)
        assert "paperchat rebuild" in caught.value.hint

    def test_searches_continue_while_the_store_is_reset(self, store: VectorStore) -> None:
        stop = threading.Event()

        def keep_searching() -> int:
            hits = 0
            while not stop.is_set():
                hits += len(nearest(store, EAST))
                store.refresh(hits)
            return hits

        with ThreadPoolExecutor(2) as pool:
            searching = [pool.submit(keep_searching) for _ in range(2)]
            try:
                for _ in range(10):
                    store.reset()
                    store.upsert([passage("east", EAST)])
                    assert store.count() == 1
            finally:
                stop.set()
            assert [future.exception() for future in searching] == [None, None]
        assert nearest(store, EAST) == ["east"]

    def test_a_refresh_shows_what_another_process_wrote(self, store: VectorStore, tmp_path: Path) -> None:
        store.upsert([passage("a", EAST)])
        store.refresh(1)
        assert nearest(store, EAST) == ["a"]
        script = (
            "import sys; from pathlib import Path; from index.stores.vector_store import *\n"
            "from index.stores.chroma.chroma_files import ChromaFiles; from index.text.passage_key import PassageKey\n"
            "store = VectorStore(ChromaFiles(Path(sys.argv[1])), 'test/3')\n"
            "store.delete(['a']); store.upsert([Passage(PassageKey('b', 0, 2), [1.0, 0.0, 0.0])])\n"
            "store.close()"
        )
        subprocess.run(
            [sys.executable, "-c", script, tmp_path / "chroma"],
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        store.refresh(2)
        assert nearest(store, EAST) == ["b"]
        store.refresh(2)
        assert nearest(store, EAST) == ["b"]


class TestServer:
    @pytest.fixture
    def opened(self) -> Iterator[Callable[..., VectorStore]]:
        """Open stores, which are closed at the end."""
        with ExitStack() as stack:
            yield lambda chroma, most=100: stack.enter_context(closing(VectorStore(chroma, "test/3", most)))

    def test_another_process_sees_what_was_written_after_a_refresh(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        library = uuid.uuid4().hex
        one, other = (opened(on(server, library)) for _ in range(2))
        one.reset()
        one.upsert([passage("a", EAST)])
        assert nearest(other, EAST) == ["a"]
        one.upsert([passage("b", NORTH)])
        other.refresh("changed")
        assert nearest(other, NORTH) == ["b", "a"]

    def test_libraries_share_a_server_without_meeting(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        one, other = (opened(on(server)) for _ in range(2))
        one.reset()
        one.upsert([passage("a", EAST)])
        assert not other.is_current()
        other.reset()
        assert nearest(one, EAST) == ["a"]
        assert nearest(other, EAST) == []

    def test_a_store_made_beside_takes_the_place_of_the_old_one(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        library = uuid.uuid4().hex
        old = opened(on(server, library))
        made = opened(ChromaServer(ChromaAddress(server.url, part="rebuilding"), library))
        for store, paper in ((old, "old"), (made, "new")):
            store.reset()
            store.upsert([passage(paper, EAST)])
        assert nearest(old, EAST) == ["old"]
        for _ in range(2):
            old.take_over("rebuilding")
            assert nearest(old, EAST) == ["new"]
        assert not made.is_current()

    def test_more_passages_than_a_page_are_all_read(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        store = opened(on(server), 1000)
        store.reset()
        store.upsert([passage(f"p{n}", [1, n, 0]) for n in range(700)])
        assert store.count() == 700
        ids, vectors = store.paper_vectors()
        assert (len(ids), vectors.shape) == (700, (700, 3))
        assert nearest(store, NORTH, 1) == ["p699"]

    def test_a_search_finds_what_the_server_holds(
        self, server: ChromaProcess, opened: Callable[..., VectorStore]
    ) -> None:
        store = opened(on(server))
        store.reset()
        store.upsert([passage(f"p{n}", [1, n, 0]) for n in range(9)])
        assert store.fault(thorough=True) == ""

    def test_a_server_that_is_gone_is_told_and_nothing_counts_as_lost(
        self, tmp_path: Path, opened: Callable[..., VectorStore]
    ) -> None:
        with chroma_process(tmp_path) as mine:
            store = opened(on(mine), 0)
            store.reset()
            store.upsert([passage("a", EAST)])
            mine.kill()
            for ask in (store.is_current, store.count, lambda: nearest(store, EAST), store.reset):
                with pytest.raises(StoreUnreachableError, match=mine.url):
                    ask()
            mine.start()
            assert store.is_current()
            assert nearest(store, EAST) == ["a"]

    def test_the_token_is_sent_and_never_shown(self, server: ChromaProcess) -> None:
        address = ChromaAddress(server.url, "planted-token")
        assert set(address.headers.values()) == {"Bearer planted-token", "planted-token"}
        assert "planted" not in repr(address)

    @pytest.mark.parametrize(
        "url", ["localhost:8000", "http://", "ftp://host", "http://host:port", "http://host/api/v2"]
    )
    def test_what_is_no_address_is_told(self, url: str) -> None:
        with pytest.raises(PaperchatError, match="no address of a Chroma server"):
            _ = ChromaAddress(url).host_and_port

    def test_a_port_that_is_not_named_is_the_usual_one(self) -> None:
        found = [ChromaAddress(url).host_and_port for url in ("http://here", "https://there", "https://there:8443/")]
        assert found == [("here", 8000), ("there", 443), ("there", 8443)]
