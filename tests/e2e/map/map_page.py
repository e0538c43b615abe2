"""A page that has only the map, of made-up papers: `python -m tests.e2e.map.map_page FOLDER PAPERS PORT` serves it."""

import sys
from collections.abc import Sequence
from datetime import date as Date
from pathlib import Path

import numpy as np

from index.browsing.paper_traits import PaperTraits, traits_of
from index.collection import Stores, open_stores
from index.map.paper_map import PaperMap, load_map, update_map
from index.papers import Entry, Paper
from index.stores.by_hand.paper_marks import MarkChange, change_marks
from tests.conftest import WordEncoder
from tests.e2e.conftest import Served

HOSTILE = "<img src=x onerror=alert(1)> in a title"
_WHO = "honey bees,sailing ships,church clocks,round stones,old trees,night trains,grey seals,paper kites".split(",")
_WHAT = "in the rain,under bright stars,near a harbour,on steep hills,after harvest,by candle light".split(",")
_KINDS = [f"{who} {what}" for who in _WHO for what in _WHAT]


def serve_map(home: Path, papers: int) -> Served:
    """Serve a page that has only the map until the end of the block."""
    return Served(["-m", "tests.e2e.map.map_page", str(home / "stores"), str(papers)], home)


class StoredMap:
    """The backend of the map."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def map(self) -> PaperMap | None:
        return load_map(self._stores)

    def traits(self, ids: Sequence[str]) -> PaperTraits:
        return traits_of(self._stores.library, ids)

    def paper(self, paper_id: str) -> Paper | None:
        return next(iter(self._stores.library.papers([paper_id])), None)


def _day(number: int) -> Date | None:
    """Return a day of 2023 to 2025, the later the more papers there are; every eighth paper has none."""
    month = 35 - number * number % 36
    return Date(2023 + month // 12, month % 12 + 1, 15) if number % 8 else None


def collection(folder: Path, count: int) -> Stores:
    """Open stores with that many papers and a hostile one, and draw their map."""
    stores = open_stores(folder, WordEncoder())
    seen = ("bees & ships.txt",)
    kinds = [_KINDS[i % len(_KINDS)] for i in range(count)]
    papers = [
        Paper(f"Paper {i} on {kind}", f"Of {kind}, part {i}.", date=_day(i), sources=seen)
        for i, kind in enumerate(kinds)
    ]
    stars = [paper.id for paper in papers[:5]]
    papers.append(Paper(HOSTILE, f"Bees. {HOSTILE}", author_count=2, sources=seen))
    stores.library.upsert([Entry(paper, line) for line, paper in enumerate(papers, 1)])
    change_marks(stores.library, stars, MarkChange(starred=True))
    chance = np.random.default_rng(0)
    who, what = np.divmod(np.arange(len(papers)) % len(_KINDS), len(_WHAT))
    middles = (
        1.2 * chance.normal(size=(len(_WHO), 64))[who] + chance.normal(size=(len(_KINDS), 64))[who * len(_WHAT) + what]
    )
    vectors = (middles + 0.8 * chance.normal(size=middles.shape)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    update_map(stores, lambda: ([paper.id for paper in papers], vectors), lambda _: {})
    return stores


def main(folder: Path, papers: int, port: int) -> None:
    """Serve until interrupted."""
    import gradio as gr
    from starlette.middleware import Middleware

    from app.chats.chat_store import ChatStore
    from app.ui.chat.chat_routes import chat_routes
    from app.ui.languages.late_texts import InsertTexts, LateTexts, VisitorLanguage
    from app.ui.library.collection_view import masthead_html
    from app.ui.map_tab import build_map_tab
    from app.ui.page import STYLESHEETS
    from app.ui.protocol import CollectionOverview
    from app.ui.rail import build_rail
    from app.ui.static_files import static_text

    stores, texts = collection(folder, papers), LateTexts()
    with gr.Blocks(analytics_enabled=False, fill_width=True) as page:
        gr.HTML(masthead_html(CollectionOverview(papers, ())), elem_id="masthead", apply_default_css=False)
        with gr.Column(elem_id="view-chat", elem_classes="view"):
            gr.HTML("<p id='question'>Nothing to see here.</p>")
        with gr.Column(elem_id="view-map", elem_classes="view"):
            build_map_tab(StoredMap(stores), texts)
        build_rail(texts)
    page.launch(
        server_name="127.0.0.1",
        server_port=port,
        quiet=True,
        ssr_mode=False,
        css=static_text(*STYLESHEETS),
        # The rail asks for the chats that are kept.
        app_kwargs={
            "routes": chat_routes(ChatStore(folder)),
            "middleware": [Middleware(VisitorLanguage), Middleware(InsertTexts, texts=texts)],
        },
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
