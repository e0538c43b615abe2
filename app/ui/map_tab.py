"""The map: one component of our own HTML. What it shows it asks for itself, when it comes into view (map.js)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import gradio as gr

from app.ui.cards import paper_html
from app.ui.protocol import MapBackend
from index.map.paper_map import PaperMap
from index.map.topics import Topic

_STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("map_canvas.js", "map_list.js", "map.js")


def build_map_tab(backend: MapBackend) -> gr.HTML:
    """Build the tab. Nothing is read before it is looked at."""

    def map_message(shown: str) -> str:
        """Return the map for the browser, empty if it is the one that is `shown`."""
        drawn = backend.map()
        return "" if drawn is not None and _stamp(drawn) == shown else message_of(drawn)

    def paper_card(paper_id: str) -> str:
        paper = backend.paper(str(paper_id))
        return paper_html(paper) if paper else ""

    return gr.HTML(
        html_template=(_STATIC / "map.html").read_text(encoding="utf-8"),
        js_on_load="".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS),
        # Plain requests: an event's answer would be compared, copied and kept by Gradio with each change of the page.
        server_functions=[map_message, paper_card],
        apply_default_css=False,
        elem_id="map",
    )


def message_of(drawn: PaperMap | None) -> str:
    """Return a map as JSON for map.js: columns rather than records, which would be thrice as long.

    A text, because Gradio goes through every value of anything else, on both sides.
    """
    if drawn is None or not drawn.ids:
        return json.dumps({"stamp": "", "ids": []})
    columns = {"ids": drawn.ids, "titles": drawn.titles, "x": drawn.x, "y": drawn.y, "topic": drawn.topic}
    parts = {"topics": _told(drawn.topics), "groups": _told(drawn.groups)}
    message = {"stamp": _stamp(drawn), **columns, **parts}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _told(topics: Sequence[Topic]) -> list[dict[str, object]]:
    return [asdict(topic) for topic in topics]


def _stamp(drawn: PaperMap) -> str:
    """Return what tells this map from any other."""
    origin = drawn.origin
    return f"{origin.library} {origin.revision} {drawn.changed} {origin.encoder}"
