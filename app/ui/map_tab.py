"""The map: one component of our own HTML, which asks for its data when it comes into view (map.js)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import gradio as gr

from app.ui.chat.cards import paper_html
from app.ui.languages.late_texts import LateTexts
from app.ui.protocol import MapBackend
from index.browsing.paper_traits import PaperTraits, trend_of
from index.map.paper_map import PaperMap
from index.map.topics import Topic
from index.text.capitals import upper_first


def build_map_tab(backend: MapBackend, texts: LateTexts) -> gr.HTML:
    """Build the view. The map is not read before the view is opened."""

    def map_message(shown: str) -> str:
        """Return the map for the browser, empty if it already shows the one with this stamp."""
        drawn = backend.map()
        return "" if drawn is not None and _stamp(drawn) == shown else message_of(drawn)

    def paper_traits(shown: str) -> str:
        """Return the months, sources and stars of the papers on the map with this stamp."""
        drawn = backend.map()
        if drawn is None or _stamp(drawn) != shown:
            return "{}"
        return traits_message(shown, backend.traits(drawn.ids))

    def paper_card(paper_id: str) -> str:
        paper = backend.paper(str(paper_id))
        return paper_html(paper) if paper else ""

    return gr.HTML(
        html_template=texts.template("map.html"),
        js_on_load=texts.script(
            "page/formulas.js", "map/map_canvas.js", "map/map_list.js", "map/map_time.js", "map/map.js"
        ),
        # Plain requests: Gradio would compare, copy and keep the answer to an event at each change of the page.
        server_functions=[map_message, paper_traits, paper_card],
        apply_default_css=False,
        elem_id="map",
    )


def message_of(drawn: PaperMap | None) -> str:
    """Return a map as JSON for map.js: columns, as records would be three times as long.

    A string, because Gradio walks through every value of anything else, on both sides.
    """
    if drawn is None or not drawn.ids:
        return json.dumps({"stamp": "", "ids": []})
    columns = {"ids": drawn.ids, "titles": drawn.titles, "x": drawn.x, "y": drawn.y, "topic": drawn.topic}
    parts = {"topics": _records(drawn.topics), "groups": _records(drawn.groups)}
    message = {"stamp": _stamp(drawn), **columns, **parts}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def traits_message(stamp: str, traits: PaperTraits) -> str:
    """Return as JSON for map_time.js what the papers of the map with this stamp are coloured by."""
    message = {"stamp": stamp, **asdict(traits), "trend": trend_of(traits.months)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _records(topics: Sequence[Topic]) -> list[dict[str, object]]:
    return [asdict(replace(topic, name=upper_first(topic.name))) for topic in topics]


def _stamp(drawn: PaperMap) -> str:
    """Return a text that differs between any two maps."""
    origin = drawn.origin
    return f"{origin.library} {origin.revision} {drawn.changed} {origin.encoder}"
