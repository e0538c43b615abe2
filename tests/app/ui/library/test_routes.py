"""The routes of the table, over real stores: what they answer, what they refuse, and that texts stay texts."""

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.ui.access import Access
from app.ui.library.collection_table import CollectionTable
from app.ui.library.routes import library_routes
from index.collection import Stores
from index.papers import Entry
from index.stores.by_hand.paper_marks import marks_of
from tests.conftest import opened, paper

GULLS = paper("Gulls dive for fish", "Gulls dive for fish near boats.", upvotes=3, arxiv_id="2401.00001")
TERNS = paper("Terns dive for fish", "Terns dive for fish near ships.", upvotes=9, organisation="Reef Lab")
OWN = {"host": "127.0.0.1:7860"}


@pytest.fixture
def filled(stores: Stores, add_papers: Callable[..., object]) -> Stores:
    add_papers(GULLS, TERNS)
    return stores


@pytest.fixture
def post(filled: Stores) -> Callable[..., Any]:
    return posting(filled, Access())


def posting(stores: Stores, access: Access) -> Callable[..., Any]:
    client = TestClient(Starlette(routes=list(library_routes(CollectionTable(stores, lambda: None), access))))

    def post(name: str, sent: object, status: int = 200, host: str = "127.0.0.1:7860") -> Any:
        answer = client.post(f"/library/{name}", json=sent, headers={"host": host})
        assert answer.status_code == status, answer.text
        return answer.json()

    return post


def test_a_page_has_the_rows_in_their_order_and_the_total(post: Callable[..., Any]) -> None:
    page = post("page", {"words": "dive fis", "sort": "upvotes"})
    assert (page["total"], page["shown"], page["offset"]) == (2, 2, 0)
    assert page["html"].index(TERNS.id) < page["html"].index(GULLS.id)
    assert "<mark>dive</mark>" in page["html"]
    assert post("ids", {"sort": "upvotes"}) == {"ids": [TERNS.id, GULLS.id]}


def test_a_preview_has_links_and_similar_papers_leave_itself_out(post: Callable[..., Any]) -> None:
    html = post("preview", {"ids": [GULLS.id], "words": "boats"})["html"]
    assert 'href="https://arxiv.org/abs/2401.00001"' in html
    assert "near <mark>boats</mark>" in html
    similar = post("similar", {"ids": [GULLS.id]})["html"]
    assert TERNS.title in similar
    assert GULLS.title not in similar


def test_marks_are_kept_and_shown(post: Callable[..., Any], filled: Stores) -> None:
    post("mark", {"ids": [GULLS.id], "starred": True, "add_tags": ["to cite"], "note": "Ask Ann."})
    marks = marks_of(filled.library, [GULLS.id])[GULLS.id]
    assert (marks.starred, marks.tags, marks.note, marks.read) == (True, ("to cite",), "Ask Ann.", False)
    facets = post("facets", {"filters": {"starred": ["yes"]}})
    assert facets["tags"] == ["to cite"]
    assert 'data-facet="starred" data-value="yes" aria-pressed="true"' in facets["html"]
    assert post("page", {"filters": {"tag": ["to cite"]}})["total"] == 1


def test_chosen_papers_are_exported_in_their_order(post: Callable[..., Any]) -> None:
    answer = post("export", {"ids": [TERNS.id, GULLS.id], "format": "bibtex"})
    assert (answer["name"], answer["type"]) == ("papers.bib", "application/x-bibtex")
    assert answer["text"].index(TERNS.title) < answer["text"].index(GULLS.title)
    assert "no such format" in post("export", {"ids": [TERNS.id], "format": "exe"})["failure"]


def test_a_record_is_edited_deleted_and_restored(post: Callable[..., Any], filled: Stores) -> None:
    post("edit", {"ids": [GULLS.id], "fields": {"title": "Gulls plunge", "authors": ["Ann Gull"]}})
    assert post("page", {"words": "plunge"})["total"] == 1
    assert 'value="2401.00001"' in post("form", {"ids": [GULLS.id]})["html"]
    deletion = post("delete", {"ids": [GULLS.id]})
    assert (deletion["papers"], post("page", {})["total"]) == (1, 1)
    assert post("undo", {"deletion": deletion["deletion"]}) == {"papers": 1}
    assert post("page", {"words": "plunge"})["total"] == 1


def test_what_is_wrong_is_said(post: Callable[..., Any]) -> None:
    failure = post("edit", {"ids": [GULLS.id], "fields": {"url": "javascript:alert(1)"}})["failure"]
    assert failure == "'javascript:alert(1)' is not a web address. Begin it with https://."
    for missing in ("0" * 12, "mistyped"):
        assert "no longer in the collection" in post("preview", {"ids": [missing]})["failure"]
    assert "can no longer be undone" in post("undo", {"deletion": "x"})["failure"]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("page", []),
        ("page", {"offset": "x"}),
        ("page", {"sort": ["title"]}),
        ("facets", {"filters": 3}),
        ("preview", {}),
        ("mark", {"ids": [GULLS.id], "add_tags": "x"}),
        ("edit", {"ids": [GULLS.id], "fields": []}),
        ("delete", {"ids": []}),
        ("undo", None),
    ],
)
def test_forged_requests_are_refused(post: Callable[..., Any], name: str, sent: object) -> None:
    assert post(name, sent, 400)["failure"] == "This request did not come from paperchat's page. Reload the page."


@pytest.mark.parametrize("name", ["mark", "edit", "delete", "undo"])
def test_only_those_who_may_edit_change_anything(filled: Stores, name: str) -> None:
    sent = {"ids": [GULLS.id], "starred": True, "fields": {"title": "X"}, "deletion": "x"}
    foreign = posting(filled, Access())
    assert "Only people at this machine" in foreign(name, sent, 403, host="papers.example.org")["failure"]
    assert filled.library.papers([GULLS.id]) == [filled.library.papers()[0]]
    assert marks_of(filled.library, [GULLS.id]) == {}
    assert 'data-do="edit"' not in foreign("preview", sent, host="papers.example.org")["html"]
    assert 'data-do="star" disabled' in foreign("page", {}, host="papers.example.org")["html"]
    assert "disabled" not in posting(filled, Access())("page", {})["html"]
    assert 'data-do="edit"' in posting(filled, Access("10.0.0.7"))("preview", sent, host="papers")["html"]


class Tags(HTMLParser):
    """Collects the tags and the addresses of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.fixture(scope="module")
def hostile(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stores, list[str]]]:
    lines = (shared / "hostile" / "xss-payload-list.txt").read_text(encoding="utf-8").splitlines()
    texts = [text for text in (*lines, *json.loads((shared / "hostile" / "blns.json").read_text())) if text.strip()]
    papers = [paper(f"{text} {n}", text, organisation=text, tags=(text,), url=text) for n, text in enumerate(texts)]
    for stores in opened(tmp_path_factory.mktemp("hostile")):
        stores.library.upsert([Entry(item, line) for line, item in enumerate(papers, 1)])
        stores.words.sync(stores.library)
        yield stores, texts


def test_hostile_texts_stay_texts(hostile: tuple[Stores, list[str]]) -> None:
    stores, texts = hostile
    post = posting(stores, Access())
    ids = post("ids", {})["ids"]
    for id_, text in zip(ids[::25], texts[::25], strict=False):
        post("mark", {"ids": [id_], "note": text, "add_tags": [text]})
    plain = Tags()
    for offset in range(0, len(ids), 50):
        plain.feed(post("page", {"offset": offset})["html"])
    for id_, text in zip(ids[::25], texts[::25], strict=False):
        plain.feed(post("preview", {"ids": [id_], "words": "alert script"})["html"])
        plain.feed(post("page", {"words": text})["html"])
    for text in texts[::250]:
        plain.feed(post("facets", {"filters": {"tag": [text]}})["html"])
    assert plain.tags <= {
        *("tr", "td", "input", "button", "span", "bdi", "time", "mark", "article", "h3", "ul", "li", "p", "a", "div"),
        *("form", "label", "textarea", "footer", "section", "details", "summary", "small"),
    }
    assert not any(name.startswith("on") for name in plain.attributes)
    assert all(link.startswith(("https://", "http://")) for link in plain.links)
