"""The routes of the list of sources: read again, removed, and the sample."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.ui.access import Access
from app.ui.library.collection_sources import CollectionSources
from app.ui.library.source_routes import source_routes
from index import ingest
from index.collection import Stores

BIB = "@article{a, title={Gulls Dive}, abstract={Gulls dive for fish near boats, and eat them.}}\n"
MORE = "@article{b, title={Terns Dive}, abstract={Terns dive for fish near ships, and eat them.}}\n"
Post = Callable[..., Any]


@pytest.fixture
def file(stores: Stores, tmp_path: Path) -> Path:
    path = tmp_path / "<birds>.bib"
    path.write_text(BIB)
    list(ingest.add(stores, ingest.gather([path])))
    return path


@pytest.fixture
def post(stores: Stores) -> Post:
    client = TestClient(Starlette(routes=list(source_routes(CollectionSources(stores, lambda: None), Access()))))

    def post(name: str, sent: object, host: str = "127.0.0.1:7860") -> Any:
        return client.post(f"/sources/{name}", json=sent, headers={"host": host}).json()

    return post


def test_the_list_is_escaped_and_counts(file: Path, post: Post) -> None:
    now = post("list", {})
    assert "&lt;birds&gt;.bib" in now["html"]
    assert "<birds>" not in now["html"]
    assert "1 paper" in now["size"]


def test_a_source_is_read_again_where_it_is(file: Path, post: Post) -> None:
    file.write_text(BIB + MORE)
    assert 'data-source-do="again"' in post("list", {})["html"]
    assert post("again", {"name": file.name})["said"] == "Read <birds>.bib: 1 added, 0 merged, 1 unchanged."
    assert "2 papers" in post("list", {})["size"]
    file.unlink()
    assert "Nothing was read from" in post("again", {"name": file.name})["failure"]


def test_what_was_dropped_on_the_page_cannot_be_read_again(stores: Stores, post: Post, tmp_path: Path) -> None:
    (tmp_path / "dropped.bib").write_text(BIB)
    list(ingest.add(stores, ingest.gather_uploads([tmp_path / "dropped.bib"])))
    assert "keeps no copy of dropped.bib" in post("again", {"name": "dropped.bib"})["failure"]
    assert 'data-source-do="again"' not in post("list", {})["html"]


def test_a_source_is_named_and_the_answer_undoes_it(file: Path, post: Post) -> None:
    now = post("rename", {"name": file.name, "given": "Sea <b>birds</b>"})
    assert "Sea &lt;b&gt;birds&lt;/b&gt;" in now["html"]
    assert "birds&gt;.bib" not in now["html"]
    file.write_text(BIB + MORE)
    assert post("again", {"name": "Sea <b>birds</b>"})["said"].startswith("Read Sea <b>birds</b>: 1 added")
    assert "&lt;birds&gt;.bib" in post("rename", now["undo"])["html"]
    assert "failure" in post("rename", {"name": "nothing.bib", "given": "x"})


def test_a_source_is_removed(file: Path, post: Post) -> None:
    now = post("remove", {"name": file.name})
    assert now["said"].startswith("1 paper removed")
    assert "No papers yet" in now["size"]
    back = post("back", now["undo"])
    assert "1 paper" in back["size"]
    assert "&lt;birds&gt;.bib" in back["html"]
    assert "can no longer be undone" in post("back", now["undo"])["failure"]
    assert "failure" in post("remove", {"name": "nothing.bib"})


def test_only_people_at_this_machine_change_sources(file: Path, post: Post) -> None:
    assert post("refused", {}) == {"refused": ""}
    assert "Only people at this machine" in post("refused", {}, host="papers.example")["refused"]
    for name in ("remove", "back", "again", "rename", "sample"):
        sent = {"name": file.name, "given": "Birds"}
        assert "Only people at this machine" in post(name, sent, host="papers.example")["failure"]


@pytest.mark.slow
def test_the_sample_is_added(post: Post) -> None:
    assert "63 papers" in post("sample", {})["size"]
