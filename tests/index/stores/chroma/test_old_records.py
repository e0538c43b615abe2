"""A collection of an older release is replaced by one with a vector of each paper alone, in files and on a server."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from chromadb.errors import NotFoundError

from index.stores.chroma.chroma_client import ChromaClient
from index.stores.chroma.chroma_files import ChromaFiles
from index.stores.chroma.chroma_server import ChromaAddress, ChromaServer
from index.stores.chroma.old_records import AS_TODAY, OldRecords
from tests.bench.speed.disk import size_on_disk
from tests.chroma_process import chroma_process
from tests.index.killing import Killed, killed, killed_after

# Writes stores to disk, and starts a server.
pytestmark = pytest.mark.slow

PASSAGES = 700
PAPERS = [f"p{n}" for n in range(PASSAGES)]
VECTORS = np.random.default_rng(5).normal(size=(PASSAGES, 8)).astype(np.float32)


@pytest.fixture(params=["files", "server"])
def chroma(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[ChromaClient]:
    """An empty place, in files or on a server."""
    if request.param == "files":
        files = ChromaFiles(tmp_path / "chroma")
        yield files
        files.close()
        return
    with chroma_process(tmp_path / "server") as process:
        server = ChromaServer(ChromaAddress(process.url), uuid.uuid4().hex)
        yield server
        server.close()


@pytest.fixture
def old(chroma: ChromaClient) -> OldRecords:
    """A collection with nodes, more than are read at once of a server."""
    chroma.reset(("abstracts",), {"fingerprint": "mine", "nodes": "1"})
    with chroma.using():
        chroma.collection("abstracts").add(
            ids=[f"p{n}:0-2" for n in range(PASSAGES)],
            embeddings=VECTORS,
            metadatas=[{"paper": f"p{n}", "_node_content": "x" * 2000} for n in range(PASSAGES)],
        )
    return OldRecords(chroma, "abstracts")


def replace(old: OldRecords, state: str = "1") -> None:
    if not old.is_begun(state):
        old.begin(state)
    old.replace(PAPERS)


def check(chroma: ChromaClient) -> None:
    with chroma.using():
        assert AS_TODAY.items() <= chroma.metadata("abstracts").items()
        assert chroma.metadata("abstracts")["fingerprint"] == "mine"
        stored = chroma.collection("abstracts").get(include=["embeddings", "metadatas"])
        order = [int(key[1:].partition(":")[0]) for key in stored["ids"]]
        assert sorted(order) == list(range(PASSAGES))
        # Chroma keeps them at unit length and gives them back at their own, which moves the last digit.
        np.testing.assert_allclose(np.asarray(stored["embeddings"], dtype=np.float32), VECTORS[order], rtol=1e-5)
        assert stored["metadatas"] == [{"paper": f"p{n}"} for n in order]
    with closing(chroma.beside("smaller")) as left, pytest.raises(NotFoundError), left.using():
        left.metadata("abstracts")


def test_the_vectors_stay_and_nothing_else(chroma: ChromaClient, old: OldRecords) -> None:
    assert old.exist()
    replace(old)
    assert not old.exist()
    check(chroma)


def test_after_a_kill_while_copying_the_next_run_continues(
    chroma: ChromaClient, old: OldRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(chroma), "batch", 200)
    begun = chroma.beside("smaller")
    with monkeypatch.context() as doomed:
        doomed.setattr(type(chroma), "take_over", killed)
        with pytest.raises(Killed):
            replace(old)
    with begun.using():
        begun.collection("abstracts").delete(ids=[f"p{n}:0-2" for n in range(300, 600)])
    begun.close()
    replace(old)
    check(chroma)


def test_an_outdated_copy_is_made_again(chroma: ChromaClient, old: OldRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = chroma.beside("smaller")
    with monkeypatch.context() as doomed:
        doomed.setattr(type(chroma), "take_over", killed)
        with pytest.raises(Killed):
            replace(old)
    with begun.using():
        begun.collection("abstracts").update(ids=["p7:0-2"], embeddings=VECTORS[:1])
    begun.close()
    replace(old, "2")
    check(chroma)


def test_killed_while_the_old_one_is_gone_it_is_finished_or_undone(
    chroma: ChromaClient, old: OldRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = "chromadb.api.models.Collection.Collection.modify"
    with monkeypatch.context() as doomed:
        if isinstance(chroma, ChromaFiles):
            doomed.setattr(Path, "rename", killed_after(Path.rename))
        else:
            doomed.setattr(client, killed)
        with pytest.raises(Killed):
            replace(old)
    chroma.close()
    old.restore()
    if old.exist():
        replace(old)
    check(chroma)


def test_what_was_begun_is_deleted(chroma: ChromaClient, old: OldRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as doomed:
        doomed.setattr(type(chroma), "take_over", killed)
        with pytest.raises(Killed):
            replace(old)
    old.clean_up()
    with closing(chroma.beside("smaller")) as left, pytest.raises(NotFoundError), left.using():
        left.metadata("abstracts")
    assert old.exist()


def test_the_folder_shrinks(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    chroma = ChromaFiles(folder)
    chroma.reset(("abstracts",), {"fingerprint": "mine", "nodes": "1"})
    with chroma.using():
        for start in range(0, PASSAGES, 100):
            chroma.collection("abstracts").add(
                ids=[f"p{n}:0-2" for n in range(start, start + 100)],
                embeddings=VECTORS[start : start + 100],
                metadatas=[{"paper": f"p{n}", "_node_content": "x" * 2000} for n in range(start, start + 100)],
            )
    before = size_on_disk(folder)
    replace(OldRecords(chroma, "abstracts"))
    chroma.close()
    assert size_on_disk(folder) < before / 3


def test_the_parts_of_a_long_abstract_become_one(chroma: ChromaClient) -> None:
    chroma.reset(("abstracts",), {"fingerprint": "mine", "nodes": "0"})
    keys = ["tide:0-4", "tide:4-9", "kelp:0-2"]
    with chroma.using():
        chroma.collection("abstracts").add(
            ids=keys,
            embeddings=np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32),
            metadatas=[{"paper": key.partition(":")[0]} for key in keys],
        )
    old = OldRecords(chroma, "abstracts")
    assert old.exist()
    old.begin("1")
    old.replace(["kelp", "tide"])
    assert not old.exist()
    with chroma.using():
        stored = chroma.collection("abstracts").get(include=["embeddings"])
    found = dict(zip(stored["ids"], np.asarray(stored["embeddings"]).round(3).tolist(), strict=True))
    assert found == {"tide:0-9": [0.707, 0.707], "kelp:0-2": [1.0, 0.0]}
