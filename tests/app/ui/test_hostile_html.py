"""All hostile texts through all HTML that the page makes, and as what a person types: nothing of them becomes code."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.answer import Answer, Source
from app.chats.chat_store import ChatStore
from app.export import FORMATS, exported
from app.ui.access import Access
from app.ui.chat.cards import panel_html, paper_html
from app.ui.chat.chat_file_text import chat_html
from app.ui.chat.chat_routes import chat_routes
from app.ui.chat.turns import examples_html, failed_turn_html, turn_html
from app.ui.library.collection_table import CollectionTable
from app.ui.library.collection_view import previews_html
from app.ui.library.routes import library_routes
from app.ui.library.table_html import edit_html, preview_html, rows_html, similar_html
from index.browsing.table_page import TableRow
from index.browsing.table_selection import Selection
from index.collection import Stores
from index.ingest import Input
from index.papers import Paper
from index.preview import previews
from index.stores.by_hand.paper_marks import Marks
from tests.app.ui.hostile_texts import hostile_papers, hostile_texts
from tests.page_client import ask_message

# What the page is made of; anything else in it would come from a text.
_FORBIDDEN = "//script | //img | //iframe | //object | //embed | //link | //base | //meta | //style | //math"
# Every so many of the texts are typed: each into eight fields.
_TYPED = 150
_HANDLERS = "//@*[starts-with(name(), 'on') or name() = 'srcdoc' or name() = 'style' or name() = 'formaction']"


@pytest.fixture(scope="module")
def texts(shared: Path) -> list[str]:
    return hostile_texts(shared)


@pytest.fixture(scope="module")
def papers(texts: list[str]) -> list[Paper]:
    return list(hostile_papers(texts))


def faults(html: str) -> Iterator[str]:
    """Yield what a browser would run or fetch."""
    page = lxml.html.document_fromstring(f"<!doctype html><body><div>{html}</div>")
    yield from (str(node.tag) for node in page.xpath(_FORBIDDEN))
    yield from (str(value) for value in page.xpath(_HANDLERS))
    for address in page.xpath("//@href | //@src | //@action"):
        if not str(address).startswith(("http://", "https://", "?", "#")):
            yield str(address)


def test_no_text_of_a_paper_becomes_code(papers: list[Paper]):
    for paper in papers:
        row, words = TableRow(paper, Marks(tags=paper.tags, note=paper.abstract), None), paper.title
        parts = [
            paper_html(paper),
            rows_html([row], Selection(words), may_edit=True),
            preview_html(row, words, may_edit=True),
            edit_html(paper),
            similar_html([(paper, 0.5)]),
        ]
        assert [fault for part in parts for fault in faults(str(part))] == [], paper.title


def test_no_text_of_an_answer_becomes_code(papers: list[Paper]):
    for paper in papers:
        answer = Answer(
            paper.title,
            "done",
            text=f"{paper.abstract} [1]",
            sources=(Source(paper, ((0, 20),), 1),),
            notice=paper.title,
            thinking=paper.abstract,
            unbacked=paper.abstract,
            model=paper.title,
            searched=paper.title,
        )
        live = replace(answer, stage="writing")
        parts = [turn_html(0, answer), turn_html(0, live), panel_html(0, answer), failed_turn_html(0, live, ("a", "b"))]
        parts.append(examples_html([paper.title]))
        assert [fault for part in parts for fault in faults(str(part))] == [], paper.title


def test_no_text_becomes_code_in_a_saved_chat_or_a_preview(papers: list[Paper], texts: list[str]):
    for paper in papers[::10]:
        saved = chat_html(paper.title, [Answer(paper.title, "done", text=paper.abstract)])
        body = saved[saved.index("<body") :]
        assert list(faults(body)) == [], paper.title
    shown = previews_html(list(previews([Input(text[:80], text.encode("utf-8", "replace")) for text in texts[::10]])))
    assert list(faults(str(shown))) == []


@pytest.mark.parametrize("form", FORMATS)
def test_every_paper_is_exported(papers: list[Paper], form: str):
    assert exported(papers, form)


def test_no_text_that_is_typed_breaks_a_route(texts: list[str], stores: Stores, tmp_path: Path):
    stores.library.upsert([])
    routes = [
        *library_routes(CollectionTable(stores, lambda: None), Access()),
        *chat_routes(ChatStore(tmp_path), lambda _: None),
    ]
    client = TestClient(Starlette(routes=routes), base_url="http://localhost")
    visitor = ask_message("")["visitor"]
    for text in texts[::_TYPED]:
        filters = {name: [text] for name in ("source", "organisation", "category", "tag")}
        sent = [
            ("library/page", {"words": text, "filters": filters}),
            ("library/facets", {"words": text}),
            ("library/mark", {"ids": [text], "note": text}),
            ("library/undo", {"deletion": text}),
            ("library/export", {"ids": ["0" * 12], "format": text}),
            ("chats/list", {"visitor": visitor, "words": text}),
            ("chats/open", {"visitor": text, "chat": text}),
            ("chats/rename", {"visitor": visitor, "chat": "0" * 32, "title": text}),
        ]
        for path, message in sent:
            answer = client.post(f"/{path}", json=message)
            assert answer.status_code in (200, 400), (path, text)
            assert list(faults(str(answer.json().get("html", "")))) == [], (path, text)
